"""The ledger: the one writer of attempts, append-only, with group commit.

Requests hand in *jobs*; one thread takes all that wait, applies each to its attempt's state with
the pure transition function, writes the new events of all of them in one transaction, and answers
them together once that transaction is on disk. What a job may write besides events (a session, a
used code) belongs to the same transaction. A job counts with the moment at which it was handed in,
however long the disk takes.

Nothing that goes wrong with one job concerns another: a refusal leaves no trace; when a job fails
in any other way, each of its batch is settled alone; a disk that refuses is told to everybody who
waited for it, and memory stays what is on disk.

States are kept in memory while attempts run. They are replays of the events, and can be forgotten.
With PostgreSQL other processes write to the same attempts: a transaction holds those it concerns,
and what memory has of one counts only if it has all of its events.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from typing import NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from exam_engine.clock import Clock
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import AttemptState, Phase
from exam_engine.store.database import appending, is_postgresql, reading
from exam_engine.store.events import EventWriter
from exam_engine.store.neighbours import Alone, Neighbours
from exam_engine.store.postgresql import hold_attempts, is_passing
from exam_engine.store.staging import (
    Decide,
    Decision,
    Entry,
    Stage,
    caught_up,
    replayed,
    write_pulse,
)
from exam_engine.vault.identity import Identity

__all__ = ["Decide", "Decision", "Ledger", "Outcome"]

MOST_JOBS_A_COMMIT = 512
MOST_TRIES = 4
_PULSE_EVERY_MS = 1_000
_log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of a job: the state after it, and the time with which it counted."""

    state: AttemptState
    now_ms: int


Done = Callable[[Outcome | BaseException], None]
Deliver = Callable[[list[Callable[[], None]]], None]


class Job(NamedTuple):
    """A question to one attempt, handed in at ``now_ms``."""

    attempt_id: int
    decide: Decide
    now_ms: int
    done: Done


class Ledger:
    """Start with :meth:`start`, stop with :meth:`stop`; in between any thread may submit."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        host: Identity,
        deliver: Deliver | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        """:param host: signs the end of every attempt.

        :param deliver: runs the answers of a batch; by default in the ledger's own thread.
        :param neighbours: the other processes that serve the database; by default none.
        """
        self._neighbours = neighbours or Alone()
        self._engine = engine
        self._clock = clock
        self._host = host
        self._deliver = deliver or _run_all
        self._writer = EventWriter(engine)
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._kept: dict[int, Entry] = {}
        self._pulse_due_ms = 0
        self._untold: frozenset[int] = frozenset()
        self._tell_due_ms = 0
        self._failing = False
        self._door = threading.Lock()  # between those who hand in and whoever stops
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    @property
    def healthy(self) -> bool:
        """Return whether jobs are being settled and the last write reached the disk."""
        return self._thread.is_alive() and not self._failing

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Commit what was submitted before and end the thread."""
        with self._door:
            self._stopped = True
            self._jobs.put(None)
        self._thread.join()

    def submit(self, attempt_id: int, decide: Decide, done: Done) -> None:
        """Hand in a job; ``done`` receives its outcome once it is on disk, or the refusal."""
        with self._door:
            if not self._stopped:
                self._jobs.put(Job(attempt_id, decide, self._clock.now_ms(), done))
                return
        done(StoreError("the engine is stopping; try again in a moment"))

    def execute(self, attempt_id: int, decide: Decide) -> Outcome:
        """Hand in a job and wait for it.

        :raises AttemptRefused: if it was refused.
        :raises StoreError: if it could not be written.
        """
        future: Future[Outcome] = Future()

        def done(outcome: Outcome | BaseException) -> None:
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

        self.submit(attempt_id, decide, done)
        return future.result()

    def begin(self, attempts: Iterable[int], decide: Decide) -> list[int]:
        """Before the start: load attempts and ask all of them the same, in one transaction.

        One transaction, because the first commit moves the pulse: a stop half-way would lose the
        time of those who come later. Returns the attempts that cannot be loaded: they stay shut,
        and the others run.
        """
        broken = []
        with reading(self._engine) as connection:
            for attempt_id in attempts:
                try:
                    self._kept[attempt_id] = replayed(connection, attempt_id)
                except Exception as error:
                    _log.error("attempt %d stays shut: %s", attempt_id, error)
                    broken.append(attempt_id)
        now_ms = self._clock.now_ms()
        jobs = [Job(attempt_id, decide, now_ms, lambda outcome: None) for attempt_id in self._kept]
        self._commit(jobs, alone=True)
        return broken

    def states(self) -> list[tuple[int, AttemptState]]:
        """Return a copy of the attempts in memory with their states."""
        return [(attempt_id, entry.state) for attempt_id, entry in self._kept.copy().items()]

    def forget(self, attempt_id: int) -> None:
        """Drop an attempt from memory; the next job replays it."""
        self._kept.pop(attempt_id, None)

    # --- the writer's thread ---

    def _run(self) -> None:
        running = True
        while running:
            batch, running = self._take()
            if batch:
                outcomes = self._settle(batch)
                self._deliver(
                    [
                        (lambda job=job, outcome=outcome: job.done(outcome))  # type: ignore[misc]
                        for job, outcome in zip(batch, outcomes, strict=True)
                    ]
                )
            if self._clock.now_ms() >= self._pulse_due_ms:
                self._pulse()

    def _take(self) -> tuple[list[Job], bool]:
        """Return the jobs that wait (none if the pulse is due first), and whether to go on."""
        batch: list[Job] = []
        wait_ms = max(0, self._pulse_due_ms - self._clock.now_ms())
        try:
            job = self._jobs.get(timeout=wait_ms / 1000)
            while True:
                if job is None:
                    return batch, False
                batch.append(job)
                if len(batch) == MOST_JOBS_A_COMMIT:
                    return batch, True
                job = self._jobs.get_nowait()
        except queue.Empty:
            return batch, True

    def _settle(self, batch: Sequence[Job]) -> list[Outcome | BaseException]:
        for left in reversed(range(MOST_TRIES)):
            try:
                return self._commit(batch)
            except OperationalError as error:
                if left and is_passing(error):
                    continue
                failure = self._not_written(error)
                return [failure for _ in batch]
            except Exception:
                break
        return [self._settle_alone(job) for job in batch]

    def _settle_alone(self, job: Job) -> Outcome | BaseException:
        """Settle a job of a batch that failed, so that only the guilty one fails."""
        failure: Exception
        try:
            return self._commit_alone(job)
        except DBAPIError as error:
            failure = self._not_written(error)
        except Exception as error:
            failure = error
        _log.error("a job for attempt %d failed: %r", job.attempt_id, failure)
        return failure

    def _commit_alone(self, job: Job) -> Outcome | BaseException:
        try:
            return self._commit([job])[0]
        except IntegrityError:
            # Another process wrote meanwhile: what memory holds is stale.
            self._read_anew(job.attempt_id)
            return self._commit([job])[0]

    def _not_written(self, error: DBAPIError) -> StoreError:
        self._failing = True
        return StoreError(f"the answer could not be written to disk: {error.orig or error}")

    def _commit(
        self, batch: Sequence[Job], *, alone: bool = False
    ) -> list[Outcome | BaseException]:
        outcomes: list[Outcome | BaseException] = []
        with appending(self._engine) as connection:
            attempts = {job.attempt_id for job in batch}
            kept = self._kept if alone else self._known(connection, attempts)
            stage = Stage(connection, kept, self._host, self._writer)
            for job in batch:
                try:
                    state = stage.apply(job.attempt_id, job.decide, job.now_ms)
                except AttemptRefused as refusal:
                    outcomes.append(refusal)
                else:
                    outcomes.append(Outcome(state, job.now_ms))
            wrote = stage.write()
            now_ms = self._clock.now_ms()
            if wrote:
                write_pulse(connection, now_ms, self._neighbours.number)
                told = self._tell(connection, stage, now_ms)
        if wrote:
            self._wrote(now_ms)
            self._untold = (self._untold | stage.written) - told
        self._keep(stage.changed)
        return outcomes

    def _tell(self, connection: Connection, stage: Stage, now_ms: int) -> frozenset[int]:
        """Tell the neighbours what may not wait, and once a second all; return what was told."""
        named = frozenset(stage.news)
        if now_ms >= self._tell_due_ms:
            named |= self._untold | stage.written
            self._tell_due_ms = now_ms + _PULSE_EVERY_MS
        self._neighbours.tell(connection, named)
        return named

    def _known(self, connection: Connection, attempts: Collection[int]) -> dict[int, Entry]:
        """Return what memory has of attempts that is also all that is on record."""
        if not is_postgresql(connection):
            return self._kept  # nobody else writes; who did is found by its numbers
        known: dict[int, Entry] = {}
        behind: dict[int, Entry] = {}
        for attempt_id, count in hold_attempts(connection, list(attempts)).items():
            entry = self._kept.get(attempt_id)
            if entry is not None:
                (known if entry.state.events == count else behind)[attempt_id] = entry
        if not behind:
            return known
        try:
            now = caught_up(connection, behind)
        except StoreError:  # a damaged record: whose it is shows when each is read alone
            return known
        self._keep(now)
        return known | now

    def _keep(self, changed: dict[int, Entry]) -> None:
        for attempt_id, entry in changed.items():
            if entry.state.phase is Phase.ENDED:
                self.forget(attempt_id)
            else:
                self._kept[attempt_id] = entry

    def _read_anew(self, attempt_id: int) -> None:
        """Replace what memory holds; it is not only forgotten, because the sweep looks there."""
        self.forget(attempt_id)
        with reading(self._engine) as connection:
            self._keep({attempt_id: replayed(connection, attempt_id)})

    def _pulse(self) -> None:
        now_ms = self._clock.now_ms()
        try:
            with appending(self._engine) as connection:
                write_pulse(connection, now_ms, self._neighbours.number)
                self._neighbours.tell(connection, self._untold)
            self._untold = frozenset()
        except Exception as error:
            # A failed pulse costs nobody anything: the next stop is credited from the one before.
            if not self._failing:
                _log.error("nothing can be written to disk: %s", error)
            self._failing = True
            self._pulse_due_ms = now_ms + _PULSE_EVERY_MS
        else:
            self._wrote(now_ms)

    def _wrote(self, now_ms: int) -> None:
        self._failing = False
        self._pulse_due_ms = now_ms + _PULSE_EVERY_MS


def _run_all(answers: list[Callable[[], None]]) -> None:
    for answer in answers:
        answer()
