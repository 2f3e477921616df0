"""The review of all questions."""

from __future__ import annotations

from textual.app import ComposeResult

from exam_engine.client.look.lines import Line
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets.review import Filter, review_head, review_sheet
from exam_engine.client.widgets.page import Page
from exam_engine.client.wishes import AskToFinish, GoBack, ShowHelp, Wish

_STEPS = {"up": -1, "down": 1}


class ReviewScreen(SittingScreen):
    """A list with a cursor; Enter opens the question under it."""

    def __init__(self, seat: Seat) -> None:
        glyphs = seat.look.glyphs
        hints = [
            (glyphs.up_down, "move"),
            ("Enter", "open question"),
            ("Tab", "filter"),
            ("Esc", "back"),
            ("F10", "finish"),
        ]
        super().__init__(seat, Page(seat.look, self._lay_out), hints)
        self._top = Page(seat.look, self._lay_out_head, id="review-head")
        self._filter = Filter.ALL
        self._rows: dict[int, int] = {}
        self._cursor = 0

    def middle(self) -> ComposeResult:
        yield self._top
        yield self.pane

    def on_screen_resume(self, _: object) -> None:
        self._show()
        self.tick()

    def place_cursor(self) -> None:
        self.pane.place_cursor(1, self._rows.get(self._cursor, 0))

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "enter" and self._cursor in self._rows:
            return GoBack(self._cursor)
        if key == "escape" or (character or "").upper() == "R":
            return GoBack()
        if key == "f10":
            return AskToFinish()
        if key == "f1" or character == "?":
            return ShowHelp()
        self._look_around(key)
        return None

    def _look_around(self, key: str) -> None:
        if key in _STEPS:
            self._move(_STEPS[key])
        elif key == "tab":
            kinds = list(Filter)
            self._filter = kinds[(kinds.index(self._filter) + 1) % len(kinds)]
            self._cursor = 0
            self._show()
        elif key in ("home", "end") and self._rows:
            self._cursor = list(self._rows)[0 if key == "home" else -1]
            self._show()
        else:
            self.scroll_pane(key)

    def _move(self, step: int) -> None:
        numbers = list(self._rows)
        if numbers:
            index = numbers.index(self._cursor) if self._cursor in numbers else 0
            self._cursor = numbers[max(0, min(index + step, len(numbers) - 1))]
            self._show()

    def _show(self) -> None:
        self._top.renew()
        self.pane.renew()
        row = self._rows.get(self._cursor, 0)
        first = 0 if self._cursor == next(iter(self._rows), 0) else row
        self.pane.bring_into_view(first, row)
        self.status.renew()
        self.place_cursor()

    def _lay_out(self, width: int, height: int) -> list[Line]:
        sheet = review_sheet(self.attempt, self._filter, self._cursor, self.look.glyphs, width)
        self._rows = sheet.rows
        if self._cursor not in sheet.rows and sheet.rows:
            self._cursor = next(iter(sheet.rows))
            return self._lay_out(width, height)
        return sheet.lines

    def _lay_out_head(self, width: int, height: int) -> list[Line]:
        return review_head(self.attempt, self._filter, self.look.glyphs)
