"""The one function that moves an attempt from state to state.

::

    ADMITTED --Agreed--> AGREED --Started--> RUNNING --Ended--> ENDED

    SessionOpened   in every phase but ENDED: another terminal takes over
    QuestionOpened, ReviewOpened, Responded, Flagged, StruckOut   while RUNNING and in time
    TimeGranted     while RUNNING
    Ended           by the candidate while RUNNING and in time; by expiry once the time is up
"""

from __future__ import annotations

from msgspec.structs import replace

from exam_engine.clock import iso_utc
from exam_engine.delivery.timing import accepts_answers, expiry_due
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    Agreed,
    AttemptState,
    Ended,
    Ending,
    Event,
    Flagged,
    Phase,
    QuestionOpened,
    Responded,
    ReviewOpened,
    SessionOpened,
    Started,
    StruckOut,
    TimeGranted,
)


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
    return replace(after, events=state.events + 1, last_seq=state.last_seq if seq is None else seq)


def _apply(state: AttemptState, event: Event, now_ms: int) -> AttemptState:
    match event:
        case QuestionOpened() | ReviewOpened() | Responded() | Flagged() | StruckOut():
            _require_answers_accepted(state, now_ms)
            return _answer(state, event)
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
            _require(state, Phase.RUNNING)
            return replace(state, granted_ms=state.granted_ms + granted_ms)
        case Ended(ending, at_ms):
            _require_may_end(state, ending, now_ms)
            return replace(state, phase=Phase.ENDED, ending=ending, ended_ms=at_ms)


def _answer(
    state: AttemptState,
    event: QuestionOpened | ReviewOpened | Responded | Flagged | StruckOut,
) -> AttemptState:
    match event:
        case ReviewOpened():
            return state
        case QuestionOpened(n):
            return replace(state, current=n, seen=state.seen | {n})
        case Responded(n, response):
            responses = {**state.responses, n: response}
            if not response:
                del responses[n]
            return replace(state, responses=responses)
        case Flagged(n, on):
            flagged = state.flagged | {n} if on else state.flagged - {n}
            return replace(state, flagged=flagged)
        case StruckOut(n, option, on):
            pair = (n, option)
            struck = state.struck_out | {pair} if on else state.struck_out - {pair}
            return replace(state, struck_out=struck)


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


def _require_open(state: AttemptState) -> None:
    if state.phase is Phase.ENDED:
        how = "submitted" if state.ending is Ending.SUBMITTED else "closed when its time was up"
        raise AttemptRefused(
            Refusal.ALREADY_SUBMITTED,
            f"the attempt was {how} at {iso_utc(state.ended_ms)}; nothing can be changed",
            last_seq=state.last_seq,
        )


def _require_answers_accepted(state: AttemptState, now_ms: int) -> None:
    _require(state, Phase.RUNNING)
    if not accepts_answers(state, now_ms):
        raise AttemptRefused(
            Refusal.TIME_EXPIRED,
            f"the time was up at {iso_utc(state.deadline_ms)}; "
            "everything saved before is submitted",
            last_seq=state.last_seq,
        )


def _require_may_end(state: AttemptState, ending: Ending, now_ms: int) -> None:
    if ending is Ending.SUBMITTED:
        _require_answers_accepted(state, now_ms)
        return
    _require(state, Phase.RUNNING)
    if not expiry_due(state, now_ms):
        raise AttemptRefused(Refusal.NOT_YET_OPEN, "the time is not up yet")
