"""The time left, its words, and when they change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from client.made import HOUR_MS, START
from exam_engine.client.timekeeping import Timekeeper, changes_in_ms, minutes, time_left
from exam_engine.clock import SetClock


@pytest.mark.parametrize(
    ("remaining_ms", "words"),
    [
        (HOUR_MS, "60 min left"),
        (HOUR_MS - 1, "59 min left"),
        (300_001, "5 min left"),
        (300_000, "5:00 left"),
        (299_000, "4:59 left"),
        (60_001, "1:01 left"),
        (1, "0:01 left"),
        (0, "0:00 left"),
    ],
)
def test_minutes_until_the_last_five_then_seconds(remaining_ms, words):
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
