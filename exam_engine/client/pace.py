"""When a text that is being written is saved: at a pause, and in continuous typing now and then.

Each save is an event with the whole text, so a save for each key would be far too many.
"""

from __future__ import annotations

PAUSE_MS = 2_000
LONGEST_MS = 15_000


class Pace:
    """Moments are those of one clock, in milliseconds."""

    def __init__(self) -> None:
        self._first_ms: int | None = None
        self._last_ms = 0

    def typed(self, now_ms: int) -> None:
        """Take note of a change that is not saved."""
        if self._first_ms is None:
            self._first_ms = now_ms
        self._last_ms = now_ms

    def saved(self) -> None:
        """Take note that nothing is unsaved."""
        self._first_ms = None

    def due_in_ms(self, now_ms: int) -> int | None:
        """Return after how long to save unless something is typed; None if nothing is unsaved."""
        if self._first_ms is None:
            return None
        return max(0, min(self._last_ms + PAUSE_MS, self._first_ms + LONGEST_MS) - now_ms)
