"""From an attempt's events back to everything that is known of it.

State, responses, times and the digest that results are bound to are computed here and nowhere
stored as a second truth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import (
    AttemptState,
    Ended,
    EndedFor,
    QuestionOpened,
    Recorded,
    ReviewOpened,
    encode_event,
)

NO_EVENTS = bytes(32)
"""The digest of a history without events."""


def replay(recorded: Iterable[Recorded]) -> AttemptState:
    """Return the state that the events lead to.

    :raises StoreError: if the events are not a possible history: the record was altered.
    """
    state = AttemptState()
    for entry in recorded:
        if entry.n != state.events + 1:
            raise StoreError(f"event {state.events + 1} is missing from the record")
        try:
            state = transition(state, entry.event, entry.at_ms, entry.seq)
        except AttemptRefused as error:
            raise StoreError(f"event {entry.n} on record is not possible: {error}") from None
    return state


def chain_digest(previous: bytes, entry: Recorded) -> bytes:
    """Return the digest (32 bytes) of a history that goes on from ``previous`` with ``entry``.

    SHA-256 over the digest so far and the entry, so that it grows with the history at no cost. An
    entry is its four numbers in decimal (-1 where there is none) and the event as it is stored,
    parted by spaces.
    """
    seq = -1 if entry.seq is None else entry.seq
    elapsed_ms = -1 if entry.elapsed_ms is None else entry.elapsed_ms
    numbers = b"%d %d %d %d " % (entry.n, entry.at_ms, seq, elapsed_ms)
    return hashlib.sha256(previous + numbers + encode_event(entry.event)).digest()


def attempt_digest(recorded: Iterable[Recorded]) -> str:
    """Return the digest over all events in order, as 64 hexadecimal digits."""
    chain = NO_EVENTS
    for entry in recorded:
        chain = chain_digest(chain, entry)
    return chain.hex()


def time_on_questions_ms(recorded: Sequence[Recorded]) -> dict[int, int]:
    """Return the milliseconds that each question was on the screen, by question number.

    Measured on the terminal's own monotonic clock, so that a network loss or a late delivery does
    not distort it; from one opening to the next, and for the last question to the last event.
    """
    spent: dict[int, int] = {}
    current: int | None = None
    since = 0
    latest = 0
    for entry in recorded:
        if isinstance(entry.event, Ended | EndedFor):
            break
        if entry.elapsed_ms is None:
            continue
        latest = max(latest, entry.elapsed_ms)
        if isinstance(entry.event, QuestionOpened | ReviewOpened):
            if current is not None:
                spent[current] = spent.get(current, 0) + latest - since
            current = entry.event.n if isinstance(entry.event, QuestionOpened) else None
            since = latest
    if current is not None:
        spent[current] = spent.get(current, 0) + latest - since
    return spent
