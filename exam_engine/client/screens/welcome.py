"""The first screen: candidate number and one-time code."""

from __future__ import annotations

from exam_engine.client.admission_file import Entry
from exam_engine.client.field import Field
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.page_screen import CentredScreen
from exam_engine.client.sheets.front import welcome_page
from exam_engine.client.wishes import Wish

_LONGEST = 30
_HINTS = [("Enter", "go on"), ("Tab", "other field"), ("Backspace", "correct")]


class WelcomeScreen(CentredScreen):
    """Answers with an :class:`Entry`; ``say`` shows why the engine did not take it."""

    def __init__(self, look: Look, entry: Entry) -> None:
        super().__init__(look, "Examination", "", _HINTS)
        self._fields = [
            Field("Candidate number", _LONGEST, entry.number),
            Field("One-time code", _LONGEST, entry.code, upper=True),
        ]
        self._active = 0
        self._message = ""
        self._asking = False

    def lines(self) -> list[Line]:
        return self._page()[0]

    def caret(self) -> tuple[int, int]:
        return self._page()[1]

    def say(self, message: str) -> None:
        """Show a message and let the candidate correct what was entered."""
        self._message, self._asking = message, False
        self.renew()

    def press(self, key: str, character: str | None) -> Wish | None:
        if self._asking:
            return None
        if key in ("tab", "down", "up", "shift+tab"):
            self._active = 1 - self._active
        elif key == "enter":
            self._enter()
        elif self._fields[self._active].press(key, character):
            self._message = ""
        self.renew()
        return None

    def _enter(self) -> None:
        entry = Entry(*(field.text.strip() for field in self._fields))
        if entry.number and entry.code:
            self._asking, self._message = True, "Asking the engine" + self.look.glyphs.more
            self.reply(entry)
        elif entry.number:
            self._active = 1
        else:
            self._active = 0

    def _page(self) -> tuple[list[Line], tuple[int, int]]:
        entry = Entry(*(field.text for field in self._fields))
        return welcome_page(entry, self._active, self._message, self.look.glyphs)
