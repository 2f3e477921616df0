"""A screen with one page of text: most screens are."""

from __future__ import annotations

from textual.app import ComposeResult

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.base import Row, Stage
from exam_engine.client.sheets.words import centred
from exam_engine.client.widgets.foot import Foot, Hints
from exam_engine.client.widgets.page import Page
from exam_engine.client.widgets.status import Status
from exam_engine.client.widgets.title import Title
from exam_engine.client.wishes import Wish

_STEPS = {"up": -1, "down": 1}


class PageScreen(Stage):
    """Title, page, rule, keys. A subclass lays the page out and takes keys."""

    def __init__(self, look: Look, title: str, name: str, hints: Hints) -> None:
        super().__init__(look)
        self._exam_title, self._candidate = title, name
        self.page = Page(look, self.lay_out)
        self.status = Status(look, self.page)
        self.foot = Foot(look, hints)

    def compose(self) -> ComposeResult:
        yield Row(Title(self.look, self._exam_title, self._candidate), id="top")
        yield self.page
        yield self.status
        yield self.foot

    def lay_out(self, width: int, height: int) -> list[Line]:
        """Return the page."""
        raise NotImplementedError

    def renew(self) -> None:
        """Show what changed on the page."""
        self.page.renew()
        self.status.renew()
        self.place_cursor()

    def told(self, notice: str) -> None:
        self.status.say(notice)

    def place_cursor(self) -> None:
        self.page.place_cursor(0, self.page.first_row)

    def press(self, key: str, character: str | None) -> Wish | None:
        """Scroll."""
        if key in ("pageup", "pagedown"):
            self.page.page(1 if key == "pagedown" else -1)
        elif key in _STEPS:
            self.page.scroll_to_row(self.page.first_row + _STEPS[key])
        self.status.renew()
        return None

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self.status.renew)


class CentredScreen(PageScreen):
    """A short page in the middle of the screen."""

    block = 64

    def lines(self) -> list[Line]:
        """Return the page's lines, before they are centred."""
        raise NotImplementedError

    def caret(self) -> tuple[int, int]:
        """Return row and column, within the lines, of where the candidate is."""
        return 0, 0

    def lay_out(self, width: int, height: int) -> list[Line]:
        return centred(self.lines(), width, height, self.block)

    def place_cursor(self) -> None:
        width, height = self.page.size
        rows = len(self.lines())
        row, column = self.caret()
        above = max(0, (height - rows) * 2 // 5)
        self.page.place_cursor(max(0, (width - self.block) // 2) + column, above + row)
