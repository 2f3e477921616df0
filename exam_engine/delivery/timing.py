"""Time in an attempt: what is allowed, what remains, what is given back.

Four ledgers make up the time allowed: the blueprint's minutes and the accommodation (both fixed
at the start, the *allowance*), what was granted since, and what pauses gave back. The candidate is
charged for running time only: a stop that the system caused is granted back in full.
"""

from __future__ import annotations

from exam_engine.clock import iso_utc
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import AttemptState, Phase
from exam_engine.model.sitting import Sitting

ARRIVAL_GRACE_MS = 3_000
"""How long after the deadline an answer made before it may still arrive.

The terminal locks when its display reaches zero; this covers the way from there to the engine. The
last answer before the bell would otherwise be lost to whoever has the slower network.
"""


def allowance_ms(time_allowed_ms: int, extra_time_ms: int) -> int:
    """Return the time allowed at the start: the blueprint's and the accommodation's."""
    return time_allowed_ms + extra_time_ms


def remaining_ms(state: AttemptState, now_ms: int) -> int:
    """Return the time left, at least 0. Only meaningful once the attempt has started."""
    if state.phase is Phase.ENDED:
        return 0
    return max(0, state.deadline_at(now_ms) - now_ms)


def break_left_ms(state: AttemptState, now_ms: int, budget_ms: int) -> int:
    """Return what is left of a budget of breaks, at least 0.

    A break that gives all of its time back stands outside it, as does all that is no break.
    """
    used_ms = state.break_ms
    if state.pause is not None and state.pause.of_budget:
        used_ms += state.pause.given_back_ms(now_ms)
    return max(0, budget_ms - used_ms)


def accepts_answers(state: AttemptState, now_ms: int) -> bool:
    """Return whether an answer that arrives now was made in time.

    A pause blanks the screen; an answer made just before it may still be on its way.
    """
    if state.pause is not None:
        return now_ms <= min(state.pause.since_ms, state.deadline_ms) + ARRIVAL_GRACE_MS
    return state.phase is Phase.RUNNING and now_ms <= state.deadline_ms + ARRIVAL_GRACE_MS


def expiry_due(state: AttemptState, now_ms: int) -> bool:
    """Return whether the attempt has to be closed: time is up and nothing can arrive any more.

    The time can be up in a pause too, once the pause is charged.
    """
    under_way = state.phase in (Phase.RUNNING, Phase.PAUSED)
    return under_way and now_ms > state.deadline_at(now_ms) + ARRIVAL_GRACE_MS


def stop_credit_ms(state: AttemptState, stopped_ms: int, resumed_ms: int) -> int:
    """Return the time to give back for a stop of the engine between two moments.

    ``stopped_ms`` is the last moment at which the engine is known to have run, so the credit is at
    least as long as the stop. Time before the attempt's start or after its deadline is no loss.
    """
    if state.pause is not None:
        return _charged_ms(state, stopped_ms, resumed_ms)
    if state.phase is not Phase.RUNNING:
        return 0
    lost_from = max(stopped_ms, state.started_ms)
    if lost_from > state.deadline_ms:
        return 0
    return max(0, resumed_ms - lost_from)


def _charged_ms(state: AttemptState, stopped_ms: int, resumed_ms: int) -> int:
    """Return how much of a stop a pause would charge: nobody could come back from it meanwhile."""
    pause = state.pause
    assert pause is not None
    lost_from = max(stopped_ms, pause.since_ms)
    if lost_from > state.deadline_at(lost_from) or resumed_ms < lost_from:
        return 0
    free_ms = pause.given_back_ms(resumed_ms) - pause.given_back_ms(lost_from)
    return resumed_ms - lost_from - free_ms


def require_window(sitting: Sitting, state: AttemptState, now_ms: int) -> None:
    """Refuse a start outside the sitting's window; a running attempt may always be re-entered."""
    if state.phase in (Phase.RUNNING, Phase.PAUSED, Phase.ENDED):
        return
    if now_ms < sitting.opens_ms:
        raise AttemptRefused(
            Refusal.NOT_YET_OPEN, f"the sitting opens at {iso_utc(sitting.opens_ms)}"
        )
    if now_ms > sitting.closes_ms:
        raise AttemptRefused(
            Refusal.WINDOW_CLOSED,
            f"the sitting closed for new starts at {iso_utc(sitting.closes_ms)}",
        )
