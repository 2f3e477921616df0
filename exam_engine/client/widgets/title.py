"""The title of the exam and the candidate's name."""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import title_row
from exam_engine.client.widgets.sheet import Sheet


class Title(Sheet):
    def __init__(self, look: Look, title: str, name: str = "") -> None:
        super().__init__(look, id="title")
        self._exam_title = title
        self._candidate = name

    def lay_out(self, width: int, height: int) -> list[Line]:
        return [title_row(self._exam_title, self._candidate, width, self.look.glyphs)]
