"""Messages between an invigilator's console and the engine: JSON, closed, with limits.

No text of a question, no response and no answer key is among them: who invigilates sees how many
questions are answered, never what.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from exam_engine.canonical import digest
from exam_engine.wire.candidate import PauseView

LONGEST_WORDS = 300
LONGEST_MESSAGE = 500
MOST_NAMED = 500
"""Candidates that one request may name; a room, or everybody, is named as such."""
LONGEST_GRANT_S = 4 * 3600

Nonce = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Meta(min_length=39, max_length=39)]
Signature = Annotated[bytes, Meta(min_length=64, max_length=64)]
Words = Annotated[str, Meta(max_length=LONGEST_WORDS)]
Reason = Annotated[str, Meta(min_length=3, max_length=LONGEST_WORDS)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Seconds = Annotated[int, Meta(ge=0, le=LONGEST_GRANT_S)]


class _Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


# --- signing in ---


class ChallengeRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An identity, by fingerprint, asks for a challenge; ``asked`` is the console's own nonce."""

    invigilator: Fingerprint
    asked: Nonce


class Challenge(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a console is to sign; the host, by fingerprint, signed it (see vault/sign_in.py)."""

    invigilator: Fingerprint
    asked: Nonce
    nonce: Nonce
    until_ms: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    host: Fingerprint
    signature: Signature


class Proof(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A challenge, and the signature of the identity that it was made for."""

    challenge: Challenge
    value: Signature


class SittingView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting that names this invigilator."""

    id: str
    title: str
    opens_ms: int
    closes_ms: int
    candidates: int


class SignedIn(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``token`` authorises the console until ``until_ms``."""

    token: str
    name: str
    until_ms: int
    sittings: tuple[SittingView, ...]


class SignedOut(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The token no longer counts."""


# --- the board ---


class SeatView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One candidate as the board shows them.

    ``phase`` is the attempt's, or "damaged". ``remaining_ms`` is None before the start;
    ``extra_ms`` is the accommodation, ``granted_ms`` what was granted since, ``stopped_ms`` what
    pauses gave back. ``heard_ms`` is how long ago the last event of the terminal came to the disk,
    None before the first. ``checked_in`` names the document seen. ``comments`` are the questions
    commented on. What is as usual is left out on its way.
    """

    candidate: str
    name: str
    questions: int
    seat: str = ""
    phase: str = "running"
    answered: int = 0
    current: int = 1
    remaining_ms: int | None = None
    extra_ms: int = 0
    granted_ms: int = 0
    stopped_ms: int = 0
    heard_ms: int | None = None
    checked_in: str = ""
    calls_help: bool = False
    unread: int = 0
    comments: tuple[int, ...] = ()
    incidents: int = 0
    terminal: int = 0
    ending: str | None = None
    pause: PauseView | None = None


class Board(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting as it stands at ``now_ms``; ``version`` changes whenever anything does."""

    sitting: str
    version: int
    now_ms: int
    seats: tuple[SeatView, ...]


class LogLine(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened, in words."""

    at_ms: int
    words: str


class SeatDetails(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened in one attempt, without what was answered."""

    candidate: str
    log: tuple[LogLine, ...]


# --- acts ---


class CheckIn(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="check-in"):
    """The candidate is here, and was known by the document ``seen``; empty takes it back."""

    seen: Annotated[str, Meta(max_length=80)]
    seat: Annotated[str, Meta(max_length=80)] = ""


class Pause(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pause"):
    """Stop the exam: ``words`` stand on the candidate's screen.

    The time is given back, unless ``charged``.
    """

    cause: str
    words: Reason
    charged: bool = False


class Resume(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="resume"):
    """Let the exam go on."""


class Grant(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="grant"):
    """Give incident time."""

    seconds: Annotated[int, Meta(ge=1, le=LONGEST_GRANT_S)]
    reason: Reason


class Message(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="message"):
    """Say something to the candidate, which they confirm."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_MESSAGE)]


class HelpDone(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="help-done"):
    """The call for help was answered."""


class Incident(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="incident"):
    """Put an incident on record (see wire/incidents.py); ``seconds`` is its effect on time."""

    cause: str
    kind: str
    words: Words = ""
    seconds: Seconds = 0


class TakeOver(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="takeover"):
    """Make a code for another seat; the clock stands still until the exam is resumed there.

    ``seconds`` were lost before: they are granted.
    """

    reason: Reason
    seconds: Seconds = 0


class FinishFor(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="finish"):
    """End the exam on the candidate's behalf; ``second`` proves another invigilator's consent."""

    reason: Reason
    second: Proof


Act = CheckIn | Pause | Resume | Grant | Message | HelpDone | Incident | TakeOver | FinishFor


class ActRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act, and for whom: the ``candidates`` named, all in a ``room``, or ``everyone``."""

    sitting: Name
    act: Act
    candidates: Annotated[tuple[Name, ...], Meta(max_length=MOST_NAMED)] = ()
    room: Annotated[str, Meta(max_length=80)] = ""
    everyone: bool = False


class Answer(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of an act for one candidate; ``code`` is the new one-time code of a takeover."""

    candidate: str
    done: bool
    words: str
    code: str = ""


class ActReply(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer for everybody that an act was for."""

    answers: tuple[Answer, ...]


SIGN_IN = "sign in"
"""What a proof is for that opens a session."""


def finish_purpose(sitting: str, candidates: Sequence[str], reason: str, first: str) -> str:
    """Return what a second person's proof is for: this ending, asked for by ``first``, no other.

    :param first: the fingerprint of who asks.
    """
    return "finish " + digest([sitting, sorted(candidates), reason, first])


def room_of(seat: str) -> str:
    """Return the room in a seat's name: what stands before the last ``/``; empty without one."""
    return seat.rpartition("/")[0]
