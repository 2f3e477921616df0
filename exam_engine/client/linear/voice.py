"""What leaves the program: rows of printable characters and line feeds, nothing else.

Writing has a thread of its own: a serial line, or a terminal that somebody stopped, keeps neither
answers nor the end of the exam waiting.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Sequence

from exam_engine.client.linear.wrap import wrapped
from exam_engine.text import clean_text

LINES_AT_ONCE = 20
"""A screen of 24 rows keeps them in view; over 9,600 baud they take less than two seconds."""

WIDEST = 100
_CONTROLS = bytes({*range(0x20), 0x7F} - {0x0A})
_MORE = "There is more. Enter: more."


def harmless(text: str) -> bytes:
    """Return a text as bytes without any control character but the line feed."""
    clean = clean_text(text.replace("\t", " ")).encode("utf-8", "replace")
    return clean.translate(None, delete=_CONTROLS)


class Mouth:
    """Writes bytes to a terminal in a thread. What it cannot write any more is lost."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def write(self, raw: bytes) -> None:
        """Write soon."""
        self._waiting.put(raw)

    def close(self, limit_s: float) -> None:
        """Wait until everything is written, at most ``limit_s``."""
        self._waiting.put(None)
        self._thread.join(limit_s)

    def _run(self) -> None:
        while (raw := self._waiting.get()) is not None:
            try:
                while raw:
                    raw = raw[os.write(self._handle, raw) :]
            except OSError:
                return


class Voice:
    """Says sentences; of a long reading, a part at a time."""

    def __init__(self, write: Callable[[bytes], object], width: Callable[[], int]) -> None:
        self._write = write
        self._width = width
        self._rest: list[str] = []
        self._at_prompt = False

    def say(self, *sentences: str) -> None:
        """Say sentences, each on a row of its own."""
        self._out([row for text in sentences for row in self._wrap(text)])

    def read(self, texts: Sequence[str]) -> None:
        """Begin a reading; :meth:`more` goes on with it."""
        self._rest = [row for text in texts for row in self._wrap(text)]
        self.more()

    def more(self) -> bool:
        """Go on with the reading; False if it is at its end."""
        # A last part of two rows would cost more to ask for than to read.
        count = LINES_AT_ONCE if len(self._rest) > LINES_AT_ONCE + 2 else len(self._rest)
        part, self._rest = self._rest[:count], self._rest[count:]
        self._out([*part, *([_MORE] if self._rest else [])])
        return bool(part)

    def ask(self, prompt: str) -> None:
        """Say what is asked for; the line stays open for the answer."""
        self._write(harmless(f"{prompt} "))
        self._at_prompt = True

    def answered(self) -> None:
        """Take note that Enter was pressed: the terminal has begun a new row."""
        self._at_prompt = False

    def _wrap(self, text: str) -> list[str]:
        return wrapped(text, min(WIDEST, self._width()))

    def _out(self, rows: list[str]) -> None:
        if rows:
            begin = "\n" if self._at_prompt else ""
            self._at_prompt = False
            self._write(harmless(begin + "".join(f"{row}\n" for row in rows)))
