"""Real databases for the tests of the records: SQLite files, and a PostgreSQL where it is installed."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text

from queueing.records.archive import Archive
from queueing.records.migrations import upgrade
from queueing.records.staff import Account
from queueing.records.tables import open_records
from queueing.rules.people import Person
from queueing.staffing import SignedIn, Staffing
from tests.records.cast import GOOD, QUICK
from tests.records.story import HALL, NINE, Story
from tests.running import give_records

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL that lives as long as the tests; each test has a schema of its own in it."""
    if not shutil.which("pg_ctl") or not shutil.which("initdb"):
        pytest.skip("PostgreSQL is not installed on this machine (no initdb and pg_ctl)")
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    # PostgreSQL refuses to run as root: there it runs as nobody.
    who = pwd.getpwnam("nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    os.chown(folder, who.pw_uid, -1)

    def run(*command: str) -> None:
        user = who.pw_uid if os.geteuid() == 0 else None
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data, log = f"--pgdata={folder / 'data'}", f"--log={folder / 'log'}"
    run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", data)
    run("pg_ctl", "start", "--wait", data, log, f"--options=-F -c listen_addresses='' -k {folder}")
    try:
        yield f"postgresql://{who.pw_name}@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "--mode=immediate", data)
        shutil.rmtree(folder)


def _new_schema(server: str) -> str:
    """The URL of an empty schema of its own."""
    name = f"hall{next(_numbers)}"
    console = create_engine(server.replace("://", "+psycopg://"))
    with console.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    console.dispose()
    return f"{server}&options=-csearch_path%3D{name}"


@pytest.fixture(scope="session")
def steps(postgres: str) -> list[tuple[str, Any]]:
    """What PostgreSQL is told to make our tables: kept once, for Alembic takes its time."""
    told: list[tuple[str, Any]] = []
    made = open_records(_new_schema(postgres))
    event.listen(made, "before_cursor_execute", lambda *args: told.append(args[2:4]))
    upgrade(made)
    made.dispose()
    return [(statement, values) for statement, values in told if not statement.startswith("SELECT")]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'hall.db'}"
    return _new_schema(request.getfixturevalue("postgres"))


@pytest.fixture
def engine(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[Engine]:
    """A database with our tables."""
    if database.startswith("sqlite"):
        give_records(tmp_path)
    engine = open_records(database)
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for statement, values in request.getfixturevalue("steps"):
                connection.exec_driver_sql(statement, values)
    yield engine
    engine.dispose()


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine, HALL)


@pytest.fixture
def archived(archive: Archive) -> Callable[[Story], Archive]:
    """Writes what a story told, from where the archive stands."""

    def write(story: Story) -> Archive:
        told = [fact for fact in story.facts if fact["revision"] > archive.head().revision]
        archive.append(told, archive.open())
        return archive

    return write


@pytest.fixture
def staffing(engine: Engine) -> Staffing:
    return Staffing(engine, HALL, QUICK)


@pytest.fixture
def manager(staffing: Staffing) -> SignedIn:
    """The browser of a manager who came by a link."""
    return staffing.sign_in_by_link(staffing.make_link(NINE, "console"), NINE)


@pytest.fixture
def li(staffing: Staffing, manager: SignedIn) -> Account:
    """A clerk at counters 1 and 2."""
    return staffing.add(Person("li", "李丽", "clerk", ("1", "2"), GOOD), NINE, "staff:1").account


@pytest.fixture
def statements(engine: Engine) -> list[str]:
    """Every SQL statement from now on."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen
