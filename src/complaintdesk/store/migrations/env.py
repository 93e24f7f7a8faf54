"""Alembic's entry: it runs on the connection `migrating` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # One transaction around the whole upgrade is opened by `migrating`, with the guards after it.
    transactional_ddl=False,
)
context.run_migrations()
