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
    PAUSED = "paused"
    ENDED = "ended"


class Ending(Enum):
    """How an attempt ended. Every ending has the same effect: what is durable is submitted.

    ``FORCED``: an invigilator finished it on the candidate's behalf, with a second person.
    """

    SUBMITTED = "submitted"
    EXPIRED = "expired"
    FORCED = "forced"


class Cause(Enum):
    """Why an attempt is paused, or what an incident was: whose side it came from.

    The sub-causes that invigilators write down are words of their own.
    """

    BREAK = "break"
    ENVIRONMENT = "environment"
    CANDIDATE = "candidate"
    STAFF = "staff"
    TECHNICAL = "technical"


GIVEN_BACK = -1
"""Of a pause: all of its time is given back, however long it lasts."""
BY_CANDIDATE = "the candidate"
"""Who began or ended a break, if not somebody of the staff: no identity can have this name."""


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


class Edited(msgspec.Struct, frozen=True, array_like=True, tag="Y"):
    """In the text that responds to question ``n``, ``removed`` characters from ``start`` on became
    ``text``. A long text is saved so: as what changed in it.
    """

    n: int
    start: int
    removed: int
    text: str


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


class Paused(msgspec.Struct, frozen=True, array_like=True, tag="P"):
    """The screen was blanked, and no answer is taken until it goes on.

    ``by`` names who did it; ``credit_ms`` is how much of the time is given back at most:
    ``GIVEN_BACK`` all of it, 0 none of it (a pause that is charged), else what is left of a budget.
    """

    cause: Cause
    by: str
    credit_ms: int = GIVEN_BACK
    words: str = ""


class Resumed(msgspec.Struct, frozen=True, array_like=True, tag="U"):
    """The attempt went on; ``by`` names who let it."""

    by: str


class MessageSent(msgspec.Struct, frozen=True, array_like=True, tag="M"):
    """An invigilator's message to the candidate, the ``number``-th of this attempt."""

    number: int
    text: str
    by: str


class MessageRead(msgspec.Struct, frozen=True, array_like=True, tag="K"):
    """The candidate confirmed that they read a message."""

    number: int


class HelpCalled(msgspec.Struct, frozen=True, array_like=True, tag="H"):
    """The candidate called the invigilator, or took the call back (or was helped)."""

    on: bool


class Commented(msgspec.Struct, frozen=True, array_like=True, tag="C"):
    """The candidate says that something is wrong with question ``n``; empty takes it back."""

    n: int
    text: str


class Noted(msgspec.Struct, frozen=True, array_like=True, tag="N"):
    """The candidate's note to themselves on question ``n``; empty takes it back. Never marked."""

    n: int
    text: str


class Highlighted(msgspec.Struct, frozen=True, array_like=True, tag="G"):
    """What the candidate highlighted in the stem of question ``n``, or in its scenario.

    ``spans`` are pairs of offsets, from and to, in the text without its blanks: where rows break
    on a screen is then of no matter.
    """

    n: int
    scenario: bool
    spans: tuple[int, ...]


class CheckedIn(msgspec.Struct, frozen=True, array_like=True, tag="D"):
    """An invigilator saw who sits there: ``seen`` names the document, ``seat`` the place.

    An empty ``seen`` takes a check-in back that was made for the wrong person.
    """

    seen: str
    seat: str
    by: str


class IncidentNoted(msgspec.Struct, frozen=True, array_like=True, tag="I"):
    """An invigilator put an incident on record. Its effect on time is an event of its own."""

    cause: Cause
    text: str
    by: str


class Ended(msgspec.Struct, frozen=True, array_like=True, tag="E"):
    """The attempt ended; ``at_ms`` is the finish time that counts."""

    ending: Ending
    at_ms: int


class EndedFor(msgspec.Struct, frozen=True, array_like=True, tag="O"):
    """Two people ended the attempt on the candidate's behalf; ``reason`` says why."""

    at_ms: int
    by: tuple[str, str]
    reason: str

    @property
    def ending(self) -> Ending:
        """Return how the attempt ended."""
        return Ending.FORCED


Event = (
    SessionOpened
    | Agreed
    | Started
    | QuestionOpened
    | ReviewOpened
    | Responded
    | Edited
    | Flagged
    | StruckOut
    | TimeGranted
    | Paused
    | Resumed
    | MessageSent
    | MessageRead
    | HelpCalled
    | Commented
    | Noted
    | Highlighted
    | CheckedIn
    | IncidentNoted
    | Ended
    | EndedFor
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


class Pause(NamedTuple):
    """A pause that lasts: since when, why, how much of it is given back at most, who began it."""

    since_ms: int
    cause: Cause
    credit_ms: int
    words: str
    by: str = ""

    @property
    def of_budget(self) -> bool:
        """Return whether it uses up a candidate's budget of breaks: not if all is given back."""
        return self.cause is Cause.BREAK and self.credit_ms != GIVEN_BACK

    @property
    def taken_by_candidate(self) -> bool:
        """Return whether it is a break that the candidate took, and ends when they like."""
        return self.cause is Cause.BREAK and self.by == BY_CANDIDATE

    def given_back_ms(self, now_ms: int) -> int:
        """Return the time that this pause gives back if it ends now."""
        away_ms = max(0, now_ms - self.since_ms)
        return away_ms if self.credit_ms == GIVEN_BACK else min(away_ms, self.credit_ms)


class AttemptState(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay of an attempt's events arrives at. A new attempt is ``AttemptState()``.

    ``stopped_ms`` is the time given back for pauses that have ended, ``break_ms`` the part of it
    that used up a budget of breaks. ``unread`` are messages by number that the candidate has not
    confirmed yet.
    ``news`` counts the events that the terminal did not send; ``heard_ms`` is when it did last.
    ``checked_in`` names the document by which the candidate was known, empty before; ``seat`` is
    where an invigilator saw them last.
    """

    phase: Phase = Phase.ADMITTED
    events: int = 0
    session: int = 0
    terminal: int = 0
    last_seq: int = 0
    news: int = 0
    heard_ms: int = 0
    started_ms: int = 0
    allowance_ms: int = 0
    granted_ms: int = 0
    stopped_ms: int = 0
    break_ms: int = 0
    pause: Pause | None = None
    current: int = 1
    seen: frozenset[int] = frozenset()
    responses: dict[int, tuple[str, ...]] = {}
    flagged: frozenset[int] = frozenset()
    struck_out: frozenset[tuple[int, str]] = frozenset()
    comments: dict[int, str] = {}
    notes: dict[int, str] = {}
    highlights: dict[tuple[int, bool], tuple[int, ...]] = {}
    messages: int = 0
    unread: dict[int, str] = {}
    calls_help: bool = False
    checked_in: str = ""
    seat: str = ""
    incidents: int = 0
    ending: Ending | None = None
    ended_ms: int = 0

    @property
    def deadline_ms(self) -> int:
        """Return the moment at which the time is up, but for a pause that lasts."""
        return self.started_ms + self.allowance_ms + self.granted_ms + self.stopped_ms

    def deadline_at(self, now_ms: int) -> int:
        """Return the moment at which the time would be up if a pause that lasts ended now."""
        return self.deadline_ms + (self.pause.given_back_ms(now_ms) if self.pause else 0)


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
