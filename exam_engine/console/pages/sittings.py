"""Which sitting to watch, where several name this invigilator."""

from __future__ import annotations

from rich.text import Text

from exam_engine.clock import iso_utc
from exam_engine.console.look import Look
from exam_engine.console.pages.board import BoardPage
from exam_engine.console.pages.page import Hints, Leave, Page, Show, Wish
from exam_engine.wire.invigilator import SittingView


class SittingsPage(Page):
    """The sittings of this invigilator, the earliest first."""

    title = "Your sittings"

    def __init__(self, sittings: tuple[SittingView, ...]) -> None:
        self._sittings = sorted(sittings, key=lambda one: (one.opens_ms, one.id))
        self._at = 0

    def press(self, key: str, character: str | None) -> Wish:
        if key in ("up", "down"):
            step = 1 if key == "down" else -1
            self._at = max(0, min(self._at + step, len(self._sittings) - 1))
        elif key == "enter" and self._sittings:
            chosen = self._sittings[self._at]
            return Show(BoardPage(chosen.id, chosen.title))
        elif key == "escape" or (character or "").lower() == "q":
            return Leave()
        return None

    def lay_out(self, look: Look, width: int, height: int) -> list[Text]:
        rows = [look.row(width=width)]
        for at, one in enumerate(self._sittings):
            opens = iso_utc(one.opens_ms)[:16].replace("T", " ")
            words = f"  {'>' if at == self._at else ' '} {opens} UTC  {one.id}  {one.title}"
            ground = "here" if at == self._at else "text"
            row = look.row(f"{words}, {one.candidates} candidates", width=width, ground=ground)
            rows.append(row)
        return rows[:height]

    def hints(self) -> Hints:
        return [("Up Dn", "choose"), ("Enter", "open the board"), ("Q", "leave")]
