"""A screen that only says something: trying again, taken over, an error, time is up."""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.page_screen import CentredScreen
from exam_engine.client.sheets.closing import notice_page
from exam_engine.client.wishes import Wish

_NAMES = {"enter": "Enter", "escape": "Esc"}


class NoticeScreen(CentredScreen):
    """Answers with the key that was pressed, one of ``keys`` (name to what it does)."""

    def __init__(
        self,
        look: Look,
        heading: str,
        sentences: list[str],
        *,
        title: str = "Examination",
        role: str = "accent",
        keys: dict[str, str] | None = None,
    ) -> None:
        self._keys = keys or {}
        hints = [(_NAMES[name], act) for name, act in self._keys.items()]
        super().__init__(look, title, "", hints)
        self._heading, self._sentences, self._role = heading, sentences, role

    def say(self, sentences: list[str]) -> None:
        """Say something else under the same heading."""
        if sentences != self._sentences:
            self._sentences = sentences
            self.renew()

    def lines(self) -> list[Line]:
        return notice_page(self._heading, self._sentences, self._role)

    def press(self, key: str, character: str | None) -> Wish | None:
        if key in self._keys:
            self.reply(key)
        return None
