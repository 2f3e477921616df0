"""The last screen before the clock runs."""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.page_screen import PageScreen
from exam_engine.client.sheets.front import ready_page
from exam_engine.client.wishes import Wish
from exam_engine.wire.candidate import FrontPage

_HINTS = [("Enter", "start the clock"), ("PgDn PgUp", "scroll")]


class ReadyScreen(PageScreen):
    """Answers once the candidate starts."""

    def __init__(self, look: Look, front: FrontPage) -> None:
        self._front = front
        super().__init__(look, front.title, front.name, _HINTS)

    def lay_out(self, width: int, height: int) -> list[Line]:
        return ready_page(self._front, self.look.glyphs, width)

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "enter":
            self.reply()
            return None
        return super().press(key, character)
