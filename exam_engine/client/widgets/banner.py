"""What stands above the paper: messages that are not confirmed, and a call for help."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.banner import banner, pages
from exam_engine.client.widgets.sheet import Sheet


class Banner(Sheet):
    """As high as what it says, and away while there is nothing to say."""

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="banner")
        self._attempt = attempt
        self._page = 0
        self.display = False

    def show(self) -> bool:
        """Show what is to be said now; return whether the paper has other room than before."""
        if not self.is_attached:
            return False  # the screen shows it when it comes up
        rows = len(self._lines())
        if rows == 0 and not self.display:
            return False
        changed = self.styles.height is None or self.styles.height.value != rows
        self.display = rows > 0
        if changed and rows:
            self.styles.height = rows
        self.renew()
        return changed

    def turn(self) -> bool:
        """Show the next part of the message; return False if this is the last one."""
        messages = self._attempt.around.messages
        size = self._terminal()
        if messages and self._page + 1 < pages(messages[0].text, size):
            self._page += 1
            self.show()
            return True
        self._page = 0
        return False

    def lay_out(self, width: int, height: int) -> list[Line]:
        return self._lines()

    def _lines(self) -> list[Line]:
        around = self._attempt.around
        texts = [message.text for message in around.messages]
        size = self._terminal()
        self._page = min(self._page, pages(texts[0], size) - 1) if texts else 0
        return banner(texts, self._page, around.calls_help, self.look.glyphs, size)

    def _terminal(self) -> tuple[int, int]:
        return self.screen.size.width, self.screen.size.height
