"""Slowing down those who guess admission codes."""

from __future__ import annotations

from exam_engine.clock import Clock
from exam_engine.errors import AdmissionRefused

FREE_ATTEMPTS = 5
_FIRST_WAIT_MS = 10_000
_LONGEST_WAIT_MS = 600_000
_MOST_REMEMBERED = 10_000


class Throttle:
    """After five wrong codes for one candidate number, each further one doubles the wait.

    Numbers nobody holds are throttled like those that somebody does, so that the reply does not
    tell them apart.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: dict[str, tuple[int, int]] = {}

    def check(self, number: str) -> None:
        """:raises AdmissionRefused: while ``number`` has to wait."""
        _, until_ms = self._failures.get(number, (0, 0))
        wait_ms = until_ms - self._clock.now_ms()
        if wait_ms > 0:
            wait_s = -(-wait_ms // 1000)
            raise AdmissionRefused(
                f"too many wrong codes; try again in {wait_s} s, or call the invigilator",
                retry_after_s=wait_s,
            )

    def failed(self, number: str) -> None:
        """Count a wrong code."""
        count = self._failures.get(number, (0, 0))[0] + 1
        wait_ms = 0
        if count >= FREE_ATTEMPTS:
            wait_ms = min(_LONGEST_WAIT_MS, _FIRST_WAIT_MS << min(count - FREE_ATTEMPTS, 10))
        if len(self._failures) >= _MOST_REMEMBERED:
            self._failures.pop(next(iter(self._failures)))
        self._failures[number] = (count, self._clock.now_ms() + wait_ms)

    def succeeded(self, number: str) -> None:
        """Forget the failures of ``number``."""
        self._failures.pop(number, None)
