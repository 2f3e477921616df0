"""Breaks on a budget: what is left of it, and that a stop of the engine costs nobody time.

Parent: a clock that adds up the milliseconds in which the candidate could have worked.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.delivery.timing import break_left_ms, remaining_ms, stop_credit_ms
from exam_engine.delivery.transitions import transition
from exam_engine.model.attempt import (
    BY_CANDIDATE,
    GIVEN_BACK,
    Agreed,
    AttemptState,
    Cause,
    Paused,
    Resumed,
    Started,
    TimeGranted,
)

ALLOWANCE = 600_000
BUDGET = 100_000


def running():
    state = transition(AttemptState(), Agreed("s" * 64), 0)
    return transition(state, Started(ALLOWANCE), 0)


def on_break(state, at_ms, budget=BUDGET):
    left = break_left_ms(state, at_ms, budget)
    return transition(state, Paused(Cause.BREAK, BY_CANDIDATE, left), at_ms)


@given(st.lists(st.tuples(st.integers(0, 30_000), st.integers(0, 60_000)), max_size=6))
def test_breaks_stop_the_clock_until_the_budget_is_used_up(phases):
    state, now, worked, left = running(), 0, 0, BUDGET
    for work, away in phases:
        now += work
        worked += work
        assert break_left_ms(state, now, BUDGET) == left
        state = on_break(state, now)
        now += away
        charged = max(0, away - left)
        left = max(0, left - away)
        worked += charged
        assert break_left_ms(state, now, BUDGET) == left
        assert remaining_ms(state, now) == max(0, ALLOWANCE - worked)
        state = transition(state, Resumed(BY_CANDIDATE), now)
        assert break_left_ms(state, now, BUDGET) == left
    assert remaining_ms(state, now) == max(0, ALLOWANCE - worked)


@pytest.mark.parametrize("cause", [Cause.TECHNICAL, Cause.CANDIDATE, Cause.BREAK])
def test_a_pause_that_gives_all_time_back_uses_up_no_budget(cause):
    state = transition(running(), Paused(cause, "ines", GIVEN_BACK), 1_000)
    assert break_left_ms(state, 50_000, BUDGET) == BUDGET
    assert break_left_ms(transition(state, Resumed("ines"), 60_000), 60_000, BUDGET) == BUDGET


@given(
    away_before=st.integers(0, 150_000),
    stop=st.integers(0, 300_000),
    away_after=st.integers(0, 150_000),
)
def test_a_stop_of_the_engine_in_a_break_charges_nothing(away_before, stop, away_after):
    """Charged is at most what the candidate stayed away beyond the budget while it ran."""
    state = on_break(running(), 0)
    stopped, resumed = away_before, away_before + stop
    credit = stop_credit_ms(state, stopped, resumed)
    assert 0 <= credit <= stop
    state = transition(state, TimeGranted(credit, "stop"), resumed)
    end = resumed + away_after
    state = transition(state, Resumed(BY_CANDIDATE), end)
    charged = max(0, away_before - BUDGET) + (
        away_after if resumed >= BUDGET else max(0, end - BUDGET)
    )
    assert remaining_ms(state, end) == ALLOWANCE - charged


def test_a_stop_in_a_pause_that_is_given_back_grants_nothing_more():
    state = transition(running(), Paused(Cause.TECHNICAL, "ines", GIVEN_BACK), 1_000)
    assert stop_credit_ms(state, 2_000, 90_000) == 0
