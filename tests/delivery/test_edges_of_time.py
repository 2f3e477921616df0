"""The edges of a sitting's window and of an attempt's time, to the millisecond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exam_engine.delivery.timing import (
    ARRIVAL_GRACE_MS,
    accepts_answers,
    allowance_ms,
    expiry_due,
    remaining_ms,
    require_window,
    stop_credit_ms,
)
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    AttemptState,
    Ended,
    Ending,
    Flagged,
    Phase,
    QuestionOpened,
    Responded,
    ReviewOpened,
    StruckOut,
    TimeGranted,
)
from exam_engine.model.sitting import Sitting

OPENS, CLOSES = 1_772_442_000_000, 1_772_445_600_000  # 2026-03-02, 09:00 and 10:00 UTC
START = OPENS + 5_000
ALLOWED = 3_600_000
DEADLINE = START + ALLOWED

SITTING = Sitting(
    id="spring", forms=(), opens_ms=OPENS, closes_ms=CLOSES, host="h",
    roster=(),
)  # fmt: skip
RUNNING = AttemptState(
    phase=Phase.RUNNING, events=3, session=1, terminal=1, started_ms=START, allowance_ms=ALLOWED
)
OF_THE_CANDIDATE = [
    QuestionOpened(1),
    ReviewOpened(),
    Responded(1, ("a",)),
    Flagged(1, True),
    StruckOut(1, "a", True),
    Ended(Ending.SUBMITTED, DEADLINE),
]


def kind(event):
    return type(event).__name__


def refusal(act, *args):
    with pytest.raises(AttemptRefused) as found:
        act(*args)
    return found.value


@pytest.mark.parametrize("phase", [Phase.ADMITTED, Phase.AGREED])
def test_the_window_holds_from_the_moment_it_opens_to_the_moment_it_closes(phase):
    state = AttemptState(phase=phase)
    for now_ms in (OPENS, OPENS + 1, CLOSES - 1, CLOSES):
        require_window(SITTING, state, now_ms)
    early = refusal(require_window, SITTING, state, OPENS - 1)
    assert early.reason is Refusal.NOT_YET_OPEN
    assert str(early) == "the sitting opens at 2026-03-02T09:00:00Z"
    late = refusal(require_window, SITTING, state, CLOSES + 1)
    assert late.reason is Refusal.WINDOW_CLOSED
    assert str(late) == "the sitting closed for new starts at 2026-03-02T10:00:00Z"


@pytest.mark.parametrize("phase", [Phase.RUNNING, Phase.ENDED])
def test_an_attempt_that_has_started_may_be_entered_outside_the_window(phase):
    for now_ms in (OPENS - 1, CLOSES + 1):
        require_window(SITTING, replace(RUNNING, phase=phase), now_ms)


@pytest.mark.parametrize("event", OF_THE_CANDIDATE, ids=kind)
def test_whatever_a_candidate_does_is_taken_until_the_grace_is_over(event):
    for now_ms in (START, DEADLINE - 1, DEADLINE, DEADLINE + 1, DEADLINE + ARRIVAL_GRACE_MS):
        transition(RUNNING, event, now_ms)
    late = refusal(transition, RUNNING, event, DEADLINE + ARRIVAL_GRACE_MS + 1)
    assert late.reason is Refusal.TIME_EXPIRED
    assert "the time was up at 2026-03-02T10:00:05Z" in str(late)


def test_the_grace_is_three_seconds():
    """docs/decisions/0006-time.md, point 5."""
    assert ARRIVAL_GRACE_MS == 3_000


def test_the_time_left_reaches_zero_at_the_deadline_and_stays_there():
    left = [remaining_ms(RUNNING, DEADLINE + off) for off in (-1, 0, 1, ARRIVAL_GRACE_MS + 1)]
    assert left == [1, 0, 0, 0]
    assert remaining_ms(RUNNING, START) == ALLOWED


def test_an_ended_attempt_has_no_time_left_and_never_expires():
    ended = replace(RUNNING, phase=Phase.ENDED, ending=Ending.SUBMITTED, ended_ms=START + 1)
    assert remaining_ms(ended, START + 2) == 0
    assert not accepts_answers(ended, START + 2)
    assert not expiry_due(ended, DEADLINE + ARRIVAL_GRACE_MS + 1)


@given(st.integers(START, DEADLINE + 10 * ARRIVAL_GRACE_MS), st.integers(0, ALLOWED))
def test_a_running_attempt_either_takes_answers_or_is_due_to_expire_never_both(now_ms, granted_ms):
    state = replace(RUNNING, granted_ms=granted_ms)
    assert accepts_answers(state, now_ms) != expiry_due(state, now_ms)
    assert expiry_due(state, now_ms) == (now_ms > DEADLINE + granted_ms + 3_000)


@pytest.mark.parametrize("phase", [Phase.ADMITTED, Phase.AGREED])
def test_before_the_start_no_time_runs_out(phase):
    state = AttemptState(phase=phase)
    assert not expiry_due(state, 2 * DEADLINE)
    assert not accepts_answers(state, 0)
    assert stop_credit_ms(state, OPENS, CLOSES) == 0


def test_a_grant_within_the_grace_brings_the_attempt_back_into_time():
    """An invigilator who grants time at the last moment grants it in full."""
    now_ms = DEADLINE + ARRIVAL_GRACE_MS
    state = transition(RUNNING, TimeGranted(60_000, "fire alarm"), now_ms)
    assert remaining_ms(state, now_ms) == 60_000 - ARRIVAL_GRACE_MS
    assert not expiry_due(state, now_ms + 1)


def test_the_allowance_is_the_blueprints_time_and_the_accommodation():
    assert allowance_ms(3_600_000, 0) == 3_600_000
    assert allowance_ms(3_600_000, 900_000) == 4_500_000


@given(
    stops=st.lists(
        st.tuples(st.integers(0, 40 * 60_000), st.integers(0, 24 * 3_600_000)), max_size=6
    )
)
def test_any_number_of_stops_costs_only_the_time_between_them(stops):
    """Promise 2, in a row: the candidate is charged for running time and nothing else."""
    state, now_ms, used_ms = RUNNING, START, 0
    for ran_ms, stopped_ms in stops:
        if used_ms + ran_ms > ALLOWED:
            break
        used_ms += ran_ms
        pulse_ms = now_ms + ran_ms
        now_ms = pulse_ms + stopped_ms
        credit_ms = stop_credit_ms(state, pulse_ms, now_ms)
        if credit_ms:
            state = transition(state, TimeGranted(credit_ms, "the engine had stopped"), now_ms)
        assert remaining_ms(state, now_ms) == ALLOWED - used_ms
