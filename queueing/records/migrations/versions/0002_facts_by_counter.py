"""A counter's day is found without reading the whole day: pages of hundreds of clerks ask for it."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index; `revision` is in it so that a counter's last acts need no sorting."""
    op.create_index("ix_facts_counter", "facts", ["hall", "day", "counter", "revision"])
