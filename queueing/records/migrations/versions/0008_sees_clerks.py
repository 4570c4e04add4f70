"""Figures of a single clerk are a right of their own; managers who are there keep what they could see."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column: managers of today have the right, those added later are given it."""
    kind, no = sa.Boolean(create_constraint=False), sa.false()
    op.add_column("accounts", sa.Column("sees_clerks", kind, nullable=False, server_default=no))
    accounts = sa.table("accounts", sa.column("role", sa.Text), sa.column("sees_clerks", kind))
    op.execute(accounts.update().where(accounts.c.role == "manager").values(sees_clerks=True))
