"""What the terminal said in one session, numbered, and how much of it the engine has on disk.

Events are kept until the end, acknowledged or not, so that an engine that comes back with less than
it had (restored from an older copy) can be told again.
"""

from __future__ import annotations

from exam_engine.wire.candidate import EventsRequest, TerminalEvent

LARGEST_BATCH = 50


class Outbox:
    """``recorded`` events of this attempt were on record when ``session`` was opened."""

    def __init__(self, session: int, recorded: int) -> None:
        self.session = session
        self._recorded_before = recorded
        self._acknowledged = recorded
        self._events: list[TerminalEvent] = []

    @property
    def last_seq(self) -> int:
        """Return the number of the newest event."""
        return self._recorded_before + len(self._events)

    def append(self, event: TerminalEvent) -> None:
        """Give ``event`` the next number."""
        self._events.append(event)

    def waiting(self) -> list[TerminalEvent]:
        """Return the events that are not acknowledged."""
        return self._events[self._acknowledged - self._recorded_before :]

    def next_batch(self) -> EventsRequest | None:
        """Return the first events that are not acknowledged, or None."""
        batch = self.waiting()[:LARGEST_BATCH]
        if not batch:
            return None
        return EventsRequest(
            session=self.session, first_seq=self._acknowledged + 1, events=tuple(batch)
        )

    def engine_has(self, last_seq: int) -> bool:
        """Take note that the engine has everything up to ``last_seq`` on disk and no more.

        That may be less than it acknowledged before. Return False if it cannot be in this session:
        the number was never given here, or stands for what was on record when it was opened.
        """
        if not self._recorded_before <= last_seq <= self.last_seq:
            return False
        self._acknowledged = last_seq
        return True
