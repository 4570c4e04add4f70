"""Real databases for the tests of the records: SQLite files, and a PostgreSQL of our own where there is one."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from queueing.records.migrations import upgrade
from queueing.records.tables import open_records

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL, without a database, of a PostgreSQL server that lives as long as the tests."""
    if not shutil.which("postgres") or not shutil.which("initdb"):
        pytest.skip("no PostgreSQL server is installed on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    # PostgreSQL refuses to run as root: there it runs as nobody.
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user, -1)
    data, name = folder / "data", pwd.getpwuid(user if user is not None else os.geteuid()).pw_name
    made = ["initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", f"--pgdata={data}"]
    subprocess.run(made, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    settings = ["fsync=off", "listen_addresses=", f"unix_socket_directories={folder}"]
    run = ["postgres", "-D", str(data), *itertools.chain(*(("-c", setting) for setting in settings))]
    log = (folder / "log").open("w")
    server = subprocess.Popen(run, user=user, cwd=folder, stdout=log, stderr=log)
    try:
        ready = ["pg_isready", f"--host={folder}"]
        ...
        yield f"postgresql+psycopg://{name}@/{{}}?host={folder}"
    finally:
        server.terminate()
        server.wait()
        log.close()
        shutil.rmtree(folder)
