"""The table of messages that go out to other systems."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from queueing.records.tables import metadata

#: `message` is the id its receiver knows repeats by; `state` is waiting, sent or dead (given up after its
#: last try). Times are real ms; `due` is when a waiting one is tried next, `why` what the last try met.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("why", Text),
    Index("uq_messages_message", "hall", "message", unique=True),
    Index("ix_messages_due", "hall", "state", "due"),
    sqlite_autoincrement=True,
)
