"""Messages to other systems wait in a table until they are sent or given up."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "messages",
        Column("id", Integer(), nullable=False),
        *(Column(n, Text(), nullable=False) for n in ("hall", "message", "url", "form", "body", "state")),
        Column("tries", Integer(), nullable=False),
        Column("due", BigInteger(), nullable=False),
        Column("made_at", BigInteger(), nullable=False),
        Column("why", Text()),
        PrimaryKeyConstraint("id", name="pk_messages"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_messages_message", "messages", ["hall", "message"], unique=True)
    op.create_index("ix_messages_due", "messages", ["hall", "state", "due"])
