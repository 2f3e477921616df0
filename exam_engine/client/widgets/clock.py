"""The time left. It is repainted only when its words change."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line, line, spread
from exam_engine.client.look.look import Look
from exam_engine.client.timekeeping import LAST_MINUTES_MS, time_left
from exam_engine.client.widgets.sheet import Sheet


class Clock(Sheet):
    """Hidden on request; in the last five minutes it shows by itself."""

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="clock")
        self._attempt = attempt

    def lay_out(self, width: int, height: int) -> list[Line]:
        remaining_ms = self._attempt.time.remaining_ms()
        urgent = remaining_ms <= LAST_MINUTES_MS
        if self._attempt.time_hidden and not urgent:
            words = line(("time hidden ", "muted"), ground="panel")
        else:
            role = "warn" if urgent else "strong"
            words = line((f"{time_left(remaining_ms)} ", role), ground="panel")
        return [spread(line(ground="panel"), words, width)]
