"""The texts of an attempt as they are written: one manuscript a question, one clipboard."""

from __future__ import annotations

from exam_engine.client.manuscript import Clipboard, Manuscript
from exam_engine.client.question import Question


class Writing:
    """Knows the manuscripts, and which of their rows is the first in view."""

    def __init__(self) -> None:
        self.clipboard = Clipboard()
        self._scripts: dict[int, Manuscript] = {}
        self._tops: dict[int, int] = {}

    def script(self, question: Question, width: int | None = None) -> Manuscript:
        """Return the manuscript of a question, broken for ``width`` cells if one is given."""
        script = self._scripts.get(question.view.n)
        if script is None:
            script = Manuscript(question.written, width or 80, self.clipboard)
            self._scripts[question.view.n] = script
        if width is not None:
            script.set_width(width)
        return script

    def follow(self, question: Question, height: int) -> int:
        """Scroll as little as possible to have the cursor in view; return the first row."""
        script, n = self.script(question), question.view.n
        row = script.wrapping.row_of(script.cursor)
        top = max(min(self._tops.get(n, 0), row), row - max(1, height) + 1)
        self._tops[n] = max(0, min(top, script.wrapping.rows - 1))
        return self._tops[n]
