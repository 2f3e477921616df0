"""One transaction of the ledger: attempts, the events they gain, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from exam_engine.canonical import canonical_json
from exam_engine.delivery.replay import attempt_digest, chain_digest, replay
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import (
    AttemptEnd,
    AttemptState,
    Ended,
    EndedFor,
    Event,
    IncidentNoted,
    NewEvent,
    Paused,
    Phase,
    Recorded,
    Resumed,
    Started,
    TimeGranted,
)
from exam_engine.store import audit_log
from exam_engine.store.audit_log import Act
from exam_engine.store.events import EventWriter, event_row, later_events, recorded_events
from exam_engine.store.tables import AttemptRow, PulseRow
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import sign_record

END_KIND = "attempt end"
_BEFORE_THE_START = (Phase.ADMITTED, Phase.AGREED)
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


class Entry(NamedTuple):
    """An attempt as it is kept in memory: its state, and the digest of its history."""

    state: AttemptState
    chain: bytes


class Stage:
    """Applies jobs within one transaction; :meth:`write` puts their events into the database."""

    def __init__(
        self, connection: Connection, kept: dict[int, Entry], host: Identity, writer: EventWriter
    ) -> None:
        """:param kept: the attempts in memory, which this reads and never changes.

        ``news`` are attempts to which something happened that their terminal did not send.
        """
        self._connection = connection
        self._kept = kept
        self._host = host
        self._writer = writer
        self._rows: list[dict[str, Any]] = []
        self._acts: list[tuple[int, Act]] = []
        self._names: dict[int, tuple[str, str]] = {}
        self.changed: dict[int, Entry] = {}
        self.news: set[int] = set()

    def apply(self, attempt_id: int, decide: Decide, now_ms: int) -> AttemptState:
        """Apply one job and return the state after it.

        :raises AttemptRefused: if the job or an event of it is refused; it then leaves no trace.
        """
        entry = self.changed.get(attempt_id) or self._kept.get(attempt_id)
        entry = entry or replayed(self._connection, attempt_id)
        decision = decide(entry.state, now_ms)
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
            rows.append(event_row(attempt_id, recorded))
        if decision.write is not None:
            decision.write(self._connection)
        for new in decision.events:
            self._follow_up(attempt_id, new.event, state, chain, now_ms)
        self._rows.extend(rows)
        if state.news != entry.state.news and state.phase not in _BEFORE_THE_START:
            self.news.add(attempt_id)
        self.changed[attempt_id] = Entry(state, chain)
        return state

    @property
    def written(self) -> frozenset[int]:
        """Return the attempts that gain events."""
        return frozenset(row["attempt_id"] for row in self._rows)

    def write(self) -> bool:
        """Write the events and the audit entries that follow; return whether there were any."""
        if self._rows:
            self._writer.write(self._connection, self._rows)
        audit_log.append_timed(self._connection, self._acts)
        return bool(self._rows)

    def _follow_up(
        self, attempt_id: int, event: Event, state: AttemptState, chain: bytes, now_ms: int
    ) -> None:
        """Do what follows from an event: an audit entry, and at the end the signed statement."""
        match event:
            case Started():
                self._audit(attempt_id, now_ms, "attempt started")
            case Paused(cause, by):
                details = {"by": by, "cause": cause.value}
                self._audit(attempt_id, now_ms, "attempt paused", details)
            case Resumed(by):
                self._audit(attempt_id, now_ms, "attempt resumed", {"by": by})
            case TimeGranted(granted_ms, reason):
                details = {"ms": str(granted_ms), "reason": reason}
                self._audit(attempt_id, now_ms, "time granted", details)
            case IncidentNoted(cause, text, by):
                details = {"by": by, "cause": cause.value, "text": text}
                self._audit(attempt_id, now_ms, "incident", details)
            case Ended() | EndedFor():
                self._end(attempt_id, event, state, chain)
                details = {"events": str(state.events), "digest": chain.hex()}
                if isinstance(event, EndedFor):
                    details |= {"by": " and ".join(event.by), "reason": event.reason}
                self._audit(attempt_id, now_ms, f"attempt {event.ending.value}", details)

    def _end(
        self, attempt_id: int, event: Ended | EndedFor, state: AttemptState, chain: bytes
    ) -> None:
        sitting, candidate = self._whose(attempt_id)
        end = AttemptEnd(
            sitting=sitting,
            candidate=candidate,
            events=state.events,
            digest=chain.hex(),
            ending=event.ending.value,
            ended_ms=event.at_ms,
        )
        signature = sign_record(self._host, END_KIND, end)
        self._connection.execute(
            update(_ATTEMPT)
            .where(_ATTEMPT.c.id == attempt_id)
            .values(
                ended_ms=event.at_ms,
                end=canonical_json(end),
                end_signer=signature.signer,
                end_signature=signature.value,
            )
        )

    def _audit(
        self, attempt_id: int, now_ms: int, act: str, details: dict[str, str] | None = None
    ) -> None:
        subject = attempt_subject(*self._whose(attempt_id))
        self._acts.append((now_ms, Act(self._host.name, act, subject, details or {})))

    def _whose(self, attempt_id: int) -> tuple[str, str]:
        if attempt_id not in self._names:
            self._names[attempt_id] = self._look_up(attempt_id)
        return self._names[attempt_id]

    def _look_up(self, attempt_id: int) -> tuple[str, str]:
        row = self._connection.execute(
            select(_ATTEMPT.c.sitting_id, _ATTEMPT.c.candidate_number).where(
                _ATTEMPT.c.id == attempt_id
            )
        ).first()
        if row is None:
            raise StoreError(f"there is no attempt {attempt_id}")
        return row.sitting_id, row.candidate_number


def attempt_subject(sitting: str, candidate: str) -> str:
    """Return how the audit log names an attempt."""
    return f"{sitting}: candidate {candidate}"


def replayed(connection: Connection, attempt_id: int) -> Entry:
    """Return an attempt from its events on record.

    :raises StoreError: if they are not a possible history.
    """
    recorded = recorded_events(connection, attempt_id)
    try:
        state = replay(recorded)
    except StoreError as error:
        raise StoreError(f"attempt {attempt_id}: {error}") from None
    return Entry(state, bytes.fromhex(attempt_digest(recorded)))


def caught_up(connection: Connection, known: dict[int, Entry]) -> dict[int, Entry]:
    """Return attempts that others wrote to meanwhile, with what they wrote (PostgreSQL only).

    :raises StoreError: if that is no possible continuation.
    """
    counts = {attempt_id: entry.state.events for attempt_id, entry in known.items()}
    found = {}
    for attempt_id, recorded in later_events(connection, counts).items():
        state, chain = known[attempt_id]
        for entry in recorded:
            try:
                state = transition(state, entry.event, entry.at_ms, entry.seq)
            except AttemptRefused as refusal:
                raise StoreError(
                    f"attempt {attempt_id}: event {entry.n} on record is not possible: {refusal}"
                ) from None
            chain = chain_digest(chain, entry)
        found[attempt_id] = Entry(state, chain)
    return found


def write_pulse(connection: Connection, now_ms: int, process: int = 1) -> None:
    """Write that a process of the engine ran at this moment."""
    # Each has a row of its own: on one row they would wait for each other's disk.
    changed = connection.execute(update(_PULSE).where(_PULSE.c.id == process).values(at_ms=now_ms))
    if changed.rowcount == 0:
        connection.execute(insert(_PULSE).values(id=process, at_ms=now_ms))
