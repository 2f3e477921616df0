"""The header of a question. It stands outside the pane that scrolls."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import EMPTY, Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import note_row, question_head
from exam_engine.client.widgets.sheet import Sheet


class QuestionHead(Sheet):
    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="question-head")
        self._attempt = attempt

    def lay_out(self, width: int, height: int) -> list[Line]:
        attempt = self._attempt
        question = attempt.question(attempt.current)
        head = question_head(question, len(attempt.questions), width, self.look.glyphs)
        note = note_row(question, width, self.look.glyphs)
        return [head, note] if height < 3 else [EMPTY, head, note]
