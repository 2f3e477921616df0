"""The one function that moves an attempt from state to state.

::

    ADMITTED --Agreed--> AGREED --Started--> RUNNING --Ended--> ENDED
                                              |  ^                ^
                                        Paused|  |Resumed         |
                                              v  |                |
                                             PAUSED ----Ended-----+

    SessionOpened   in every phase but ENDED: another terminal takes over
    QuestionOpened, ReviewOpened, Responded, Edited, Flagged, StruckOut, Commented, Noted,
    Highlighted     while RUNNING, in time
    MessageSent, MessageRead, HelpCalled, CheckedIn, IncidentNoted   in every phase but ENDED
    TimeGranted     while RUNNING or PAUSED
    Ended           by the candidate while RUNNING and in time; by expiry once the time is up; by
                    an invigilator, with a second person, while RUNNING or PAUSED
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from exam_engine.clock import iso_utc
from exam_engine.delivery.responses import edited
from exam_engine.delivery.timing import accepts_answers, expiry_due
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    Agreed,
    AttemptState,
    CheckedIn,
    Commented,
    Edited,
    Ended,
    EndedFor,
    Ending,
    Event,
    Flagged,
    HelpCalled,
    Highlighted,
    IncidentNoted,
    MessageRead,
    MessageSent,
    Noted,
    Pause,
    Paused,
    Phase,
    QuestionOpened,
    Responded,
    Resumed,
    ReviewOpened,
    SessionOpened,
    Started,
    StruckOut,
    TimeGranted,
)

K = TypeVar("K")
V = TypeVar("V")
_HOW_ENDED = {
    Ending.SUBMITTED: "submitted",
    Ending.EXPIRED: "closed when its time was up",
    Ending.FORCED: "finished by the invigilator",
}


def transition(
    state: AttemptState, event: Event, now_ms: int, seq: int | None = None
) -> AttemptState:
    """Return the state after ``event`` at ``now_ms``.

    :param seq: the terminal's number of the event, None for the engine's own events.
    :raises AttemptRefused: with the reason, if the event is not possible in this state; the state
        is then unchanged.
    """
    if seq is not None and seq != state.last_seq + 1:
        raise AttemptRefused(
            Refusal.OUT_OF_SEQUENCE,
            f"event {seq} came, but {state.last_seq + 1} is next; send from there",
            last_seq=state.last_seq,
        )
    after = _apply(state, event, now_ms)
    if seq is None:
        return replace(after, events=state.events + 1, news=state.news + 1)
    return replace(after, events=state.events + 1, last_seq=seq, heard_ms=now_ms)


def _apply(state: AttemptState, event: Event, now_ms: int) -> AttemptState:
    match event:
        case QuestionOpened() | ReviewOpened() | Responded() | Edited() | Flagged() | StruckOut():
            _require_answers_accepted(state, now_ms)
            return _answer(state, event)
        case Commented() | Noted() | Highlighted():
            _require_answers_accepted(state, now_ms)
            return _remark(state, event)
        case MessageSent() | MessageRead() | HelpCalled() | CheckedIn() | IncidentNoted():
            _require_open(state)
            return _talk(state, event)
        case SessionOpened(session, terminal):
            _require_open(state)
            return replace(state, session=session, terminal=terminal)
        case Agreed():
            _require(state, Phase.ADMITTED)
            return replace(state, phase=Phase.AGREED)
        case Started(allowance_ms):
            _require(state, Phase.AGREED)
            return replace(state, phase=Phase.RUNNING, started_ms=now_ms, allowance_ms=allowance_ms)
        case TimeGranted(granted_ms):
            _require_under_way(state)
            return replace(state, granted_ms=state.granted_ms + granted_ms)
        case Paused(cause, by, credit_ms, words):
            if state.phase is Phase.PAUSED:
                raise AttemptRefused(Refusal.PAUSED, "the attempt is paused already")
            _require(state, Phase.RUNNING)
            pause = Pause(now_ms, cause, credit_ms, words, by)
            return replace(state, phase=Phase.PAUSED, pause=pause)
        case Resumed():
            return _resume(state, now_ms)
        case Ended() | EndedFor():
            _require_may_end(state, event, now_ms)
            ended = _resume(state, event.at_ms) if state.pause else state
            return replace(ended, phase=Phase.ENDED, ending=event.ending, ended_ms=event.at_ms)


def _resume(state: AttemptState, now_ms: int) -> AttemptState:
    if state.pause is None:
        _require_under_way(state)
        raise AttemptRefused(Refusal.NOT_PAUSED, "the attempt is not paused")
    back_ms = state.pause.given_back_ms(now_ms)
    of_breaks = back_ms if state.pause.of_budget else 0
    return replace(
        state,
        phase=Phase.RUNNING,
        pause=None,
        stopped_ms=state.stopped_ms + back_ms,
        break_ms=state.break_ms + of_breaks,
    )


def _talk(
    state: AttemptState,
    event: MessageSent | MessageRead | HelpCalled | CheckedIn | IncidentNoted,
) -> AttemptState:
    match event:
        case MessageSent(number, text, _):
            unread = {**state.unread, number: text}
            return replace(state, messages=number, unread=unread)
        case MessageRead(number):
            unread = {known: text for known, text in state.unread.items() if known != number}
            return replace(state, unread=unread)
        case HelpCalled(on):
            return replace(state, calls_help=on)
        case CheckedIn(seen, seat):
            return replace(state, checked_in=seen, seat=seat)
        case IncidentNoted():
            return replace(state, incidents=state.incidents + 1)


def _answer(
    state: AttemptState,
    event: QuestionOpened | ReviewOpened | Responded | Edited | Flagged | StruckOut,
) -> AttemptState:
    match event:
        case ReviewOpened():
            return state
        case QuestionOpened(n):
            return replace(state, current=n, seen=state.seen | {n})
        case Responded(n, response):
            return replace(state, responses=_with(state.responses, n, response))
        case Edited(n):
            response = edited(state.responses.get(n, ()), event)
            return replace(state, responses=_with(state.responses, n, response))
        case Flagged(n, on):
            flagged = state.flagged | {n} if on else state.flagged - {n}
            return replace(state, flagged=flagged)
        case StruckOut(n, option, on):
            pair = (n, option)
            struck = state.struck_out | {pair} if on else state.struck_out - {pair}
            return replace(state, struck_out=struck)


def _remark(state: AttemptState, event: Commented | Noted | Highlighted) -> AttemptState:
    match event:
        case Commented(n, text):
            return replace(state, comments=_with(state.comments, n, text))
        case Noted(n, text):
            return replace(state, notes=_with(state.notes, n, text))
        case Highlighted(n, scenario, spans):
            return replace(state, highlights=_with(state.highlights, (n, scenario), spans))


def _with(known: dict[K, V], at: K, value: V) -> dict[K, V]:
    """Return ``known`` with a value at a place, or without one there if it is empty."""
    changed = {**known, at: value}
    if not value:
        del changed[at]
    return changed


def _require(state: AttemptState, phase: Phase) -> None:
    if state.phase is phase:
        return
    _require_open(state)
    order = list(Phase)
    if order.index(state.phase) > order.index(phase):
        raise AttemptRefused(Refusal.ALREADY_STARTED, "this step was taken before")
    if state.phase is Phase.ADMITTED and phase is Phase.AGREED:
        raise AttemptRefused(Refusal.NOT_AGREED, "agree to the conditions first")
    raise AttemptRefused(Refusal.NOT_STARTED, "the attempt has not started yet")


def _require_under_way(state: AttemptState) -> None:
    if state.phase is not Phase.PAUSED:
        _require(state, Phase.RUNNING)


def _require_open(state: AttemptState) -> None:
    if state.phase is Phase.ENDED:
        how = _HOW_ENDED[state.ending or Ending.EXPIRED]
        raise AttemptRefused(
            Refusal.ALREADY_SUBMITTED,
            f"the attempt was {how} at {iso_utc(state.ended_ms)}; nothing can be changed",
            last_seq=state.last_seq,
        )


def _require_answers_accepted(state: AttemptState, now_ms: int) -> None:
    if state.pause is not None and not accepts_answers(state, now_ms):
        raise AttemptRefused(
            Refusal.PAUSED,
            f"the attempt has been paused since {iso_utc(state.pause.since_ms)}; "
            "everything saved before is kept",
            last_seq=state.last_seq,
        )
    _require_under_way(state)
    if not accepts_answers(state, now_ms):
        raise AttemptRefused(
            Refusal.TIME_EXPIRED,
            f"the time was up at {iso_utc(state.deadline_ms)}; "
            "everything saved before is submitted",
            last_seq=state.last_seq,
        )


def _require_may_end(state: AttemptState, event: Ended | EndedFor, now_ms: int) -> None:
    if event.ending is Ending.SUBMITTED:
        _require_answers_accepted(state, now_ms)
        return
    _require_under_way(state)
    if isinstance(event, EndedFor):
        if len(set(event.by)) < 2:
            raise AttemptRefused(
                Refusal.UNAUTHORISED, "finishing for a candidate needs two different people"
            )
        return
    if not expiry_due(state, now_ms):
        raise AttemptRefused(Refusal.NOT_YET_OPEN, "the time is not up yet")
