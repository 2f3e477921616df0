"""Finishing needs a typed word: no single key ends an exam."""

from __future__ import annotations

from exam_engine.client.field import Field
from exam_engine.client.look.lines import Line
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets.closing import BLOCK, FINISH_WORD, finish_page
from exam_engine.client.sheets.words import centred
from exam_engine.client.widgets.page import Page
from exam_engine.client.wishes import Finish, GoBack, Wish


class FinishScreen(SittingScreen):
    """Shows what has no answer; FINISH and Enter end the exam, Esc goes back."""

    def __init__(self, seat: Seat) -> None:
        hints = [("Enter", "confirm"), ("Esc", "back to the exam")]
        super().__init__(seat, Page(seat.look, self._lay_out), hints)
        self._field = Field("", len(FINISH_WORD), upper=True)

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "escape":
            return GoBack()
        if key == "enter" and self._field.text == FINISH_WORD:
            return Finish()
        if key == "enter":
            self._field.message = "The word is FINISH. Esc goes back to the exam."
        elif self._field.press(key, character):
            self._field.message = ""
        self.tick()
        return None

    def tick(self) -> None:
        super().tick()
        self.pane.renew()
        self.place_cursor()

    def place_cursor(self) -> None:
        rows, (row, column) = self._rows()
        width, height = self.pane.size
        above = max(0, (height - len(rows)) * 2 // 5)
        self.pane.place_cursor(max(0, (width - BLOCK) // 2) + column, above + row)

    def _lay_out(self, width: int, height: int) -> list[Line]:
        return centred(self._rows()[0], width, height, BLOCK)

    def _rows(self) -> tuple[list[Line], tuple[int, int]]:
        return finish_page(self.attempt, self._field.text, self._field.message, self.look.glyphs)
