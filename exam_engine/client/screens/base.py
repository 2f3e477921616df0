"""What every screen has: a look, keys of its own and nothing else, and an answer to give."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.events import ScreenResume
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from exam_engine.client.look.look import Look
from exam_engine.client.wishes import Wish

STYLES = """
Screen { layout: vertical; overflow: hidden; background: $exam-page; }
Sheet { height: 1fr; width: 1fr; background: $exam-page; }
Sheet.row { height: 1; }
Row { layout: horizontal; height: 1fr; width: 1fr; background: $exam-page; }
Column { layout: vertical; height: 1fr; width: 1fr; background: $exam-page; }
#top { height: 1; }
#clock { width: 16; height: 1; }
#title { height: 1; }
#banner { height: 1; }
#question-head { height: 2; }
#review-head { height: 6; }
#rail { width: 28; display: none; }
.-wide #rail { display: block; }
.-wide #question-head { height: 3; }
.-wide #navigator { display: none; }
#scenario { display: none; width: 44%; }
.-scenario #scenario { display: block; width: 1fr; }
.-scenario #column { display: none; }
.-beside #scenario { display: block; width: 44%; }
.-beside #column { display: block; width: 56%; }
.-beside #rail { display: none; }
.-beside #navigator { display: block; }
"""
WIDE_COLUMNS = 110


class Ground(Widget, inherit_bindings=False, can_focus=False):
    """A widget that only holds others, which cover it."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return [Strip.blank(crop.width)] * crop.height


class Row(Ground):
    """Widgets side by side."""


class Column(Ground):
    """Widgets one below the other."""


class Stage(Screen[None], inherit_bindings=False):
    """A screen. Whoever shows it may await its answer."""

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._answers: asyncio.Queue[Any] = asyncio.Queue()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blanks: the widgets cover the screen."""
        return [Strip.blank(crop.width)] * crop.height

    async def answer(self) -> Any:
        """Wait for the candidate's answer; one given before anybody waited is not lost."""
        return await self._answers.get()

    def reply(self, value: object = True) -> None:
        """Give the answer."""
        self._answers.put_nowait(value)

    def press(self, key: str, character: str | None) -> Wish | None:
        """Take a key; return what the application has to do about it."""
        return None

    def refuse_paste(self) -> None:
        """Say that nothing is pasted, where something could be."""

    def told(self, notice: str) -> None:
        """Show a notice, where there is a row for it."""

    def tick(self) -> None:
        """Show the time, or what else changed by itself."""

    def place_cursor(self) -> None:
        """Put the terminal's own cursor where the candidate is."""

    def on_resize(self) -> None:
        self.set_class(self.size.width >= WIDE_COLUMNS, "-wide")
        self.call_after_refresh(self.place_cursor)

    def on_screen_resume(self, _: ScreenResume) -> None:
        self.tick()
        self.call_after_refresh(self.place_cursor)
