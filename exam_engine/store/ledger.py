"""The ledger: the one writer of attempts, append-only, with group commit.

Requests hand in *jobs*; one thread takes all that wait, applies each to its attempt's state with
the pure transition function, writes the new events of all of them in one transaction, and answers
them together once that transaction is on disk. A job that is refused leaves no trace and does not
disturb the others. What a job may write besides events (a session, a used code) belongs to the
same transaction.

States are kept in memory and can be forgotten at any time: they are replays of the events.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, insert, update
from sqlalchemy.exc import SQLAlchemyError

from exam_engine.clock import Clock
from exam_engine.delivery.replay import NO_EVENTS, chain_digest
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import (
    AttemptState,
    Ended,
    Event,
    NewEvent,
    Recorded,
    Started,
)
from exam_engine.store import audit_log
from exam_engine.store.database import writing
from exam_engine.store.events import EventWriter, event_row, recorded_events
from exam_engine.store.tables import AttemptRow, PulseRow

MOST_JOBS_A_COMMIT = 512
_PULSE_EVERY_S = 1.0
_ATTEMPT = AttemptRow.__table__  # type: ignore[attr-defined]
_PULSE = PulseRow.__table__  # type: ignore[attr-defined]


class Decision(NamedTuple):
    """What a job decided: events to record, and what else to write with them.

    ``write`` runs in the transaction after the events were found possible; it may still refuse by
    raising ``AttemptRefused``, if it has written nothing by then.
    """

    events: Sequence[NewEvent] = ()
    write: Callable[[Connection], None] | None = None


Decide = Callable[[AttemptState, int], Decision]
"""A job's question: given the state and the time, what is to be recorded? May refuse."""


class Outcome(NamedTuple):
    """What became of a job: the state after it, and the time at which it was decided."""

    state: AttemptState
    now_ms: int


class _Job(NamedTuple):
    attempt_id: int
    decide: Decide
    done: Callable[[Outcome | BaseException], None]


class _Entry(NamedTuple):
    """An attempt as it is kept in memory: its state, and the digest of its history."""

    state: AttemptState
    chain: bytes


Deliver = Callable[[list[Callable[[], None]]], None]


class Ledger:
    """Start with :meth:`start`, stop with :meth:`stop`; in between any thread may submit."""

    def __init__(self, engine: Engine, clock: Clock, deliver: Deliver | None = None) -> None:
        """:param deliver: runs the answers of a batch; by default in the ledger's own thread."""
        self._engine = engine
        self._writer = EventWriter(engine)
        self._clock = clock
        self._deliver = deliver or _run_all
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._entries: dict[int, _Entry] = {}
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Commit what was submitted before and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def submit(
        self,
        attempt_id: int,
        decide: Decide,
        done: Callable[[Outcome | BaseException], None],
    ) -> None:
        """Hand in a job; ``done`` receives its outcome once it is on disk, or the refusal."""
        self._jobs.put(_Job(attempt_id, decide, done))

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

    def states(self) -> Iterable[tuple[int, AttemptState]]:
        """Return a copy of the attempts in memory with their states."""
        return [(attempt_id, entry.state) for attempt_id, entry in self._entries.copy().items()]

    def forget(self, attempt_id: int) -> None:
        """Drop an attempt from memory; the next job replays it."""
        self._entries.pop(attempt_id, None)

    # --- the writer's thread ---

    def _run(self) -> None:
        while True:
            batch, running = self._take()
            if batch:
                self._settle(batch)
            elif running:
                self._pulse_only()
            if not running:
                return

    def _take(self) -> tuple[list[_Job], bool]:
        """Return the jobs that wait (none if the pulse is due first), and whether to go on."""
        batch: list[_Job] = []
        try:
            job = self._jobs.get(timeout=_PULSE_EVERY_S)
            while True:
                if job is None:
                    return batch, False
                batch.append(job)
                if len(batch) == MOST_JOBS_A_COMMIT:
                    return batch, True
                job = self._jobs.get_nowait()
        except queue.Empty:
            return batch, True

    def _settle(self, batch: list[_Job]) -> None:
        try:
            outcomes = self._commit(batch)
        except SQLAlchemyError as error:
            # Nothing of the batch is on disk; what memory holds of these attempts may be stale.
            for job in batch:
                self.forget(job.attempt_id)
            reason = getattr(error, "orig", None) or error
            failure = StoreError(f"the answer could not be written to disk: {reason}")
            outcomes = [failure for _ in batch]
        self._deliver(
            [
                (lambda job=job, outcome=outcome: job.done(outcome))  # type: ignore[misc]
                for job, outcome in zip(batch, outcomes, strict=True)
            ]
        )

    def _commit(self, batch: list[_Job]) -> list[Outcome | BaseException]:
        staged: dict[int, _Entry] = {}
        rows: list[dict[str, Any]] = []
        outcomes: list[Outcome | BaseException] = []
        with writing(self._engine) as connection:
            now_ms = self._clock.now_ms()
            for job in batch:
                try:
                    entry, added = self._stage(connection, job, staged, now_ms)
                except AttemptRefused as refusal:
                    outcomes.append(refusal)
                    continue
                staged[job.attempt_id] = entry
                rows.extend(added)
                outcomes.append(Outcome(entry.state, now_ms))
            if rows:
                self._writer.write(connection, rows)
                _write_pulse(connection, now_ms)
        self._entries.update(staged)
        return outcomes

    def _stage(
        self, connection: Connection, job: _Job, staged: dict[int, _Entry], now_ms: int
    ) -> tuple[_Entry, list[dict[str, Any]]]:
        entry = staged.get(job.attempt_id) or self._entry(connection, job.attempt_id)
        decision = job.decide(entry.state, now_ms)
        state, chain = entry
        rows = []
        for new in decision.events:
            state = transition(state, new.event, now_ms, new.seq)
            recorded = Recorded(
                n=state.events,
                at_ms=now_ms,
                seq=new.seq,
                elapsed_ms=new.elapsed_ms,
                event=new.event,
            )
            chain = chain_digest(chain, recorded)
            rows.append(event_row(job.attempt_id, recorded))
        if decision.write is not None:
            decision.write(connection)
        for new in decision.events:
            _follow_up(connection, job.attempt_id, new.event, state, chain, now_ms)
        return _Entry(state, chain), rows

    def _entry(self, connection: Connection, attempt_id: int) -> _Entry:
        entry = self._entries.get(attempt_id)
        return entry if entry is not None else _replayed(connection, attempt_id)

    def _pulse_only(self) -> None:
        # A failed pulse costs nobody anything: the next stop is credited from the one before.
        with contextlib.suppress(SQLAlchemyError), writing(self._engine) as connection:
            _write_pulse(connection, self._clock.now_ms())


def _replayed(connection: Connection, attempt_id: int) -> _Entry:
    state, chain = AttemptState(), NO_EVENTS
    for entry in recorded_events(connection, attempt_id):
        state = transition(state, entry.event, entry.at_ms, entry.seq)
        chain = chain_digest(chain, entry)
    return _Entry(state, chain)


def _follow_up(
    connection: Connection,
    attempt_id: int,
    event: Event,
    state: AttemptState,
    chain: bytes,
    now_ms: int,
) -> None:
    """Write what follows from an event: audit entries for start and end, and the index of ends."""
    subject = f"attempt {attempt_id}"
    if isinstance(event, Started):
        audit_log.append(
            connection, at_ms=now_ms, actor="engine", act="attempt started", subject=subject
        )
    if isinstance(event, Ended):
        connection.execute(
            update(_ATTEMPT).where(_ATTEMPT.c.id == attempt_id).values(ended_ms=event.at_ms)
        )
        audit_log.append(
            connection,
            at_ms=now_ms,
            actor="engine",
            act=f"attempt {event.ending.value}",
            subject=subject,
            details={"events": str(state.events), "digest": chain.hex()},
        )


def _write_pulse(connection: Connection, now_ms: int) -> None:
    changed = connection.execute(update(_PULSE).values(at_ms=now_ms))
    if changed.rowcount == 0:
        connection.execute(insert(_PULSE).values(id=1, at_ms=now_ms))


def _run_all(answers: list[Callable[[], None]]) -> None:
    for answer in answers:
        answer()
