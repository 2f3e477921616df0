"""Opening a database, and transactions on it.

SQLite runs in WAL mode with ``synchronous=FULL``: a commit returns only when it is on disk. Write
transactions begin with ``BEGIN IMMEDIATE``, so that two writers wait for each other at the start
instead of failing in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from exam_engine.errors import StoreError

LATEST_REVISION = "0002"
_BEGIN = "exam_engine_begin"


def sqlite_url(path: Path) -> URL:
    """Return the database URL of a SQLite file, whatever characters its name has."""
    return URL.create("sqlite", database=str(path))


def open_database(url: URL | str) -> Engine:
    """Connect to a database and bring its tables up to date.

    :raises StoreError: if it cannot be opened, or was written by a later version of the engine.
    """
    engine = create_engine(url, connect_args=_connect_arguments(make_url(url)))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        _bring_up_to_date(engine)
    except DBAPIError as error:
        raise StoreError(f"the database {engine.url!r} cannot be used: {error.orig}") from None
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database and changes nothing."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves no trace."""
    options = {_BEGIN: "IMMEDIATE"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _connect_arguments(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": 30, "check_same_thread": False}
    return {}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin in _begin_sqlite
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _bring_up_to_date(engine: Engine) -> None:
    if _revision(engine) == LATEST_REVISION:
        return
    # Alembic is slow to import, and most commands never need it.
    from exam_engine.store.migrate import migrate

    migrate(engine)
    found = _revision(engine)
    if found != LATEST_REVISION:
        raise StoreError(
            f"the database {engine.url!r} is at revision {found}, this engine at "
            f"{LATEST_REVISION}; use the version of the engine that wrote it, or a later one"
        )


def _revision(engine: Engine) -> str | None:
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar()
        return revision
