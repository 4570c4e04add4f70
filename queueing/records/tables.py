"""The hall's memory as SQL tables, and how a database is opened so that what is committed stays."""

import sqlite3
from typing import TypeAlias

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    false,
    make_url,
    or_,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

#: A database, for those who only pass it on.
Records: TypeAlias = Engine

#: Constraints have the same name on every database, so that a migration can find them.
metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

#: Every fact once, in order; `data` is the whole fact, the other columns only find it. Times are ms.
facts = Table(
    "facts",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("life", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("ticket", Text),
    Column("counter", Text),
    Column("request", Text),
    Column("data", Text, nullable=False),
    Index("ix_facts_counter", "hall", "day", "counter", "revision"),
    Index("ix_facts_day", "hall", "day", "kind"),
    Index("ix_facts_ticket", "hall", "ticket"),
)

#: The last record of each ticket; `data` is that record whole, `revision` the fact that left it so.
tickets = Table(
    "tickets",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("counter", Text),
    Column("arrived", BigInteger, nullable=False),
    Column("slot", BigInteger),
    Column("first_called", BigInteger),
    Column("called", BigInteger),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("outcome", Text),
    Column("items", Integer),
    Column("waited", BigInteger),
    Column("calls", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Column("transfers", Integer, nullable=False),
    Column("start_not_pressed", Boolean(create_constraint=False), nullable=False),
    Column("end_not_pressed", Boolean(create_constraint=False), nullable=False),
    Column("data", Text, nullable=False),
    Index("ix_tickets_state", "hall", "state"),
)
#: Whether a ticket's visitor let others pass or was late: its wait is no promise of the hall's.
postponed = or_(tickets.c.data.contains('"passes":'), tickets.c.data.contains('"lates":')).label("postponed")
#: I1: a number is printed once a day. Tickets of walk-ins have no number.
Index(
    "uq_tickets_number",
    tickets.c.hall,
    tickets.c.day,
    tickets.c.number,
    unique=True,
    sqlite_where=tickets.c.number != "",
    postgresql_where=tickets.c.number != "",
)

#: One row for each call and recall; `reason` is JSON, kept with the call for as long as the call is kept.
calls = Table(
    "calls",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("call", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("counter", Text, nullable=False),
    Column("zone", Text),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("rule", Text),
    Column("reason", Text),
    Index("ix_calls_day", "hall", "day", "counter"),
)

#: Where the archive stands: one row a hall. Whoever writes must hold its `epoch` (I20).
heads = Table(
    "heads",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("life", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

#: Every version of the hall file: from `from_day` on, or at once; `in_force`: since when, ms, null not yet.
#: `moves` is JSON, line -> line: where those go who wait in a line that this version no longer has.
plans = Table(
    "plans",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("toml", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("from_day", Text),
    Column("moves", Text, nullable=False, server_default="{}"),
    Column("in_force", BigInteger),
)

#: People who sign in. `name` is as typed, `sign_in` how it is compared; `counters` is JSON, null is all.
accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("sign_in", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("counters", Text),
    Column("password", Text),
    Column("must_change", Boolean(create_constraint=False), nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("may_extend", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("sees_clerks", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Index("uq_accounts_sign_in", "hall", "sign_in", unique=True),
    sqlite_autoincrement=True,  # an id is never given to a second person
)

#: Signed-in browsers; the cookie's token is kept only as its SHA-256.
sessions = Table(
    "sessions",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("account", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Index("ix_sessions_account", "account"),
)

#: One-time sign-in links; `account` null makes whoever opens it a manager.
links = Table(
    "links",
    metadata,
    Column("secret", Text, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("account", Integer),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

#: Bearer keys of programs and devices. A revoked key stays, so that the log can name it.
keys = Table(
    "keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("counter", Text),
    Column("rate", Integer),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("seen_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("uq_keys_secret", "secret", unique=True),
    sqlite_autoincrement=True,
)

#: Browsers made a kiosk or a screen; `place` is the kiosk's or the zone's id.
devices = Table(
    "devices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("seen_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index("uq_devices_secret", "secret", unique=True),
    sqlite_autoincrement=True,
)


def open_records(url: str) -> Engine:
    """The database at this URL: `sqlite:////data/hall.db` or `postgresql://…` (by psycopg 3).

    SQLite runs in WAL with synchronous FULL, so a commit outlives a power cut as far as the disk
    honours fsync. Nothing is created here; `migrations.upgrade` makes the tables.
    """
    address = make_url(url)
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    ping = address.get_backend_name() != "sqlite"
    # Parameters are hidden from messages, so that no name and no secret's hash gets into a log.
    engine = create_engine(address, hide_parameters=True, pool_pre_ping=ping)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _begin)
    return engine


def open_aside(engine: Engine) -> Engine:
    """The same database for calls that run in threads beside the web's event loop.

    Each call has a connection of its own: what the loop and a thread would share between two calls
    is guarded by locks that know only one of them.
    """
    aside = create_engine(engine.url, hide_parameters=True, poolclass=NullPool)
    if aside.dialect.name == "sqlite":
        event.listen(aside, "connect", _make_durable)
        event.listen(aside, "begin", _begin)
    with aside.begin():  # what is done once, at the first connection, is done here
        return aside


def for_writing(engine: Engine) -> Engine:
    """The same database, with transactions that take SQLite's write lock at once.

    Without it two writers that both read first end in "database is locked" instead of waiting.
    """
    return engine.execution_options(writes=True)


def _make_durable(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours (below): sqlite3's own would leave DDL outside it
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
