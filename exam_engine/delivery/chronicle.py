"""What happened in an attempt, in words: for invigilators and for the session minutes.

What was answered, and what a comment says, is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exam_engine.model.attempt import (
    GIVEN_BACK,
    Agreed,
    CheckedIn,
    Commented,
    Ended,
    EndedFor,
    Ending,
    Event,
    HelpCalled,
    IncidentNoted,
    MessageRead,
    MessageSent,
    Paused,
    Recorded,
    Resumed,
    SessionOpened,
    Started,
    TimeGranted,
)

_ENDINGS = {
    Ending.SUBMITTED: "submitted by the candidate",
    Ending.EXPIRED: "the time was up",
    Ending.FORCED: "finished on the candidate's behalf",
}


class Happening(NamedTuple):
    """One thing that happened, when, in words."""

    at_ms: int
    words: str


def chronicle(recorded: Iterable[Recorded]) -> list[Happening]:
    """Return what happened in an attempt, in order."""
    told = ((entry.at_ms, words_of(entry.event)) for entry in recorded)
    return [Happening(at_ms, words) for at_ms, words in told if words]


def words_of(event: Event) -> str:
    """Return an event in words, or an empty text for work on the paper itself."""
    match event:
        case CheckedIn(seen, seat, by):
            if not seen:
                return f"check-in taken back by {by}"
            return f"checked in by {by}: {seen} seen" + (f", seat {seat}" if seat else "")
        case SessionOpened(_, terminal):
            return f"admitted at terminal {terminal}"
        case Agreed():
            return "agreed to the conditions"
        case Started(allowance_ms):
            return f"started, with {duration_words(allowance_ms)}"
        case TimeGranted(granted_ms, reason):
            return f"{duration_words(granted_ms)} granted: {reason}"
        case Paused() | Resumed():
            return _stop_words(event)
        case MessageSent() | MessageRead() | HelpCalled() | Commented():
            return _talk_words(event)
        case IncidentNoted(_, text, by):
            return f"incident, {text} (noted by {by})"
        case Ended(ending):
            return _ENDINGS[ending]
        case EndedFor(_, by, reason):
            return f"{_ENDINGS[Ending.FORCED]} by {' and '.join(by)}: {reason}"
    return ""


def _stop_words(event: Paused | Resumed) -> str:
    if isinstance(event, Resumed):
        return f"resumed by {event.by}"
    back = "its time given back" if event.credit_ms == GIVEN_BACK else "its time charged"
    if event.credit_ms > 0:
        back = f"up to {duration_words(event.credit_ms)} given back"
    words = f": {event.words}" if event.words else ""
    return f"paused by {event.by} ({event.cause.value}, {back}){words}"


def _talk_words(event: MessageSent | MessageRead | HelpCalled | Commented) -> str:
    match event:
        case MessageSent(number, text, by):
            return f"message {number} from {by}: {text}"
        case MessageRead(number):
            return f"message {number} confirmed"
        case HelpCalled(on):
            return "called for help" if on else "call for help answered or taken back"
        case Commented(n, text):
            return f"comment on question {n}" if text else f"comment on question {n} taken back"


def duration_words(duration_ms: int) -> str:
    """Return a length of time in words: ``1 h 05 min``, ``5 min``, ``1 min 30 s``."""
    seconds = duration_ms // 1000
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} h {minutes:02} min" + (f" {rest:02} s" if rest else "")
    if minutes:
        return f"{minutes} min" + (f" {rest:02} s" if rest else "")
    return f"{rest} s"
