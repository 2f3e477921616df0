"""The strip of question glyphs, one row."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.navigator import strip
from exam_engine.client.widgets.sheet import Sheet


class Navigator(Sheet):
    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="navigator", classes="row")
        self._attempt = attempt

    def lay_out(self, width: int, height: int) -> list[Line]:
        return [strip(self._attempt, self.look.glyphs, width)]
