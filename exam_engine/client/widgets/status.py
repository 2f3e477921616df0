"""The rule below a page: what lies beyond it, a notice, and whether the work is saved."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line, line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import overflow_words, saving_words, status_row
from exam_engine.client.widgets.sheet import Sheet


class Status(Sheet):
    """``pane`` is the sheet whose overflow is shown."""

    def __init__(self, look: Look, pane: Sheet, attempt: Attempt | None = None) -> None:
        super().__init__(look, id="status", classes="row")
        self._pane = pane
        self._attempt = attempt
        self._notice = ""

    def follow(self, pane: Sheet) -> None:
        """Show the overflow of another sheet."""
        self._pane = pane

    def say(self, notice: str) -> None:
        """Show a notice, or with an empty one what lies beyond the page."""
        self._notice = notice
        self.renew()

    def lay_out(self, width: int, height: int) -> list[Line]:
        glyphs = self.look.glyphs
        saving = saving_words(self._attempt, glyphs) if self._attempt else Line()
        pane, said = self._pane, line((f" {self._notice} ", "strong"))
        if not self._notice:
            said = overflow_words(pane.above, pane.below, pane.scroll_keys, glyphs)
        return [status_row(saving, said, width, glyphs)]
