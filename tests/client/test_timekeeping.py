"""The time left, its words, and when they change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from client.made import HOUR_MS, START, presented
from exam_engine.client.time_warnings import TimeWarnings
from exam_engine.client.timekeeping import (
    FOR_EVER,
    Timekeeper,
    changes_in_ms,
    minutes,
    time_left,
)
from exam_engine.clock import SetClock
from exam_engine.delivery.timing import remaining_ms
from exam_engine.delivery.transitions import transition
from exam_engine.model.attempt import AttemptState, Cause, Paused, Phase, Resumed
from exam_engine.wire.candidate import PauseView


@pytest.mark.parametrize(
    ("remaining_ms", "words"),
    [
        (HOUR_MS, "60 min left"),
        (HOUR_MS - 1, "59 min left"),
        (300_001, "5 min left"),
        (299_000, "4 min left"),
        (60_000, "1 min left"),
        (59_999, "last minute"),
        (1, "last minute"),
        (0, "time is up"),
    ],
)
def test_whole_minutes_and_no_seconds(remaining_ms, words):
    assert time_left(remaining_ms) == words


@given(st.integers(1, 2 * HOUR_MS))
def test_the_words_change_exactly_when_said(remaining_ms):
    step_ms = changes_in_ms(remaining_ms)
    assert 0 < step_ms <= 60_001
    assert time_left(remaining_ms - step_ms + 1) == time_left(remaining_ms)
    assert time_left(max(0, remaining_ms - step_ms)) != time_left(remaining_ms)


def test_replies_that_took_longer_do_not_give_time():
    clock = SetClock(0)
    keeper = Timekeeper(clock, START)
    clock.set_ms(10_000)
    keeper.hear(HOUR_MS - 9_000, 0)  # a reply that was a second on its way
    assert keeper.remaining_ms() == HOUR_MS - 10_000
    keeper.hear(HOUR_MS - 10_400, 0)  # the engine knows better
    assert keeper.remaining_ms() == HOUR_MS - 10_400


def test_granted_time_is_believed_at_once():
    keeper = Timekeeper(SetClock(0), START)
    assert keeper.hear(HOUR_MS + 300, 300) == 300
    assert keeper.remaining_ms() == HOUR_MS + 300
    assert keeper.allowed_ms == HOUR_MS + 300


def test_an_engine_that_was_restored_from_a_copy_is_believed():
    clock = SetClock(0)
    keeper = Timekeeper(clock, replace(START, granted_ms=60_000))
    clock.set_ms(5_000)
    assert keeper.hear(HOUR_MS, 0) == 0
    assert keeper.remaining_ms() == HOUR_MS


@pytest.mark.parametrize(
    ("duration_ms", "words"),
    [(300_000, "5 minutes"), (60_000, "1 minute"), (40_000, "40 seconds"), (900, "1 second")],
)
def test_durations_in_words(duration_ms, words):
    assert minutes(duration_ms) == words


PAUSE = PauseView(cause="environment", words="", free_ms=FOR_EVER)
paces = st.lists(
    st.tuples(st.integers(0, 90_000), st.integers(0, 90_000), st.sampled_from([-1, 0, 30_000])),
    max_size=6,
)


@given(paces)
def test_it_agrees_with_the_engine_through_pauses_of_every_kind(pauses):
    """The engine's own rules are the parent: timing and transitions, at every moment."""
    clock = SetClock(1_000)
    state = AttemptState(phase=Phase.RUNNING, allowance_ms=HOUR_MS, started_ms=1_000)
    keeper = Timekeeper(clock, START)

    def hear():
        progress = presented().progress(state, clock.now_ms(), HOUR_MS)
        free_ms = progress.pause.free_ms if progress.pause else 0
        assert keeper.hear(progress.remaining_ms, 0, free_ms) == 0

    for run_ms, pause_ms, credit_ms in pauses:
        clock.advance_ms(run_ms)
        state = transition(state, Paused(Cause.STAFF, "ines", credit_ms), clock.now_ms())
        hear()
        for _ in range(3):
            clock.advance_ms(pause_ms // 3)
            assert keeper.remaining_ms() == remaining_ms(state, clock.now_ms())
            assert keeper.elapsed_ms() == HOUR_MS - keeper.remaining_ms()
        state = transition(state, Resumed("ines"), clock.now_ms())
        hear()
        assert keeper.remaining_ms() == remaining_ms(state, clock.now_ms())
        assert keeper.elapsed_ms() == HOUR_MS - keeper.remaining_ms()


def test_a_clock_that_stands_still_uses_no_time_and_counts_none():
    clock = SetClock(0)
    keeper = Timekeeper(clock, replace(START, remaining_ms=HOUR_MS - 5_000, pause=PAUSE))
    clock.advance_ms(600_000)
    assert keeper.free_ms == FOR_EVER
    assert (keeper.remaining_ms(), keeper.elapsed_ms()) == (HOUR_MS - 5_000, 5_000)
    keeper.hear(HOUR_MS - 5_000, 0, 0)
    clock.advance_ms(1_000)
    assert (keeper.remaining_ms(), keeper.elapsed_ms()) == (HOUR_MS - 6_000, 6_000)


def test_an_acknowledgement_that_says_nothing_of_the_pause_leaves_it():
    keeper = Timekeeper(clock := SetClock(0), replace(START, pause=PAUSE))
    keeper.hear(HOUR_MS - 10, 0)  # computed a moment before
    clock.advance_ms(60_000)
    assert keeper.remaining_ms() == HOUR_MS - 10


@pytest.mark.parametrize(
    ("allowed_min", "said"),
    [
        (60, {30: "half", 15: "15 minutes", 5: "5 minutes", 1: "1 minute"}),
        (75, {37.5: "half", 15: "15 minutes", 5: "5 minutes", 1: "1 minute"}),
        (30, {15: "15 minutes", 5: "5 minutes", 1: "1 minute"}),
        (20, {15: "15 minutes", 5: "5 minutes", 1: "1 minute"}),
        (10, {5: "5 minutes", 1: "1 minute"}),
    ],
)
def test_warnings_come_once_each_at_their_moment(allowed_min, said):
    allowed_ms = allowed_min * 60_000
    warnings, heard = TimeWarnings(allowed_ms, allowed_ms), {}
    for left_ms in range(allowed_ms, -1, -1_000):
        if words := warnings.due(left_ms, allowed_ms):
            heard[left_ms / 60_000] = words
    assert list(heard) == list(said)
    assert all(said[left] in words for left, words in heard.items())


def test_time_that_is_granted_arms_a_warning_again_and_coming_back_says_nothing_old():
    warnings = TimeWarnings(10 * 60_000, HOUR_MS)  # came back with ten minutes left
    assert warnings.due(10 * 60_000, HOUR_MS) == ""
    assert "5 minutes" in warnings.due(5 * 60_000, HOUR_MS)
    assert warnings.due(9 * 60_000, HOUR_MS + 300_000) == ""
    assert "5 minutes" in warnings.due(4 * 60_000, HOUR_MS + 300_000)
    assert "1 minute" in warnings.due(1_000, HOUR_MS + 300_000)
    assert warnings.due(0, HOUR_MS + 300_000) == ""
