"""The only place that reads a clock; everything else is handed the time.

Moments are whole milliseconds since 1970-01-01T00:00:00Z (UTC), names ending in ``_ms``.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time."""

    def now_ms(self) -> int:
        """Return the present moment, never earlier than a moment returned before."""
        ...


class SystemClock:
    """The machine's clock, read once at the start and carried on by the monotonic clock.

    A change of the machine's wall clock while the process runs therefore moves nobody's deadline.
    ``not_before_ms`` (the last moment on record) keeps time from running backwards across a
    restart on a machine whose clock was set back meanwhile.
    """

    def __init__(self, not_before_ms: int = 0) -> None:
        wall_ms = time.time_ns() // 1_000_000
        self._offset_ms = max(wall_ms, not_before_ms) - self._monotonic_ms()

    @staticmethod
    def _monotonic_ms() -> int:
        return time.monotonic_ns() // 1_000_000

    def now_ms(self) -> int:
        return self._offset_ms + self._monotonic_ms()


class SetClock:
    """A clock that stands where it is set: for simulations and tests."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def set_ms(self, now_ms: int) -> None:
        """Move the clock on to ``now_ms``.

        :raises ValueError: if that would be a step back.
        """
        if now_ms < self._now_ms:
            raise ValueError("a clock does not run backwards")
        self._now_ms = now_ms

    def advance_ms(self, step_ms: int) -> None:
        """Move the clock on by ``step_ms``."""
        self.set_ms(self._now_ms + step_ms)


class Stopwatch:
    """Seconds since it was made, on the monotonic clock: for progress lines and measurements."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def elapsed_s(self) -> float:
        return time.perf_counter() - self._start


def iso_utc(moment_ms: int) -> str:
    """Return ``moment_ms`` as text, for example ``2026-03-02T09:00:00Z`` (to the second)."""
    moment = datetime.fromtimestamp(moment_ms / 1000, tz=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_utc_ms(text: str) -> int:
    """Read an ISO 8601 moment with an offset or ``Z`` as milliseconds.

    :raises ValueError: if ``text`` is no such moment or names no offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone; write for example 2026-03-02T09:00:00Z")
    return int(moment.timestamp() * 1000)
