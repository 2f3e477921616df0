"""When a text is saved: at a pause of two seconds, and at least every fifteen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from exam_engine.client.pace import Pace


def test_at_a_pause_of_two_seconds():
    pace = Pace()
    assert pace.due_in_ms(0) is None
    pace.typed(1_000)
    assert pace.due_in_ms(1_000) == 2_000
    pace.typed(2_500)
    assert pace.due_in_ms(3_000) == 1_500
    assert pace.due_in_ms(9_000) == 0
    pace.saved()
    assert pace.due_in_ms(9_000) is None


@given(st.lists(st.integers(1, 1_900), min_size=20, max_size=60))
def test_who_never_pauses_is_saved_every_fifteen_seconds(gaps):
    pace, now_ms, saves = Pace(), 0, [0]
    pace.typed(0)
    for gap in gaps:
        # The timer of the screen: it runs out when saving is due, typing or not.
        due = pace.due_in_ms(now_ms)
        if due is not None and due <= gap:
            saves.append(now_ms + due)
            pace.saved()
        now_ms += gap
        pace.typed(now_ms)
    later = zip(saves, [*saves[1:], now_ms], strict=True)
    assert all(save - before <= 15_000 + 1_900 for before, save in later)
