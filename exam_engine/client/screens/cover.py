"""The screen that covers the paper: in a pause, and while the last answers are saved."""

from __future__ import annotations

from exam_engine.client.look.lines import Line
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets.closing import BLOCK, notice_page
from exam_engine.client.sheets.cover import Cover
from exam_engine.client.sheets.words import centred
from exam_engine.client.widgets.page import Page


class CoverScreen(SittingScreen):
    """Shows title and time as the exam does, and in the place of the paper what happens.

    No key of the exam does anything here; calling for help and confirming messages work.
    """

    def __init__(self, seat: Seat, cover: Cover) -> None:
        super().__init__(seat, Page(seat.look, self._lay_out), [])
        self._shown = cover

    def say(self, cover: Cover) -> None:
        """Say something else."""
        if cover != self._shown:
            self._shown = cover
            if self.is_mounted:
                self.pane.renew()

    def place_cursor(self) -> None:
        width, height = self.pane.size
        above = max(0, (height - len(self._rows())) * 2 // 5)
        self.pane.place_cursor(max(0, (width - BLOCK) // 2), above)

    def _lay_out(self, width: int, height: int) -> list[Line]:
        return centred(self._rows(), width, height, BLOCK)

    def _rows(self) -> list[Line]:
        cover = self._shown
        return notice_page(cover.heading, cover.sentences, cover.role)
