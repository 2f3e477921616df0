"""The end."""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.screens.page_screen import CentredScreen
from exam_engine.client.sender import Ended
from exam_engine.client.sheets.closing import end_page
from exam_engine.client.wishes import Wish

_QUIET_S = 1.0


class EndScreen(CentredScreen):
    """Answers to any key, though not at once: the time may be up in the middle of typing."""

    def __init__(self, look: Look, title: str, end: Ended) -> None:
        super().__init__(look, title, "", [])
        self._end = end
        self._takes_keys = False

    def on_mount(self) -> None:
        self.set_timer(_QUIET_S, self._take_keys)

    def lines(self) -> list[Line]:
        return end_page(self._end)

    def press(self, key: str, character: str | None) -> Wish | None:
        if self._takes_keys:
            self.reply()
        return None

    def _take_keys(self) -> None:
        self._takes_keys = True
        self.foot.show_hints([("Any key", "close this screen")])
