"""A clerk's account may allow changing today's hours of the own counter."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; nobody may until a manager says so."""
    kind, no = sa.Boolean(create_constraint=False), sa.false()
    op.add_column("accounts", sa.Column("may_extend", kind, nullable=False, server_default=no))
