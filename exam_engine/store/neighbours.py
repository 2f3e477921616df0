"""The processes that serve one PostgreSQL database side by side, and what they tell each other.

Each has one connection of its own for this, which

1. holds the *start* lock while a process begins, so that only the first of them finds out how long
   the engine had stopped;
2. holds a lock with a small number for as long as the process lives: where nobody holds one, the
   engine does not run. The lock of a machine that lost power outlives it for a while: only a pulse
   that goes on shows that its holder lives;
3. takes the *sweep* lock if nobody has it: that process closes attempts whose time is up;
4. listens. Whoever does something to an attempt tells the others in the same transaction, and once
   a second names the attempts whose terminals said something: nobody polls. What might have been
   missed while the connection was gone is told as "anything".

With SQLite there is one process, which knows everything.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import psycopg
from sqlalchemy import Connection, Engine

from exam_engine.clock import Stopwatch
from exam_engine.errors import StoreError
from exam_engine.store import postgresql
from exam_engine.store.database import is_postgresql

_CHANNEL = "exam_engine_attempts"
_MOST_PROCESSES = 64
_MOST_NAMED = 500  # attempts in one notification, which holds 8,000 bytes
_LOOK_EVERY_S = 2.0
_LOOK_AGAIN_S = 0.1
_LONGEST_SILENCE_S = 3.0  # a process that lives has a pulse every second
_PULSE = "SELECT max(at_ms) FROM pulse"
_NUMBERED = f"""SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
AND classid = {postgresql.PROCESSES} AND database =
(SELECT oid FROM pg_database WHERE datname = current_database()))"""  # noqa: S608
_log = logging.getLogger(__name__)

Heard = Callable[[Sequence[int] | None], object]
"""Takes the attempts that another process changed; None for "perhaps any"."""


class Neighbours(Protocol):
    """What a process knows of the others. ``number`` is its own, from 1, while it lives."""

    number: int
    first: bool
    """Whether no other process served the database when this one began."""

    @property
    def sweeps(self) -> bool:
        """Return whether it is this process that closes attempts whose time is up."""
        ...

    def begun(self, heard: Heard) -> None:
        """Let others begin, and hear from now on what they do, what came meanwhile included."""
        ...

    def tell(self, connection: Connection, attempts: Iterable[int]) -> None:
        """Tell the others, once the transaction is on disk, which attempts it changed."""
        ...

    def close(self) -> None:
        """Leave."""
        ...


def join(engine: Engine) -> Neighbours:
    """Join the processes that serve a database; waits while another one begins.

    :raises StoreError: if there are too many.
    """
    return _Served(engine) if is_postgresql(engine) else Alone()


class Alone:
    """The one process of a SQLite database."""

    number = 1
    first = True
    sweeps = True

    def begun(self, heard: Heard) -> None:
        """Hear nothing: there is nobody."""

    def tell(self, connection: Connection, attempts: Iterable[int]) -> None:
        """Tell nobody."""

    def close(self) -> None:
        """Leave nothing behind."""


class _Served:
    """One of the processes of a PostgreSQL database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.sweeps = False
        self._heard: Heard = lambda _: None
        self._closing = False
        self._wake, self._woken = os.pipe()
        self._thread = threading.Thread(target=self._run, name="neighbours", daemon=True)
        self._connection = self._connect()
        try:
            self._ask(f"SELECT pg_advisory_lock({postgresql.START})")
            self.first = not self._others_live()
            self.number = self._take_number(range(1, _MOST_PROCESSES + 1))
            self._connection.execute(f"LISTEN {_CHANNEL}")
        except BaseException:
            self._connection.close()
            raise

    def begun(self, heard: Heard) -> None:
        self._heard = heard
        self._ask(f"SELECT pg_advisory_unlock({postgresql.START})")
        self._look()
        self._thread.start()

    def tell(self, connection: Connection, attempts: Iterable[int]) -> None:
        numbers = [str(attempt) for attempt in sorted(attempts)]
        for start in range(0, len(numbers), _MOST_NAMED):
            named = ",".join(numbers[start : start + _MOST_NAMED])
            connection.exec_driver_sql(
                "SELECT pg_notify(%s, %s)", (_CHANNEL, f"{self.number}:{named}")
            )

    def close(self) -> None:
        self._closing = True
        os.write(self._woken, b"x")
        if self._thread.is_alive():
            self._thread.join()
        self.sweeps = False
        self._connection.close()
        os.close(self._wake)
        os.close(self._woken)

    # --- the thread, which alone uses the connection once it runs ---

    def _run(self) -> None:
        while not self._closing:
            try:
                self._listen()
            except psycopg.Error as error:
                self.sweeps = False
                _log.error("the database is gone: %s", " ".join(str(error).split()))
                self._come_back()

    def _listen(self) -> None:
        while not self._closing:
            waiting = [self._connection.fileno(), self._wake]
            select.select(waiting, [], [], _LOOK_EVERY_S)
            for told in self._connection.notifies(timeout=0):
                self._hear(told.payload)
            self._look()

    def _hear(self, payload: str) -> None:
        number, _, named = payload.partition(":")
        if number != str(self.number):
            self._heard([int(attempt) for attempt in named.split(",")])

    def _look(self) -> None:
        """Take over the sweep if nobody does it."""
        if not self.sweeps:
            self.sweeps = bool(self._ask(f"SELECT pg_try_advisory_lock({postgresql.SWEEP})"))

    def _come_back(self) -> None:
        while not self._closing:
            try:
                self._connection.close()
                self._connection = self._connect()
                self._connection.execute(f"LISTEN {_CHANNEL}")
                self._take_number([self.number])
            except (psycopg.Error, StoreError):
                select.select([self._wake], [], [], _LOOK_EVERY_S)
            else:
                self._heard(None)
                return

    # --- helpers ---

    def _others_live(self) -> bool:
        """Return whether another process holds a number, and its pulse goes on."""
        last = self._ask(_PULSE)
        watch = Stopwatch()
        while watch.elapsed_s() < _LONGEST_SILENCE_S:
            if not self._ask(_NUMBERED):
                return False
            if self._ask(_PULSE) != last:
                return True
            select.select([], [], [], _LOOK_AGAIN_S)
        return False

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        options.update(postgresql.connect_arguments(self._engine.url), autocommit=True)
        return psycopg.connect(*arguments, **options)

    def _ask(self, query: str) -> object:
        row = self._connection.execute(query.encode()).fetchone()
        return row[0] if row else None

    def _take_number(self, numbers: Iterable[int]) -> int:
        for number in numbers:
            if self._ask(f"SELECT pg_try_advisory_lock({postgresql.PROCESSES}, {number})"):
                return number
        raise StoreError(f"more than {_MOST_PROCESSES} processes serve this database; stop some")
