"""Which database a home has: SQLite in the home itself, or PostgreSQL named in ``HOME/database``.

The setting is one line, the address of the database, and never a password: PostgreSQL knows its
users by their account on the machine (peer), by ~/.pgpass, or by the file that ``passfile=`` names.
Beyond this machine the connection has to be TLS with the server's certificate checked.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from exam_engine.errors import StoreError

SETTING = "database"
_LONGEST = 2_000
_CHECKED = ("verify-ca", "verify-full")
_EXAMPLE = "postgresql://engine@/exam_engine or postgresql://engine@db.example:5432/exam_engine"


def sqlite_url(path: Path) -> URL:
    """Return the database URL of a SQLite file, whatever characters its name has."""
    return URL.create("sqlite", database=str(path))


def database_of(home: Path) -> URL:
    """Return the database of a home.

    :raises StoreError: if its setting is no address of a database that the engine takes.
    """
    setting = home / SETTING
    try:
        with setting.open(encoding="utf-8") as stream:
            text = stream.read(_LONGEST + 1)
    except FileNotFoundError:
        return sqlite_url(home / "engine.db")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{setting}: cannot be read: {error}") from None
    try:
        return postgresql_url(text.strip())
    except StoreError as error:
        raise StoreError(f"{setting}: {error}") from None


def postgresql_url(text: str) -> URL:
    """Read the address of a PostgreSQL database.

    :raises StoreError: if it is none, holds a password, or would cross a network unprotected.
    """
    try:
        url = make_url(text) if len(text) <= _LONGEST and text.isprintable() else None
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.get_backend_name() != "postgresql" or not url.database:
        raise StoreError(f"not the address of a PostgreSQL database; write {_EXAMPLE}")
    if url.password is not None or "password" in url.query:
        raise StoreError(
            "the address holds a password; put it into ~/.pgpass (mode 600), or into a file that "
            "the address names with ?passfile=/path"
        )
    return _protected(url.set(drivername="postgresql+psycopg"))


def _protected(url: URL) -> URL:
    named = url.query.get("host", url.host or "")
    hosts = [named] if isinstance(named, str) else list(named)
    if all(_is_here(host) for one in hosts for host in one.split(",")):
        return url
    mode = url.query.get("sslmode", "verify-full")
    if mode not in _CHECKED:
        raise StoreError(
            f"sslmode={mode} would not check who answers; write sslmode=verify-full and "
            "sslrootcert=/path/to/root.crt"
        )
    return url.update_query_dict({"sslmode": mode})


def _is_here(host: str) -> bool:
    """Return whether a host of a PostgreSQL address is this machine: a socket or loopback."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ipaddress.ip_address(host.partition(":")[0]).is_loopback
    except ValueError:
        return False
