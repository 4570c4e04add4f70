"""Run by Alembic inside `upgrade`: the steps go through the connection it was handed."""

from alembic import context

from queueing.records.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
