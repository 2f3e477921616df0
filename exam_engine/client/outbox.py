"""What the terminal said in one session, numbered, and how much of it the engine has on disk.

Events are kept until the end, acknowledged or not, so that an engine that comes back with less than
it had (restored from an older copy) can be told again.
"""

from __future__ import annotations

from enum import Enum

from exam_engine.wire.candidate import (
    LARGEST_REQUEST_BYTES,
    CommentedEvent,
    EditedEvent,
    EventsRequest,
    HighlightedEvent,
    NotedEvent,
    RespondedEvent,
    TerminalEvent,
)

LARGEST_BATCH = 50
_EVENT_BYTES = 160  # no event without a text is longer, and nothing else in a request is
_OFFSET_BYTES = 8
_ROOM_BYTES = LARGEST_REQUEST_BYTES - _EVENT_BYTES


class Saving(Enum):
    """Where the candidate's work is."""

    SAVED = "saved"
    SAVING = "saving"
    WAITING = "waiting"


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
        batch = _fitting(self.waiting()[:LARGEST_BATCH])
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


def _fitting(events: list[TerminalEvent]) -> list[TerminalEvent]:
    """Return as many events as a request holds, from the first on: that one always fits."""
    size = 0
    for index, event in enumerate(events):
        size += _EVENT_BYTES
        match event:
            case RespondedEvent() | EditedEvent() | CommentedEvent() | NotedEvent():
                size += _size(event.text)
            case HighlightedEvent():
                size += _OFFSET_BYTES * len(event.spans)
        if size > _ROOM_BYTES and index:
            return events[:index]
    return events


def _size(text: str) -> int:
    """Return the most bytes of a text in JSON: in UTF-8, some characters after a backslash."""
    escaped = sum(map(text.count, '"\\\n\t'))
    return len(text.encode()) + escaped
