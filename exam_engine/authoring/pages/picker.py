"""A list with a cursor, of which only what is in view is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
_STEPS = {"up": -1, "down": 1}


class Picker(Generic[T]):
    """``entries`` may be replaced at any time; the cursor stays on the list."""

    def __init__(self) -> None:
        self.entries: Sequence[T] = ()
        self.cursor = 0
        self._first = 0
        self._room = 1

    @property
    def chosen(self) -> T | None:
        """Return the entry at the cursor."""
        return self.entries[self.cursor] if self.entries else None

    def show(self, entries: Sequence[T], at: int | None = None) -> None:
        """Replace the entries; ``at`` is where the cursor goes."""
        self.entries = entries
        wanted = self.cursor if at is None else at
        self.cursor = max(0, min(wanted, len(entries) - 1))

    def press(self, key: str) -> bool:
        """Move the cursor; return whether the key does that."""
        last = len(self.entries) - 1
        page = max(1, self._room - 1)
        moves = {
            **{name: self.cursor + step for name, step in _STEPS.items()},
            "pageup": self.cursor - page,
            "pagedown": self.cursor + page,
            "home": 0,
            "end": last,
        }
        if key not in moves:
            return False
        self.cursor = max(0, min(moves[key], last))
        return True

    def window(self, room: int) -> list[tuple[bool, T]]:
        """Return the entries in view of ``room`` rows, each with whether the cursor is on it."""
        self._room = max(1, room)
        first = min(self._first, self.cursor, max(0, len(self.entries) - self._room))
        self._first = max(first, self.cursor - self._room + 1)
        shown = self.entries[self._first : self._first + self._room]
        return [(at == self.cursor, one) for at, one in enumerate(shown, start=self._first)]
