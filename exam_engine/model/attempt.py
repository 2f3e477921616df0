"""Attempts: one candidate's timed run, kept as a numbered list of events.

An event is recorded exactly once and never changed; state, timing, marks and statistics are
replays. On disk an event is a short JSON list whose first element is its tag.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import msgspec


class Phase(Enum):
    """The one state of an attempt."""

    ADMITTED = "admitted"
    AGREED = "agreed"
    RUNNING = "running"
    ENDED = "ended"


class Ending(Enum):
    """How an attempt ended. Every ending has the same effect: what is durable is submitted."""

    SUBMITTED = "submitted"
    EXPIRED = "expired"


class SessionOpened(msgspec.Struct, frozen=True, array_like=True, tag="S"):
    """A terminal entered the attempt; whatever an earlier one still sends no longer counts.

    ``session`` counts entries, also those of a terminal that was started again; ``terminal`` counts
    admissions by code.
    """

    session: int
    terminal: int


class Agreed(msgspec.Struct, frozen=True, array_like=True, tag="A"):
    """The candidate confirmed identity and agreed to the statement with this digest."""

    statement: str


class Started(msgspec.Struct, frozen=True, array_like=True, tag="B"):
    """The clock began to run with this allowance."""

    allowance_ms: int


class QuestionOpened(msgspec.Struct, frozen=True, array_like=True, tag="Q"):
    """Question ``n`` came on the screen."""

    n: int


class ReviewOpened(msgspec.Struct, frozen=True, array_like=True, tag="V"):
    """The review screen came up: no question is on the screen."""


class Responded(msgspec.Struct, frozen=True, array_like=True, tag="R"):
    """The candidate's response to question ``n``, as it is marked; empty if it was taken back.

    Option ids chosen; or one for each line, "" where it is blank; or those placed so far, in
    order; or a text.
    """

    n: int
    response: tuple[str, ...]


class Flagged(msgspec.Struct, frozen=True, array_like=True, tag="F"):
    """Question ``n`` was flagged for review, or the flag was taken away."""

    n: int
    on: bool


class StruckOut(msgspec.Struct, frozen=True, array_like=True, tag="X"):
    """An option of question ``n`` was struck out, or restored."""

    n: int
    option: str
    on: bool


class TimeGranted(msgspec.Struct, frozen=True, array_like=True, tag="T"):
    """Time was added: ``reason`` says for what."""

    granted_ms: int
    reason: str


class Ended(msgspec.Struct, frozen=True, array_like=True, tag="E"):
    """The attempt ended; ``at_ms`` is the finish time that counts."""

    ending: Ending
    at_ms: int


Event = (
    SessionOpened
    | Agreed
    | Started
    | QuestionOpened
    | ReviewOpened
    | Responded
    | Flagged
    | StruckOut
    | TimeGranted
    | Ended
)


class NewEvent(NamedTuple):
    """An event to record; ``seq`` and ``elapsed_ms`` are the terminal's, None for the engine's."""

    event: Event
    seq: int | None = None
    elapsed_ms: int | None = None


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in the ledger.

    ``n`` counts the attempt's events from 1. ``at_ms`` is the engine's time. ``seq`` and
    ``elapsed_ms`` are the terminal's own: its number of the event, and how long the exam had run on
    its monotonic clock. Both are None for events that the engine wrote. ``elapsed_ms`` serves
    statistics only: no deadline ever rests on what a terminal says.
    """

    n: int
    at_ms: int
    seq: int | None
    elapsed_ms: int | None
    event: Event


class AttemptState(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay of an attempt's events arrives at. A new attempt is ``AttemptState()``."""

    phase: Phase = Phase.ADMITTED
    events: int = 0
    session: int = 0
    terminal: int = 0
    last_seq: int = 0
    started_ms: int = 0
    allowance_ms: int = 0
    granted_ms: int = 0
    current: int = 1
    seen: frozenset[int] = frozenset()
    responses: dict[int, tuple[str, ...]] = {}
    flagged: frozenset[int] = frozenset()
    struck_out: frozenset[tuple[int, str]] = frozenset()
    ending: Ending | None = None
    ended_ms: int = 0

    @property
    def deadline_ms(self) -> int:
        """Return the moment at which the time is up (meaningful once started)."""
        return self.started_ms + self.allowance_ms + self.granted_ms


class AttemptEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the delivery host signs when an attempt has ended: whose it was, and its history.

    ``digest`` is the digest of all events; nothing in them can be changed afterwards.
    """

    sitting: str
    candidate: str
    events: int
    digest: str
    ending: str
    ended_ms: int


_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode_event(event: Event) -> bytes:
    """Return the event as it is stored: compact JSON."""
    return _encoder.encode(event)


def decode_event(stored: bytes) -> Event:
    """Read a stored event.

    :raises msgspec.DecodeError: if the bytes are no event.
    """
    return _decoder.decode(stored)
