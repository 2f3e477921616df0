"""The one screen of the authoring terminal: title, page, rule, keys."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.screen import Screen

from exam_engine.authoring.pages.page import Page
from exam_engine.client.field import Field
from exam_engine.client.look.lines import EMPTY, Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import title_row
from exam_engine.client.widgets.foot import Foot
from exam_engine.client.widgets.sheet import Sheet
from exam_engine.client.widgets.status import Status
from exam_engine.text import clean_line

_LEAST_FIELD = 10
PAGE_KEYS = {"pageup": -1, "pagedown": 1}
_ROW_STEPS = {"up": -1, "down": 1}


class Head(Sheet):
    """The title of the page, and who sits here."""

    def __init__(self, look: Look, who: str) -> None:
        super().__init__(look, id="title", classes="row")
        self._who = who
        self.words = ""

    def lay_out(self, width: int, height: int) -> list[Line]:
        return [title_row(self.words, self._who, width, self.look.glyphs)]


class Body(Sheet):
    """What the page on top lays out."""

    shown: Page | None = None

    def lay_out(self, width: int, height: int) -> list[Line]:
        return self.shown.lay_out(width, height) if self.shown else [EMPTY]


class AuthorScreen(Screen[None], inherit_bindings=False):
    """Shows a page; the application decides which."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, look: Look, who: str) -> None:
        super().__init__()
        self._part = ""
        self.head = Head(look, who)
        self.body = Body(look, id="body")
        self.status = Status(look, self.body)
        self.foot = Foot(look)

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.body
        yield self.status
        yield self.foot

    def show(self, page: Page, notice: str = "") -> None:
        """Show a page as it is now; another page begins at its top."""
        if self.body.shown is not page or self._part != page.part:
            self.body.shown, self.body.first_row, self._part = page, 0, page.part
        self.head.words = page.heading()
        self.head.renew()
        self.body.renew()
        self.status.say(clean_line(notice))
        if page.field is None:
            self.foot.show_hints(page.hints())
        else:
            self.foot.show_field(self._in_view(page.field))

    def scroll(self, key: str) -> None:
        """Scroll a page that is longer than the screen, if ``key`` does that."""
        if key in PAGE_KEYS:
            self.body.page(PAGE_KEYS[key])
        elif key in _ROW_STEPS:
            self.body.scroll_to_row(self.body.first_row + _ROW_STEPS[key])

    def _in_view(self, field: Field) -> Field:
        """Return a field as wide as there is room for, with the end of a long text."""
        width = self.foot.outer_size.width or 80
        room = max(_LEAST_FIELD, width - len(field.label) - len(field.message) - 6)
        return replace(field, length=min(field.length, room), text=field.text[-room:])
