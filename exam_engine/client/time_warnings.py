"""The warnings of the time: at half of it, and with 15, 5 and 1 minutes left.

Each is said once, when the time left falls to it. Time that is granted arms again what lies below.
"""

from __future__ import annotations

WARNINGS_MS = (900_000, 300_000, 60_000)
"""Before the end, beside half of the time allowed."""

_WORDS = {900_000: "15 minutes are left", 300_000: "5 minutes are left", 60_000: "1 minute is left"}
_HALF = "half of your time has passed"


class TimeWarnings:
    """Knows what was said. What has passed when the terminal enters is not said any more."""

    def __init__(self, remaining_ms: int, allowed_ms: int) -> None:
        self._remaining_ms = remaining_ms
        self._allowed_ms = allowed_ms

    def due(self, remaining_ms: int, allowed_ms: int) -> str:
        """Return the warning that falls between the last look and this one, or nothing.

        Of several the last one is said. In a time of half an hour or less, half of it comes with
        or after the 15 minutes, and is not said.
        """
        before_ms, self._remaining_ms = self._remaining_ms, remaining_ms
        was_half_ms, self._allowed_ms = self._allowed_ms // 2, allowed_ms
        said = ""
        half_ms = allowed_ms // 2
        if half_ms > WARNINGS_MS[0] and remaining_ms <= half_ms and before_ms > was_half_ms:
            said = _HALF
        for limit_ms in WARNINGS_MS:
            if remaining_ms <= limit_ms < before_ms:
                said = _WORDS[limit_ms]
        return said if remaining_ms else ""
