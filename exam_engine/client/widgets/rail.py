"""The rail of numbers and glyphs at the right of a wide terminal."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.navigator import rail
from exam_engine.client.widgets.sheet import Sheet


class Rail(Sheet):
    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="rail")
        self._attempt = attempt

    def lay_out(self, width: int, height: int) -> list[Line]:
        return rail(self._attempt, self.look.glyphs, height)
