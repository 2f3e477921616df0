"""What is typed, line by line."""

from __future__ import annotations

import asyncio
import os
from typing import NamedTuple

from exam_engine.client.linear.discipline import LONGEST_LINE_BYTES
from exam_engine.text import clean_text

_MOST_LINES = 16


class TerminalClosed(Exception):
    """Nobody is there any more: the terminal was closed."""


class Heard(NamedTuple):
    """A line without its end, harmless; ``cut`` says that it was as long as lines can be."""

    text: str
    cut: bool = False


def heard(raw: bytes) -> Heard:
    """Return what the bytes of a line say, whatever they are."""
    text = clean_text(raw.decode("utf-8", "replace").replace("\t", " "))
    return Heard(text.replace("\n", ""), len(raw) >= LONGEST_LINE_BYTES - 1)


class Ears:
    """Reads a terminal within the running loop.

    Lines typed ahead wait here, a few of them, and beyond that in the kernel, which is bounded.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._lines: asyncio.Queue[Heard | None] = asyncio.Queue()
        self._partial = b""
        self._listening = False
        self._listen()

    async def line(self) -> Heard:
        """Return the next line.

        :raises TerminalClosed: if there will be none.
        """
        line = await self._lines.get()
        if line is None:
            self._lines.put_nowait(None)
            raise TerminalClosed
        self._listen()
        return line

    def _listen(self) -> None:
        if not self._listening and self._lines.qsize() < _MOST_LINES:
            asyncio.get_running_loop().add_reader(self._handle, self._read)
            self._listening = True

    def _rest(self) -> None:
        asyncio.get_running_loop().remove_reader(self._handle)
        self._listening = False

    def _read(self) -> None:
        try:
            raw = os.read(self._handle, LONGEST_LINE_BYTES)
        except OSError:
            raw = b""
        if not raw:  # no key ends the input: this is a line that was hung up
            self._rest()
            self._lines.put_nowait(None)
            return
        *lines, self._partial = (self._partial + raw).split(b"\n")
        if len(self._partial) >= LONGEST_LINE_BYTES - 1:
            lines, self._partial = [*lines, self._partial], b""
        for line in lines:
            self._lines.put_nowait(heard(line))
        if self._lines.qsize() >= _MOST_LINES:
            self._rest()
