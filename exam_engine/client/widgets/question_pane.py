"""Stem and options of the current question, with the cursor on one option."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.question import CURSOR_COLUMN, question_sheet
from exam_engine.client.widgets.sheet import Sheet


class QuestionPane(Sheet):
    """``cursor`` is the position of the option under the cursor."""

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="question")
        self._attempt = attempt
        self._option_rows: list[tuple[int, int]] = []
        self.cursor = 1
        self.move_to_answer()

    def show_question(self) -> None:
        """Show the current question from its first row, the cursor on its answer if it has one."""
        self.move_to_answer()
        self.renew()
        self.scroll_to_row(0)
        self.mark_cursor()

    def move_to_answer(self) -> None:
        """Put the cursor on the answer, or on the first option."""
        response = self._attempt.question(self._attempt.current).response
        self.cursor = response[0] if response else 1

    def show_change(self, cursor: int | None = None) -> None:
        """Show what changed in the question, with the cursor on ``cursor``."""
        if cursor is not None:
            self.cursor = cursor
        self.renew()
        self._follow_cursor()
        self.mark_cursor()

    def move(self, step: int) -> None:
        """Move the cursor by one option; it stops at the ends, and the stem scrolls into view."""
        options = len(self._option_rows)
        wanted = self.cursor + step
        if wanted < 1:
            self.scroll_to_row(0)
            return
        self.show_change(min(wanted, options))

    def mark_cursor(self) -> None:
        """Put the terminal's own cursor on the option."""
        if self.cursor <= len(self._option_rows):
            self.place_cursor(CURSOR_COLUMN, self._option_rows[self.cursor - 1][0])

    def lay_out(self, width: int, height: int) -> list[Line]:
        question = self._attempt.question(self._attempt.current)
        sheet = question_sheet(question, self.cursor, self.look.glyphs, width, airy=True)
        if len(sheet.lines) > height:  # blank rows between options only while nothing scrolls
            sheet = question_sheet(question, self.cursor, self.look.glyphs, width, airy=False)
        self._option_rows = sheet.rows
        return sheet.lines

    def _follow_cursor(self) -> None:
        if self.cursor <= len(self._option_rows):
            self.bring_into_view(*self._option_rows[self.cursor - 1])
