"""What of a terminal's message is new.

A terminal numbers its events and sends each until it is acknowledged, so a message may repeat what
is on record, in part or whole. Repeats are recognised by their number and harmless; a gap is
refused with the number to go on from.
"""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import AttemptState, Event, NewEvent

_REPLACED = "this attempt was taken over at another terminal; this one no longer counts"


def new_events(
    state: AttemptState, session: int, first_seq: int, said: Sequence[tuple[Event, int]]
) -> list[NewEvent]:
    """Return the events to record out of ``said``, pairs of (event, elapsed_ms).

    :param session: which entry of a terminal the message belongs to.
    :raises AttemptRefused: if a later entry has replaced it, or events before the first are
        missing.
    """
    require_session(state, session)
    known = state.last_seq + 1 - first_seq
    if known < 0:
        raise AttemptRefused(
            Refusal.OUT_OF_SEQUENCE,
            f"events from {first_seq} came, but {state.last_seq + 1} is next; send from there",
            last_seq=state.last_seq,
        )
    return [
        NewEvent(event, first_seq + known + offset, elapsed_ms)
        for offset, (event, elapsed_ms) in enumerate(said[known:])
    ]


def require_session(state: AttemptState, session: int) -> None:
    """Refuse a message of an earlier entry.

    A terminal that was killed may have a message on its way when it enters again: taken late, its
    numbers would be mistaken for those of new events.
    """
    if session != state.session:
        raise AttemptRefused(Refusal.SUPERSEDED, _REPLACED)


def require_terminal(state: AttemptState, terminal: int) -> None:
    """Refuse a terminal that another one has replaced."""
    if terminal != state.terminal:
        raise AttemptRefused(Refusal.SUPERSEDED, _REPLACED)


def require_covered(state: AttemptState, last_seq: int) -> None:
    """Refuse a submission while events that it covers are not on record."""
    if last_seq > state.last_seq:
        raise AttemptRefused(
            Refusal.OUT_OF_SEQUENCE,
            f"the submission covers event {last_seq}, but {state.last_seq} is the last on record; "
            "send the missing events first",
            last_seq=state.last_seq,
        )
