"""The help of a question: what to do, how it is scored, and the keys."""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets.card import help_page
from exam_engine.client.widgets.page import Page
from exam_engine.client.wishes import GoBack, Wish


class HelpScreen(SittingScreen):
    """Any key but a scrolling one goes back."""

    def __init__(self, seat: Seat) -> None:
        hints = [("Esc", "back to the exam"), ("PgDn PgUp", "scroll")]
        super().__init__(seat, Page(seat.look, self._lay_out), hints)

    def press(self, key: str, character: str | None) -> Wish | None:
        return None if self.scroll_pane(key) else GoBack()

    def _lay_out(self, width: int, height: int) -> list[Line]:
        question = self.attempt.question(self.attempt.current)
        return help_page(question, self.look.glyphs, width)
