"""The time left, as the engine said it, carried on by the terminal's monotonic clock.

The engine decides; the terminal only shows. Words for the display live here as well, because they
decide when the display has to change.
"""

from __future__ import annotations

from exam_engine.clock import Clock
from exam_engine.wire.candidate import Progress

LAST_MINUTES_MS = 300_000
"""From here on the time cannot stay hidden."""

FOR_EVER = -1
"""Of a clock that stands still: as long as the pause lasts (see ``PauseView.free_ms``)."""

_MINUTE_MS = 60_000
# The engine's figure is older by the way of the reply, so a later figure may seem to give time
# back. Only a difference that no network explains is believed without a grant.
_BELIEVED_DIFFERENCE_MS = 2_000


class Timekeeper:
    """Knows how long the exam has run and how long it still runs.

    In a pause the clock may stand still for a while or as long as it lasts: no time is used up
    then, and none is counted as time on a question.
    """

    def __init__(self, clock: Clock, progress: Progress) -> None:
        self._clock = clock
        self.allowance_ms = progress.allowance_ms
        self.granted_ms = progress.granted_ms
        self.turns = 0
        self._heard_ms = clock.now_ms()
        self._left_ms = progress.remaining_ms
        self._free_ms = progress.pause.free_ms if progress.pause else 0
        entered = progress.allowance_ms + progress.granted_ms - progress.remaining_ms
        self._began_ms = self._heard_ms - max(0, entered)
        self._stood_ms = 0

    def hear(self, remaining_ms: int, granted_ms: int, free_ms: int | None = None) -> int:
        """Take the engine's figures; return how much time was granted since the last.

        :param free_ms: how much longer the clock stands still, 0 if it runs; None if the engine
            said nothing of it.
        """
        gained_ms = granted_ms - self.granted_ms
        shift_ms = remaining_ms - self._unclipped_ms()
        stands = free_ms is not None and (free_ms != 0 or self._free_ms != 0)
        if gained_ms != 0 or shift_ms < 0 or shift_ms > _BELIEVED_DIFFERENCE_MS or stands:
            self._anchor(remaining_ms, free_ms)
        self.granted_ms = granted_ms
        return max(0, gained_ms)

    def remaining_ms(self) -> int:
        """Return the time left, at least 0."""
        return max(0, self._unclipped_ms())

    @property
    def free_ms(self) -> int:
        """Return how much longer the clock stands still: 0 if it runs, ``FOR_EVER`` in a pause."""
        if self._free_ms == FOR_EVER:
            return FOR_EVER
        return max(0, self._free_ms - self._away_ms())

    def elapsed_ms(self) -> int:
        """Return how long the exam has run for events: the figure at entry, carried on."""
        return max(0, self._clock.now_ms() - self._began_ms - self._stood_ms - self._standing_ms())

    @property
    def allowed_ms(self) -> int:
        """Return all the time of this attempt: the allowance and what was granted."""
        return self.allowance_ms + self.granted_ms

    def _anchor(self, remaining_ms: int, free_ms: int | None) -> None:
        """Count from now on from these figures. ``turns`` tells a display that they are new."""
        free_ms = self.free_ms if free_ms is None else free_ms
        self._stood_ms += self._standing_ms()
        self._heard_ms = self._clock.now_ms()
        self._left_ms, self._free_ms = remaining_ms, free_ms
        self.turns += 1

    def _unclipped_ms(self) -> int:
        return self._left_ms - (self._away_ms() - self._standing_ms())

    def _away_ms(self) -> int:
        return self._clock.now_ms() - self._heard_ms

    def _standing_ms(self) -> int:
        """Return for how long the clock has stood still since the last figures."""
        away_ms = self._away_ms()
        return away_ms if self._free_ms == FOR_EVER else min(away_ms, self._free_ms)


def time_left(remaining_ms: int) -> str:
    """Return the time left in words, whole minutes: seconds would only make nervous."""
    if remaining_ms >= _MINUTE_MS:
        return f"{remaining_ms // _MINUTE_MS} min left"
    return "last minute" if remaining_ms else "time is up"


def changes_in_ms(remaining_ms: int) -> int:
    """Return after how long :func:`time_left` says something else (at 0: never, so a minute)."""
    if remaining_ms >= _MINUTE_MS:
        return remaining_ms % _MINUTE_MS + 1
    return remaining_ms or _MINUTE_MS


def minutes(duration_ms: int) -> str:
    """Return a duration as words, for example ``5 minutes`` or ``40 seconds``."""
    count, unit = (duration_ms // _MINUTE_MS, "minute")
    if duration_ms < _MINUTE_MS:
        count, unit = (-(-duration_ms // 1000), "second")
    return f"{count} {unit}" + ("" if count == 1 else "s")
