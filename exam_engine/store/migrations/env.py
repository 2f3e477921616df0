"""Alembic's entry: the connection is handed in by ``store.migrate``."""

from alembic import context
from sqlmodel import SQLModel

import exam_engine.store.tables  # noqa: F401  (registers the tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
