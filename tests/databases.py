"""A PostgreSQL database for each test that asks for one, where a server is named.

``scripts/postgresql pytest --database postgresql`` starts a private server and names it in
``EXAM_ENGINE_TEST_POSTGRESQL``: an address without a password, of a user who may make databases.
"""

from __future__ import annotations

import os
import re
import secrets
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, Engine
from sqlalchemy.exc import DataError, ProgrammingError

from exam_engine.store.address import SETTING, database_of, postgresql_url, sqlite_url
from exam_engine.store.database import is_postgresql, writing

SERVER = "EXAM_ENGINE_TEST_POSTGRESQL"
chosen = "sqlite"
"""Set by pytest's option ``--database``."""


def on_postgresql() -> bool:
    return chosen == "postgresql"


def new_database(home: Path, template: str = "template0") -> URL:
    """Return an empty database, or a copy of a template, of the kind that was chosen."""
    if not on_postgresql():
        return sqlite_url(home / "engine.db")
    name = f"test_{secrets.token_hex(8)}"
    administer(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LOCALE 'C'")
    return _server().set(database=name)


def give_database(home: Path) -> None:
    """Let a home that has none yet use a new database."""
    if on_postgresql() and not (home / SETTING).exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _name(home, new_database(home))


def copy_database(home: Path) -> None:
    """Let a home that is a copy of another use a copy of its database, which nobody has open."""
    if on_postgresql():
        _name(home, new_database(home, template=str(database_of(home).database)))


def alter(engine: Engine, statement: str, **values: object) -> None:
    """Do to a database what somebody with it and no secret could do.

    The statement is SQLite's, which takes anything in any column; a test of what PostgreSQL does
    not take ends here, for nobody can do that.
    """
    foreign = is_postgresql(engine)
    with writing(engine) as connection:
        if foreign:  # an owner can switch foreign keys off, as in SQLite
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        try:
            said = _translated(statement, list(values)) if foreign else statement
            assert connection.exec_driver_sql(said, values or None).rowcount
        except (ProgrammingError, DataError) as error:
            if not foreign:
                raise
            pytest.skip(f"PostgreSQL does not take this: {error.orig}")


def _translated(statement: str, names: list[str]) -> str:
    said = re.sub(r"x'([0-9a-f]*)'", r"'\\x\1'::bytea", statement)
    for name in names:
        said = re.sub(rf"(?<!:):{name}\b", f"%({name})s", said)
    return said


def _name(home: Path, url: URL) -> None:
    (home / SETTING).write_text(url.set(drivername="postgresql").render_as_string())


@cache
def _server() -> URL:
    return postgresql_url(os.environ[SERVER])


def administer(statement: str) -> None:
    """Run a statement as the owner of the server."""
    url = _server()
    asked = {"dbname": url.database, "user": url.username, **url.query}
    with psycopg.connect(**asked, autocommit=True) as connection:
        connection.execute(statement)
