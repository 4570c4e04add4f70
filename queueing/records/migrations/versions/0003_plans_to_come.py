"""A plan is saved with its reason, may wait for its day, and says since when it is in force."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; every version kept so far came into force when it was saved."""
    op.add_column("plans", sa.Column("why", sa.Text, nullable=False, server_default=""))
    op.add_column("plans", sa.Column("from_day", sa.Text))
    op.add_column("plans", sa.Column("moves", sa.Text, nullable=False, server_default="{}"))
    op.add_column("plans", sa.Column("in_force", sa.BigInteger))
    op.execute("UPDATE plans SET in_force = saved_at")
