"""The bar of the time left, one row high: it doubles as the rule below the title."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import time_bar
from exam_engine.client.timekeeping import LAST_MINUTES_MS
from exam_engine.client.widgets.sheet import Sheet


class TimeBar(Sheet):
    """Empty (a plain rule) while the time is hidden."""

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="time-bar", classes="row")
        self._attempt = attempt

    def lay_out(self, width: int, height: int) -> list[Line]:
        time = self._attempt.time
        remaining_ms = time.remaining_ms()
        urgent = remaining_ms <= LAST_MINUTES_MS
        hidden = self._attempt.time_hidden and not urgent
        share = 0.0 if hidden else remaining_ms / max(1, time.allowed_ms)
        return [time_bar(share, width, self.look.glyphs, urgent=urgent)]
