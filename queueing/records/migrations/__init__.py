"""Brings a database to the tables this program needs, at every start, step by step."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine, text

from queueing.records.tables import for_writing
from queueing.start_errors import RecordsTooNew

#: Any number, the same in every process: who holds it upgrades, the others wait.
_LOCK = 20_260_302


def upgrade(engine: Engine) -> None:
    """Make or change tables until they are the ones of this program; nothing happens when they are.

    All in one transaction: a kill leaves the tables as they were. Two processes may start at once.
    Raises RecordsTooNew for a database that a newer program has changed.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with for_writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise RecordsTooNew from error
