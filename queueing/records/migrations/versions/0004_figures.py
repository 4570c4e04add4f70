"""Figures of each day and month, so that a report of a year reads a few rows."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables, and the indexes that find a day's tickets and those that changed."""
    op.create_table(
        "figures",
        sa.Column("hall", sa.Text, nullable=False),
        sa.Column("dimension", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hall", "dimension", "period", "key", name="pk_figures"),
    )
    op.create_table(
        "counted",
        sa.Column("hall", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hall", name="pk_counted"),
    )
    op.create_index("ix_tickets_revision", "tickets", ["hall", "revision", "day"])
    op.create_index("ix_tickets_day", "tickets", ["hall", "day"])
