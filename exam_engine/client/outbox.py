"""What the terminal said, numbered, and how much of it the engine has on disk.

Events are kept until the end, acknowledged or not, so that an engine that comes back with less than
it had (restored from an older copy) can be told again.
"""

from __future__ import annotations

from exam_engine.wire.candidate import EventsRequest, TerminalEvent

LARGEST_BATCH = 50


class Outbox:
    """``recorded`` events of this attempt were on record before the first one here."""

    def __init__(self, recorded: int) -> None:
        self._recorded_before = recorded
        self._acknowledged = recorded
        self._events: list[TerminalEvent] = []

    @property
    def acknowledged(self) -> int:
        """Return the number of the last event that is on the engine's disk."""
        return self._acknowledged

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
        return EventsRequest(first_seq=self._acknowledged + 1, events=tuple(batch))

    def acknowledge(self, last_seq: int) -> bool:
        """Take note that everything up to ``last_seq`` is on disk; return False for
        a number that was never given here: see :meth:`go_on_from`."""
        if last_seq > self.last_seq:
            return self.go_on_from(last_seq)
        self._acknowledged = max(self._acknowledged, last_seq)
        return True

    def go_on_from(self, last_seq: int) -> bool:
        """Send from the event after ``last_seq``, as the engine asks.

        It may ask for events again that it had acknowledged. If it names a number that was never
        given here, or an event that is no longer held, the waiting events get new numbers, and
        False is returned: the two sides have to be compared.
        """
        if self._recorded_before <= last_seq <= self.last_seq:
            self._acknowledged = last_seq
            return True
        self._events = self.waiting()
        self._recorded_before = self._acknowledged = last_seq
        return False
