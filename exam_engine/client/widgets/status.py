"""The rule below a page: what lies beyond it, a notice, and whether the work is saved."""

from __future__ import annotations

from textual.timer import Timer

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line, line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import overflow_words, saving_words, status_row
from exam_engine.client.widgets.sheet import Sheet

HELD_S = 15.0


class Status(Sheet):
    """``pane`` is the sheet whose overflow is shown."""

    def __init__(self, look: Look, pane: Sheet, attempt: Attempt | None = None) -> None:
        super().__init__(look, id="status", classes="row")
        self._pane = pane
        self._attempt = attempt
        self._notice = ""
        self._held = ""
        self._timer: Timer | None = None

    def follow(self, pane: Sheet) -> None:
        """Show the overflow of another sheet."""
        self._pane = pane

    def say(self, notice: str) -> None:
        """Show a notice, or with an empty one what lies beyond the page."""
        self._notice = notice
        self.renew()

    def hold(self, notice: str) -> None:
        """Show a notice that keys do not take away: it stays for a while."""
        self._held = notice
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(HELD_S, self._let_go)
        self.renew()

    def _let_go(self) -> None:
        self._held, self._timer = "", None
        self.renew()

    def lay_out(self, width: int, height: int) -> list[Line]:
        glyphs = self.look.glyphs
        saving = saving_words(self._attempt, glyphs) if self._attempt else Line()
        notice = self._notice or self._held
        pane, said = self._pane, line((f" {notice} ", "strong"))
        if not notice:
            said = overflow_words(pane.above, pane.below, pane.scroll_keys, glyphs)
        return [status_row(saving, said, width, glyphs)]
