"""Migrations by Alembic, run from the engine itself: no configuration file, no command."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from exam_engine.errors import StoreError
from exam_engine.store.database import writing


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the tables of ``engine`` to ``revision``, in one transaction.

    :raises StoreError: if the database is at a revision that this version does not know.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, revision)
        except CommandError as error:
            raise StoreError(
                f"the database {engine.url!r} was written by another version of the engine "
                f"({error}); use that version or a later one"
            ) from None
