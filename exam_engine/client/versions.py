"""How a text stood minute by minute, so that a writer can go back to an earlier state of it."""

from __future__ import annotations

MOST_VERSIONS = 30


class Versions:
    """The last thirty minutes in which the text changed, each as it stood when the minute began."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._minute = -1
        self._back = 0

    def __repr__(self) -> str:
        return f"Versions({len(self._texts)})"

    def keep(self, before: str, minute: int) -> None:
        """Take note of a change at a minute; ``before`` is the text as it had been."""
        self._back = 0
        if minute == self._minute:
            return
        self._minute = minute
        if not self._texts or self._texts[-1] != before:
            self._texts = [*self._texts[1 - MOST_VERSIONS :], before]

    def earlier(self, now: str) -> str | None:
        """Return the version before the one that stands, or None; each call goes further back."""
        while self._back < len(self._texts):
            self._back += 1
            version = self._texts[-self._back]
            if version != now:
                return version
        return None
