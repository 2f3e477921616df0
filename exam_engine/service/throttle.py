"""Slowing down those who guess admission codes."""

from __future__ import annotations

from exam_engine.clock import Clock

FREE_ATTEMPTS = 5
_FIRST_WAIT_MS = 10_000
_LONGEST_WAIT_MS = 600_000
_MOST_REMEMBERED = 10_000


class Throttle:
    """After five wrong codes for one candidate number, each further one doubles the wait.

    Only wrong codes are slowed down: a code has 50 bits, so letting the right one in at any time
    costs nothing, and nobody can lock a neighbour out by mistyping their number. Numbers that
    nobody holds are treated like those that somebody does: the reply does not tell them apart.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, tuple[int, int]] = {}

    def failed(self, number: str) -> int:
        """Count a wrong code and return how many seconds to wait, 0 at first."""
        now_ms = self._clock.now_ms()
        count, until_ms = self._failures.pop(number, (0, 0))
        if until_ms <= now_ms:
            count += 1
            until_ms = now_ms
            if count > FREE_ATTEMPTS:
                doubled = _FIRST_WAIT_MS << min(count - FREE_ATTEMPTS - 1, 10)
                until_ms += min(_LONGEST_WAIT_MS, doubled)
        if len(self._failures) >= _MOST_REMEMBERED:
            self._failures.pop(next(iter(self._failures)))
        self._failures[number] = (count, until_ms)
        return -(-(until_ms - now_ms) // 1000)

    def is_waiting(self, number: str) -> bool:
        """Return whether the wait after a failure of ``number`` still lasts."""
        return self._failures.get(number, (0, 0))[1] > self._clock.now_ms()

    def succeeded(self, number: str) -> None:
        """Forget the failures of ``number``."""
        self._failures.pop(number, None)
