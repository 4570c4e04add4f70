"""The tables of bookings: every place of a slot is a row of its own, which the database gives out once."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from queueing.records.tables import metadata

#: Bookings. `person` is a keyed digest, `mask` what its owner knows again; both are emptied when no rule
#: needs them any more. `seat` is the place in the slot of the line's group, `service_seat` the place among
#: those of the service, null where it has no limit of its own. Times are ms; `history` is JSON.
bookings = Table(
    "bookings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hall", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("service_seat", Integer),
    Column("channel", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("mask", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("ticket", Text),
    Column("arrived_at", BigInteger),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("request", Text),
    Column("digest", Text),
    Column("history", Text, nullable=False),
    Index("ix_bookings_day", "hall", "day"),
    Index("ix_bookings_person", "hall", "person"),
    Index("uq_bookings_code", "hall", "code", unique=True),
    Index("uq_bookings_request", "hall", "request", unique=True),
    sqlite_autoincrement=True,
)

#: A cancelled booking gives its place back, and its person may book again.
HELD = bookings.c.state != "cancelled"

for _name, _columns, _where in (
    ("uq_bookings_place", ("line", "start", "seat"), HELD),
    ("uq_bookings_service_place", ("service", "start", "service_seat"), HELD),
    # Who booked is forgotten in time; forgotten people are nobody.
    ("uq_bookings_person", ("person", "service", "day"), HELD & (bookings.c.person != "")),
):
    Index(
        _name,
        bookings.c.hall,
        *(bookings.c[column] for column in _columns),
        unique=True,
        sqlite_where=_where,
        postgresql_where=_where,
    )
