"""Timers that tick at the console say what the engine would say, whatever the pause."""

from hypothesis import given
from hypothesis import strategies as st

from console.support import seat
from exam_engine.console.seats import LiveSeat
from exam_engine.delivery.presentation import pause_view
from exam_engine.delivery.timing import remaining_ms
from exam_engine.model.attempt import GIVEN_BACK, AttemptState, Cause, Pause, Phase

HOUR_MS = 3_600_000
moments = st.integers(0, 4 * HOUR_MS)


@given(
    begun_ms=moments,
    board_ms=moments,
    later_ms=moments,
    granted_ms=moments,
    paused_ms=st.none() | moments,
    credit_ms=st.just(GIVEN_BACK) | moments,
)
def test_time_left_at_the_console_is_the_engines(
    begun_ms, board_ms, later_ms, granted_ms, paused_ms, credit_ms
):
    now_ms = 1_000_000 + begun_ms + board_ms
    pause = None
    if paused_ms is not None:
        since_ms = now_ms - min(paused_ms, board_ms)
        pause = Pause(since_ms, Cause.BREAK, credit_ms, "")
    state = AttemptState(
        phase=Phase.PAUSED if pause else Phase.RUNNING,
        started_ms=1_000_000 + begun_ms,
        allowance_ms=HOUR_MS,
        granted_ms=granted_ms,
        pause=pause,
    )
    view = seat(
        1,
        "Ada",
        phase=state.phase.value,
        remaining_ms=remaining_ms(state, now_ms),
        pause=pause_view(state, now_ms),
    )
    shown = LiveSeat(view, later_ms).left_ms
    told = remaining_ms(state, now_ms + later_ms)
    if view.remaining_ms:  # what is over at the board stays over
        assert shown == told
    else:
        assert shown == 0
