"""The time left, as the engine said it, carried on by the terminal's monotonic clock.

The engine decides; the terminal only shows. Words for the display live here as well, because they
decide when the display has to change.
"""

from __future__ import annotations

from exam_engine.clock import Clock
from exam_engine.wire.candidate import Progress

LAST_MINUTES_MS = 300_000
"""From here on the time is shown to the second, and cannot stay hidden."""

_MINUTE_MS = 60_000
# The engine's figure is older by the way of the reply, so a later figure may seem to give time
# back. Only a difference that no network explains is believed without a grant.
_BELIEVED_DIFFERENCE_MS = 2_000


class Timekeeper:
    """Knows how long the exam has run and how long it still runs."""

    def __init__(self, clock: Clock, progress: Progress) -> None:
        self._clock = clock
        self.allowance_ms = progress.allowance_ms
        self.granted_ms = progress.granted_ms
        now_ms = clock.now_ms()
        self._ends_ms = now_ms + progress.remaining_ms
        entered = progress.allowance_ms + progress.granted_ms - progress.remaining_ms
        self._began_ms = now_ms - max(0, entered)

    def hear(self, remaining_ms: int, granted_ms: int) -> int:
        """Take the engine's figures; return how much time was granted since the last."""
        ends_ms = self._clock.now_ms() + remaining_ms
        gained_ms = granted_ms - self.granted_ms
        shift_ms = ends_ms - self._ends_ms
        if gained_ms != 0 or shift_ms < 0 or shift_ms > _BELIEVED_DIFFERENCE_MS:
            self._ends_ms = ends_ms
        self.granted_ms = granted_ms
        return max(0, gained_ms)

    def remaining_ms(self) -> int:
        """Return the time left, at least 0."""
        return max(0, self._ends_ms - self._clock.now_ms())

    @property
    def ends_ms(self) -> int:
        """Return the moment, on the terminal's clock, at which the time is up."""
        return self._ends_ms

    def elapsed_ms(self) -> int:
        """Return how long the exam has run for events: the figure at entry, carried on."""
        return max(0, self._clock.now_ms() - self._began_ms)

    @property
    def allowed_ms(self) -> int:
        """Return all the time of this attempt: the allowance and what was granted."""
        return self.allowance_ms + self.granted_ms


def time_left(remaining_ms: int) -> str:
    """Return the time left in words: whole minutes, in the last five ``m:ss``."""
    if remaining_ms > LAST_MINUTES_MS:
        return f"{remaining_ms // _MINUTE_MS} min left"
    seconds = -(-remaining_ms // 1000)
    return f"{seconds // 60}:{seconds % 60:02d} left"


def changes_in_ms(remaining_ms: int) -> int:
    """Return after how long :func:`time_left` says something else (at 0: never, so a minute)."""
    if remaining_ms > LAST_MINUTES_MS:
        past_minute = remaining_ms % _MINUTE_MS + 1
        return min(past_minute, remaining_ms - LAST_MINUTES_MS)
    return (remaining_ms - 1) % 1000 + 1 if remaining_ms else _MINUTE_MS


def minutes(duration_ms: int) -> str:
    """Return a duration as words, for example ``5 minutes`` or ``40 seconds``."""
    count, unit = (duration_ms // _MINUTE_MS, "minute")
    if duration_ms < _MINUTE_MS:
        count, unit = (-(-duration_ms // 1000), "second")
    return f"{count} {unit}" + ("" if count == 1 else "s")
