"""How long to wait before trying again."""

from __future__ import annotations

from secrets import SystemRandom

_FIRST_S = 0.2
_LONGEST_S = 5.0
_random = SystemRandom()


class BackOff:
    """Exponential back-off with full jitter, so that a room does not return at once."""

    def __init__(self) -> None:
        self._failures = 0

    def reset(self) -> None:
        self._failures = 0

    def next_s(self) -> float:
        """Return the next wait: somewhere up to a limit that doubles from 0.2 s to 5 s."""
        limit_s = min(_LONGEST_S, _FIRST_S * 2 ** min(self._failures, 10))
        self._failures += 1
        return _random.uniform(0, limit_s)
