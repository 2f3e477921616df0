"""PostgreSQL: what the engine asks of the server, and the locks that its processes take.

Every lock is an advisory one of the database, so that a row in the way is never the reason for a
wait, and all are taken in this order, so that no two transactions wait for each other:

1. *writers*: the back office alone, ledgers together (as SQLite has one writer at a time);
2. the *attempts* of a batch, in ascending order;
3. the *audit log*, by whoever adds an entry.

A ledger that holds its attempts sees all that others wrote to them before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from exam_engine.errors import StoreError

OLDEST_SERVER = (13,)
LONGEST_WAIT_S = 30
"""How long a transaction waits for a lock: as long as SQLite does for its one writer."""

_SPACE = 0x6578616D_0000_0000  # "exam": our own among the advisory locks of a database
WRITERS, AUDIT_LOG, START, SWEEP = (_SPACE + n for n in range(1, 5))
ATTEMPTS, PROCESSES = 0x6578, 0x6579  # classes of locks that have a number each
_PASSING = {"40001", "40P01"}  # serialisation failure, deadlock: the same again may succeed

_HOLD = "SELECT count(pg_advisory_xact_lock(%s, a)) FROM unnest(%s::int[]) AS a"
_COUNT = """SELECT a, (SELECT n FROM attempt_event WHERE attempt_id = a ORDER BY n DESC LIMIT 1)
FROM unnest(%s::int[]) AS a"""
_SERVER = """SELECT current_setting('server_encoding') AS encoding,
current_setting('fsync') AS fsync, 'B' < 'a' AS plain_order"""
_CREATE = "createdb --encoding=UTF8 --locale=C --template=template0 NAME"


def connect_arguments(url: URL) -> dict[str, Any]:
    """Return what a connection needs besides the address."""
    given = url.query.get("options", "")
    return {
        "application_name": "exam-engine",
        "connect_timeout": 10,
        # A network that vanished is noticed while candidates still wait.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": f"{given} -c lock_timeout={LONGEST_WAIT_S}s".strip(),
    }


def prepare(engine: Engine) -> None:
    """Let every connection wait for the disk, whatever a user's settings say."""

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )
        connection.commit()


def require_usable(connection: Connection) -> None:
    """Refuse a server on which a promise of the engine would not hold.

    :raises StoreError: with what to change.
    """
    version = connection.dialect.server_version_info or (0,)
    if version < OLDEST_SERVER:
        raise StoreError(f"the PostgreSQL server is of version {version[0]}; 13 or later is needed")
    found = connection.execute(text(_SERVER)).one()
    if found.fsync != "on":
        raise StoreError(
            "the PostgreSQL server runs with fsync=off: a power cut would lose answers that were "
            "acknowledged; set it to on in postgresql.conf"
        )
    if found.encoding != "UTF8" or not found.plain_order:
        raise StoreError(
            "the database sorts or stores text in the manner of one language, and records would "
            f"come in another order elsewhere; make one with: {_CREATE}"
        )


def is_passing(error: DBAPIError) -> bool:
    """Return whether the same transaction may succeed if it is tried again at once."""
    return getattr(error.orig, "sqlstate", None) in _PASSING


def lock_writers(connection: Connection, *, alone: bool) -> None:
    """Begin a write transaction, alone or beside other ledgers, until it ends."""
    name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    connection.exec_driver_sql(f"SELECT {name}({WRITERS})")


def lock_audit_log(connection: Connection) -> None:
    """Let nobody else add to the audit log until this transaction ends."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({AUDIT_LOG})")


def hold_attempts(connection: Connection, attempts: Sequence[int]) -> dict[int, int]:
    """Keep others from writing to attempts until this transaction ends.

    Returns how many events each has on record.
    """
    numbers = sorted(attempts)
    connection.exec_driver_sql(_HOLD, (ATTEMPTS, numbers))
    rows = connection.exec_driver_sql(_COUNT, (numbers,))
    return {attempt_id: count or 0 for attempt_id, count in rows}
