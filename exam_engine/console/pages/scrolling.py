"""A page of rows that scrolls: keys, answers, what happened at one seat."""

from __future__ import annotations

from rich.text import Text

from exam_engine.console.look import Look, Part
from exam_engine.console.pages.page import Back, Hints, Page, Wish

_STEPS = {"up": -1, "down": 1, "pageup": -15, "pagedown": 15, "home": -(10**6), "end": 10**6}


class ScrollingPage(Page):
    """Subclasses return their rows in :meth:`rows`."""

    def __init__(self) -> None:
        self._first = 0
        self._most = 0

    def rows(self, width: int) -> list[list[Part]]:
        """Return all rows for a width."""
        raise NotImplementedError

    def lay_out(self, look: Look, width: int, height: int) -> list[Text]:
        rows = self.rows(width)
        self._most = max(0, len(rows) - height)
        self._first = min(self._first, self._most)
        shown = rows[self._first : self._first + height]
        painted = [look.row(*parts, width=width) for parts in shown]
        if self._first < self._most and painted:
            more = f"  more below: {self._most - self._first + 1} rows"
            painted[-1] = look.row((more, "warn"), width=width)
        return painted

    def press(self, key: str, character: str | None) -> Wish:
        if key in _STEPS:
            self._first = max(0, min(self._first + _STEPS[key], self._most))
            return None
        return Back() if key in ("escape", "enter", "q") else None

    def hints(self) -> Hints:
        return [("Up Dn PgUp PgDn", "scroll"), ("Esc", "back to the board")]
