"""The preview on a terminal: the frame of the headless terminal, and Ctrl-Q to leave it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rich.segment import Segment
from textual.app import ComposeResult
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from exam_engine.authoring.preview.terminal import PreviewTerminal
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.look.look import Look
from exam_engine.client.widgets.sheet import Sheet
from exam_engine.errors import GatewayError
from exam_engine.model.paper import Paper

LEAVE = "ctrl+q"
_LEAST_ROWS = 24
_NOTE = "what a candidate sees; every key goes there"
_SPARE_ROWS = 1
_GREETING = (
    EMPTY,
    line("  ", ("Preview", "accent")),
    EMPTY,
    line("  What comes is the candidate's screen: every key goes there."),
    line("  ", ("Ctrl-Q", "key"), " leaves the preview."),
    EMPTY,
    line("  ", ("Any key", "key"), " begins."),
)


class Frame(Widget, inherit_bindings=False, can_focus=False):
    """Paints the rows that it was given last."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(id="frame", markup=False)
        self._rows: list[Strip] = []

    def show(self, rows: list[Strip]) -> None:
        """Show other rows; only those that differ are painted."""
        before, self._rows = self._rows, rows
        width = self.outer_size.width
        if len(before) != len(rows):
            self.refresh()
            return
        changed = [Region(0, y, width, 1) for y, row in enumerate(rows) if row != before[y]]
        if changed:
            self.refresh(*changed)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows within ``crop``."""
        blank = Strip.blank(crop.width)
        rows = [row.crop(crop.x, crop.right) for row in self._rows[crop.y : crop.bottom]]
        return rows + [blank] * (crop.height - len(rows))


class Note(Sheet):
    """The row below the frame: whose screen this is, and the way out."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, id="note", classes="row")
        self.words = _NOTE

    def lay_out(self, width: int, height: int) -> list[Line]:
        return [line(" ", ("Ctrl-Q", "key"), f" leaves   {self.words}", ground="panel")]


class PreviewScreen(Screen[None], inherit_bindings=False):
    """Shows an item as a candidate sees it, and again when the item changed.

    Where there is no row to spare for the note, it is shown first, until a key.
    """

    AUTO_FOCUS = None
    ALLOW_SELECT = False
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, look: Look, paper: Paper, when_left: Callable[[], None]) -> None:
        super().__init__()
        self.look = look
        self._paper = paper
        self._when_left = when_left
        self._frame = Frame()
        self._note = Note(look)
        self._preview: PreviewTerminal | None = None
        self._greeting = False
        self._turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield self._frame
        yield self._note

    async def on_mount(self) -> None:
        self._greeting = self.app.size.height <= _LEAST_ROWS
        self._note.display = not self._greeting
        await self._begin()

    async def on_unmount(self) -> None:
        await self._end()

    async def on_resize(self) -> None:
        self._note.display = self.app.size.height > _LEAST_ROWS
        if self._preview is not None:
            self._preview.resize(self._room())

    async def show_paper(self, paper: Paper) -> None:
        """Show another version of the item, from the beginning."""
        if paper != self._paper:
            self._paper = paper
            self._note.words = "the file was changed; " + _NOTE
            await self._begin()
            self._note.renew()

    async def press(self, key: str, character: str | None) -> None:
        """Take a key: all but one are the candidate's."""
        if key == LEAVE:
            self._when_left()
        elif self._greeting:
            self._greeting = False
            self._show()
        elif self._preview is None or self._preview.over:
            await self._begin()
        else:
            self._preview.press(key, character)

    async def _begin(self) -> None:
        async with self._turn:
            await self._end()
            preview = PreviewTerminal(self._paper, self.look, self._room(), self._changed)
            try:
                await preview.__aenter__()
            except GatewayError as error:
                self._note.words = str(error)
                self._note.renew()
                return
            self._preview = preview
        self._show()

    async def _end(self) -> None:
        preview, self._preview = self._preview, None
        if preview is not None:
            await preview.__aexit__()

    def _room(self) -> tuple[int, int]:
        size = self.app.size
        spare = _SPARE_ROWS if size.height > _LEAST_ROWS else 0
        return max(20, size.width), max(5, size.height - spare)

    def _changed(self) -> None:
        # The headless terminal speaks within its own context; this screen paints in its own.
        self.app.call_later(self._show)

    def _show(self) -> None:
        if self._greeting:
            self._frame.show(self._greeting_rows())
            return
        if self._preview is None or not self.is_mounted:
            return
        rows = self._preview.frame()
        if rows:
            self._frame.show(rows)
            self.app.cursor_position = Offset(*self._preview.cursor())

    def _greeting_rows(self) -> list[Strip]:
        width, height = self._room()
        told = [*_GREETING[: max(0, height)], *[EMPTY] * max(0, height - len(_GREETING))]
        return [_strip(row, self.look, width) for row in told]


def _strip(row: Line, look: Look, width: int) -> Strip:
    style = look.style
    segments = [Segment(span.text, style(span.role, row.ground)) for span in row.spans]
    return Strip(segments, row.width).adjust_cell_length(width, style("text", row.ground))
