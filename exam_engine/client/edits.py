"""A text on its way to the engine: whole while it is short, then what changed in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from exam_engine.wire.candidate import LONGEST_TEXT, EditedEvent, RespondedEvent


class Edit(NamedTuple):
    """From ``start`` on, ``removed`` characters became ``inserted``."""

    start: int
    removed: int
    inserted: str


def edit_of(before: str, after: str) -> Edit:
    """Return the shortest stretch of ``before`` in whose place another one gives ``after``."""
    start = _common(before, after)
    room = min(len(before), len(after)) - start
    tail = _common(before[::-1][:room], after[::-1][:room])
    return Edit(start, len(before) - start - tail, after[start : len(after) - tail])


def events_of(
    n: int, before: str, after: str, elapsed_ms: int
) -> Iterator[RespondedEvent | EditedEvent]:
    """Return the events that make ``before``, the text on record, ``after``."""
    edit = edit_of(before, after)
    if len(after) <= LONGEST_TEXT and 2 * len(edit.inserted) >= len(after):
        yield RespondedEvent(n=n, text=after, elapsed_ms=elapsed_ms)
        return
    start, removed, inserted = edit
    while True:
        part, inserted = inserted[:LONGEST_TEXT], inserted[LONGEST_TEXT:]
        yield EditedEvent(n=n, start=start, removed=removed, text=part, elapsed_ms=elapsed_ms)
        start, removed = start + len(part), 0
        if not inserted:
            return


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
