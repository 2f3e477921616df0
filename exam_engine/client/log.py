"""The terminal's log: what happened and where, never what a candidate saw or said."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from exam_engine.clock import Clock, iso_utc

_LARGEST_BYTES = 1_000_000


class TerminalLog:
    """Appends one line for each happening. A log that cannot be written stops nobody's exam."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def write(self, happening: str) -> None:
        """Append ``happening``, a sentence of this program's own words."""
        line = f"{iso_utc(self._clock.now_ms())} {happening}\n"
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
            handle = os.open(self._path, flags, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                if file.tell() < _LARGEST_BYTES:
                    file.write(line)
        except OSError:
            return

    def failure(self, error: BaseException) -> None:
        """Append the type and the place of an error: not its message, not its variables."""
        self.write(f"fatal {describe(error)}")


def describe(error: BaseException) -> str:
    """Return the type of ``error`` and its frames, innermost last, without any content."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " > ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames
    )
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} at {places}" if places else kind
