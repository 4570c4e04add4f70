"""What became of the waits that were told, by day, lane and band of promises."""

from alembic import op
from sqlalchemy import Column, Float, Integer, PrimaryKeyConstraint, Text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "told_waits",
        *(Column(name, Text(), nullable=False) for name in ("hall", "day", "lane", "band", "method")),
        *(Column(name, Integer(), nullable=False) for name in ("tickets", "inside", "below")),
        *(Column(name, Float(), nullable=False) for name in ("error", "squared", "formula", "last", "score")),
        PrimaryKeyConstraint("hall", "day", "lane", "band", name="pk_told_waits"),
    )
