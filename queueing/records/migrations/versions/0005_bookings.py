"""Bookings: a place of a slot is given out once, and a person has one for a service on a day."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table and the indexes that hold its places."""
    op.create_table(
        "bookings",
        Column("id", Integer(), nullable=False),
        *(Column(name, Text(), nullable=False) for name in ("hall", "code", "service", "line", "day")),
        Column("start", BigInteger(), nullable=False),
        Column("end", BigInteger(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("seat", Integer(), nullable=False),
        Column("service_seat", Integer()),
        *(Column(name, Text(), nullable=False) for name in ("channel", "person", "mask", "state")),
        Column("ticket", Text()),
        Column("arrived_at", BigInteger()),
        Column("made_at", BigInteger(), nullable=False),
        Column("made_by", Text(), nullable=False),
        Column("request", Text()),
        Column("digest", Text()),
        Column("history", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_bookings"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bookings_day", "bookings", ["hall", "day"])
    op.create_index("ix_bookings_person", "bookings", ["hall", "person"])
    op.create_index("uq_bookings_code", "bookings", ["hall", "code"], unique=True)
    op.create_index("uq_bookings_request", "bookings", ["hall", "request"], unique=True)
    held = "state != 'cancelled'"
    for name, columns, where in (
        ("uq_bookings_place", ["line", "start", "seat"], held),
        ("uq_bookings_service_place", ["service", "start", "service_seat"], held),
        ("uq_bookings_person", ["person", "service", "day"], f"{held} AND person != ''"),
    ):
        op.create_index(
            name,
            "bookings",
            ["hall", *columns],
            unique=True,
            sqlite_where=text(where),
            postgresql_where=text(where),
        )
