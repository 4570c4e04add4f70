"""Brings a database to the tables this program needs, at every start, step by step."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from queueing.records import booking_tables as _booking_tables  # noqa: F401 - all tables are known here
from queueing.records import hook_tables as _hook_tables  # noqa: F401
from queueing.records import told_tables as _told_tables  # noqa: F401
from queueing.records.tables import for_writing
from queueing.start_errors import RecordsTooNew

#: Any number, the same in every process: who holds it upgrades, the others wait.
_LOCK = 20_260_302
#: Where the steps are; a step's file begins with its revision.
MIGRATIONS = Path(__file__).parent
NEWEST = max(step.name[:4] for step in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(engine: Engine) -> None:
    """Make or change tables until they are the ones of this program; nothing happens when they are.

    All in one transaction: a kill leaves the tables as they were. Two processes may start at once.
    Raises RecordsTooNew for a database that a newer program has changed.
    """
    with engine.connect() as connection:
        if _revision(connection) == NEWEST:
            return
    # A third of a process's start is Alembic, and all but the first start after an update do without it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with for_writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise RecordsTooNew from error


def _revision(connection: Connection) -> str | None:
    """The step a database stands at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
