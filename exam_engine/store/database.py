"""Opening a database, and transactions on it.

SQLite runs in WAL mode with ``synchronous=FULL``: a commit returns only when it is on disk. Write
transactions begin with ``BEGIN IMMEDIATE``, so that two writers wait for each other at the start
instead of failing in the middle. PostgreSQL commits as durably, and a lock does what ``IMMEDIATE``
does; only ledgers write beside each other (``postgresql.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from exam_engine.errors import StoreError
from exam_engine.store import postgresql
from exam_engine.store.address import sqlite_url

__all__ = ["appending", "is_postgresql", "open_database", "reading", "sqlite_url", "writing"]

LATEST_REVISION = "0006"
_BEGIN = "exam_engine_begin"


def open_database(url: URL | str) -> Engine:
    """Connect to a database and bring its tables up to date.

    :raises StoreError: if it cannot be opened, or was written by a later version of the engine.
    """
    url = make_url(url)
    engine = _postgresql(url) if url.get_backend_name() == "postgresql" else _sqlite(url)
    try:
        if is_postgresql(engine):
            with reading(engine) as connection:
                postgresql.require_usable(connection)
        _bring_up_to_date(engine)
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        engine.dispose()
        raise StoreError(f"the database {engine.url!r} cannot be used: {said}") from None
    except StoreError:
        engine.dispose()
        raise
    return engine


def is_postgresql(bound: Engine | Connection) -> bool:
    """Return whether this is PostgreSQL, which several processes may use at once."""
    return bound.dialect.name == "postgresql"


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one moment of the database and changes nothing."""
    with engine.connect() as connection:
        if is_postgresql(engine):
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end, or leaves no trace. Nobody else writes then."""
    options = {_BEGIN: "IMMEDIATE"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if is_postgresql(engine):
            postgresql.lock_writers(connection, alone=True)
        yield connection


@contextmanager
def appending(engine: Engine) -> Iterator[Connection]:
    """A ledger's transaction: like :func:`writing`, but ledgers of other processes write as well.

    Whoever uses it holds the attempts that it writes to.
    """
    if not is_postgresql(engine):
        with writing(engine) as connection:
            yield connection
        return
    with engine.begin() as connection:
        postgresql.lock_writers(connection, alone=False)
        yield connection


def _postgresql(url: URL) -> Engine:
    # A connection that died with its server is replaced before anybody meets it.
    engine = create_engine(url, connect_args=postgresql.connect_arguments(url), pool_pre_ping=True)
    postgresql.prepare(engine)
    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


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
