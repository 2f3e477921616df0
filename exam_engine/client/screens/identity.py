"""Is this you?"""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.page_screen import CentredScreen
from exam_engine.client.sheets.front import identity_page
from exam_engine.client.wishes import Wish
from exam_engine.wire.candidate import FrontPage

_HINTS = [("Enter", "yes, this is me"), ("N", "no")]


class IdentityScreen(CentredScreen):
    """Answers True or False."""

    def __init__(self, look: Look, front: FrontPage) -> None:
        super().__init__(look, front.title, "", _HINTS)
        self._front = front

    def lines(self) -> list[Line]:
        return identity_page(self._front)

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "enter":
            self.reply(True)
        elif character is not None and character.upper() == "N":
            self.reply(False)
        return None
