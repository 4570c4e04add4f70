"""The first tables: facts and what follows from them, plans, people, keys and devices."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, PrimaryKeyConstraint, Text, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "accounts",
        Column("id", Integer(), nullable=False),
        Column("hall", Text(), nullable=False),
        Column("sign_in", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("full_name", Text(), nullable=False),
        Column("role", Text(), nullable=False),
        Column("counters", Text()),
        Column("password", Text()),
        Column("must_change", Boolean(), nullable=False),
        Column("active", Boolean(), nullable=False),
        Column("made_at", BigInteger(), nullable=False),
        Column("made_by", Text(), nullable=False),
        PrimaryKeyConstraint("id", name="pk_accounts"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_accounts_sign_in", "accounts", ["hall", "sign_in"], unique=True)
    op.create_table(
        "calls",
        Column("hall", Text(), nullable=False),
        Column("revision", BigInteger(), autoincrement=False, nullable=False),
        Column("call", Text(), nullable=False),
        Column("times", Integer(), nullable=False),
        Column("ticket", Text(), nullable=False),
        Column("number", Text(), nullable=False),
        Column("day", Text(), nullable=False),
        Column("line", Text(), nullable=False),
        Column("lane", Text(), nullable=False),
        Column("counter", Text(), nullable=False),
        Column("zone", Text()),
        Column("at", BigInteger(), nullable=False),
        Column("by", Text(), nullable=False),
        Column("rule", Text()),
        Column("reason", Text()),
        PrimaryKeyConstraint("hall", "revision", name="pk_calls"),
    )
    op.create_index("ix_calls_day", "calls", ["hall", "day", "counter"])
    op.create_table(
        "devices",
        Column("id", Integer(), nullable=False),
        Column("hall", Text(), nullable=False),
        Column("secret", Text(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("place", Text(), nullable=False),
        Column("made_at", BigInteger(), nullable=False),
        Column("made_by", Text(), nullable=False),
        Column("seen_at", BigInteger()),
        Column("revoked_at", BigInteger()),
        PrimaryKeyConstraint("id", name="pk_devices"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_devices_secret", "devices", ["secret"], unique=True)
    op.create_table(
        "facts",
        Column("hall", Text(), nullable=False),
        Column("revision", BigInteger(), autoincrement=False, nullable=False),
        Column("life", Integer(), nullable=False),
        Column("kind", Text(), nullable=False),
        Column("at", BigInteger(), nullable=False),
        Column("day", Text(), nullable=False),
        Column("by", Text(), nullable=False),
        Column("ticket", Text()),
        Column("counter", Text()),
        Column("request", Text()),
        Column("data", Text(), nullable=False),
        PrimaryKeyConstraint("hall", "revision", name="pk_facts"),
    )
    op.create_index("ix_facts_day", "facts", ["hall", "day", "kind"])
    op.create_index("ix_facts_ticket", "facts", ["hall", "ticket"])
    op.create_table(
        "heads",
        Column("hall", Text(), nullable=False),
        Column("reader", Text(), nullable=False),
        Column("epoch", Integer(), nullable=False),
        Column("life", Integer(), nullable=False),
        Column("revision", BigInteger(), nullable=False),
        PrimaryKeyConstraint("hall", name="pk_heads"),
    )
    op.create_table(
        "keys",
        Column("id", Integer(), nullable=False),
        Column("hall", Text(), nullable=False),
        Column("secret", Text(), nullable=False),
        Column("label", Text(), nullable=False),
        Column("scope", Text(), nullable=False),
        Column("counter", Text()),
        Column("rate", Integer()),
        Column("made_at", BigInteger(), nullable=False),
        Column("made_by", Text(), nullable=False),
        Column("seen_at", BigInteger()),
        Column("revoked_at", BigInteger()),
        PrimaryKeyConstraint("id", name="pk_keys"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_keys_secret", "keys", ["secret"], unique=True)
    op.create_table(
        "links",
        Column("secret", Text(), nullable=False),
        Column("hall", Text(), nullable=False),
        Column("account", Integer()),
        Column("made_at", BigInteger(), nullable=False),
        Column("made_by", Text(), nullable=False),
        Column("until", BigInteger(), nullable=False),
        Column("used_at", BigInteger()),
        PrimaryKeyConstraint("secret", name="pk_links"),
    )
    op.create_table(
        "plans",
        Column("hall", Text(), nullable=False),
        Column("version", Integer(), autoincrement=False, nullable=False),
        Column("toml", Text(), nullable=False),
        Column("saved_at", BigInteger(), nullable=False),
        Column("saved_by", Text(), nullable=False),
        PrimaryKeyConstraint("hall", "version", name="pk_plans"),
    )
    op.create_table(
        "sessions",
        Column("secret", Text(), nullable=False),
        Column("account", Integer(), nullable=False),
        Column("made_at", BigInteger(), nullable=False),
        Column("seen_at", BigInteger(), nullable=False),
        PrimaryKeyConstraint("secret", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "tickets",
        Column("hall", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("revision", BigInteger(), nullable=False),
        Column("day", Text(), nullable=False),
        Column("number", Text(), nullable=False),
        Column("line", Text(), nullable=False),
        Column("lane", Text(), nullable=False),
        Column("service", Text(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("counter", Text()),
        Column("arrived", BigInteger(), nullable=False),
        Column("slot", BigInteger()),
        Column("first_called", BigInteger()),
        Column("called", BigInteger()),
        Column("started", BigInteger()),
        Column("ended", BigInteger()),
        Column("outcome", Text()),
        Column("items", Integer()),
        Column("waited", BigInteger()),
        Column("calls", Integer(), nullable=False),
        Column("missed", Integer(), nullable=False),
        Column("transfers", Integer(), nullable=False),
        Column("start_not_pressed", Boolean(), nullable=False),
        Column("end_not_pressed", Boolean(), nullable=False),
        Column("data", Text(), nullable=False),
        PrimaryKeyConstraint("hall", "id", name="pk_tickets"),
    )
    op.create_index("ix_tickets_state", "tickets", ["hall", "state"])
    op.create_index(
        "uq_tickets_number",
        "tickets",
        ["hall", "day", "number"],
        unique=True,
        sqlite_where=text("number != ''"),
        postgresql_where=text("number != ''"),
    )
