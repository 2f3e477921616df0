"""The time left. It is repainted only when its words change."""

from __future__ import annotations

from textual.timer import Timer

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line, line, spread
from exam_engine.client.look.look import Look
from exam_engine.client.timekeeping import LAST_MINUTES_MS, time_left
from exam_engine.client.widgets.sheet import Sheet


class Clock(Sheet):
    """Hidden on request; in the last five minutes, in a pause and with a warning it shows."""

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="clock")
        self._attempt = attempt
        self._timer: Timer | None = None

    def show_for(self, duration_s: float) -> None:
        """Show the time for a while, also if it is hidden."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(duration_s, self._hide_again)
        self.renew()

    def _hide_again(self) -> None:
        self._timer = None
        self.renew()

    def lay_out(self, width: int, height: int) -> list[Line]:
        time, paused = self._attempt.time, self._attempt.paused
        remaining_ms = time.remaining_ms()
        urgent = remaining_ms <= LAST_MINUTES_MS
        if self._attempt.untimed:
            words = line(("no clock runs ", "muted"), ground="panel")
        elif paused and time.free_ms:
            words = line(("clock stands ", "strong"), ground="panel")
        elif self._attempt.time_hidden and not (urgent or paused or self._timer):
            words = line(("time hidden ", "muted"), ground="panel")
        else:
            role = "warn" if urgent else "strong"
            words = line((f"{time_left(remaining_ms)} ", role), ground="panel")
        return [spread(line(ground="panel"), words, width)]
