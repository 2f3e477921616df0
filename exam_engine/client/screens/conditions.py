"""The conditions of the exam, and the statement that the candidate agrees to by a typed word."""

from __future__ import annotations

from textual.app import ComposeResult

from exam_engine.client.field import Field
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.page_screen import PageScreen
from exam_engine.client.sheets.front import conditions_page
from exam_engine.client.widgets.foot import Foot
from exam_engine.client.wishes import Wish
from exam_engine.wire.candidate import FrontPage

WORD = "AGREE"
PRACTICE = "practice"
_HINTS = [
    ("Enter", "confirm"),
    ("F9", "practise the keys first"),
    ("PgDn PgUp", "scroll"),
    ("Backspace", "correct"),
]


class ConditionsScreen(PageScreen):
    """Answers once the candidate has agreed, or with ``PRACTICE`` to practise first."""

    def __init__(self, look: Look, front: FrontPage) -> None:
        self._front = front
        super().__init__(look, front.title, front.name, _HINTS)
        self._field = Field("To agree to this statement, type AGREE:", len(WORD), upper=True)
        self._prompt = Foot(look, id="prompt")

    def compose(self) -> ComposeResult:
        *above, foot = super().compose()
        yield from above
        yield self._prompt
        yield foot

    def on_mount(self) -> None:
        self._prompt.show_field(self._field)

    def lay_out(self, width: int, height: int) -> list[Line]:
        return conditions_page(self._front, width, self.look.glyphs)

    def place_cursor(self) -> None:
        self._prompt.place_caret()

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "f9":
            self.reply(PRACTICE)
        elif key == "enter":
            if self._field.text == WORD:
                self.reply()
            else:
                self._field.message = "the word is AGREE"
        elif self._field.press(key, character):
            self._field.message = ""
        else:
            super().press(key, character)
        self._prompt.show_field(self._field)
        return None
