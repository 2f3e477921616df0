"""The list of items: rows, filtered by words, sorted by id or by findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from exam_engine.authoring.bench.checking import Checked, Count
from exam_engine.authoring.bench.folder import Reading
from exam_engine.model.item import Item

_MINUTE_MS, _HOUR_MS, _DAY_MS = 60_000, 3_600_000, 86_400_000


class Sorting(Enum):
    """By what the list is sorted."""

    ID = "id"
    FINDINGS = "findings"


class Row(NamedTuple):
    """One item of the list. ``found`` is None until lint has run."""

    item: Item
    state: str
    found: Count | None
    changed_ms: int

    @property
    def haystack(self) -> str:
        """Return what a filter looks at."""
        item = self.item
        words = (item.id, item.type.value, item.level.value, self.state, item.topic, item.stem)
        return " ".join(words).casefold()


def rows_of(reading: Reading, states: Mapping[str, str], checked: Checked | None) -> list[Row]:
    """Return a row for each item of a bank, by id; ``states`` replace those of the files."""
    if reading.source is None:
        return []
    return [
        Row(
            item,
            states.get(item.id, item.state.value),
            checked.open_count(item.id) if checked else None,
            reading.places[item.id].changed_ms,
        )
        for item in reading.source.bank.items
    ]


def filtered(rows: Iterable[Row], words: str) -> list[Row]:
    """Return the rows in which every word of ``words`` stands somewhere."""
    wanted = words.casefold().split()
    return [row for row in rows if all(word in row.haystack for word in wanted)]


def sorted_by(rows: Iterable[Row], sorting: Sorting) -> list[Row]:
    """Return the rows by id, or those with most errors, then most warnings, first."""
    if sorting is Sorting.ID:
        return sorted(rows, key=lambda row: row.item.id)

    def gravest(row: Row) -> tuple[int, int, str]:
        found = row.found or Count()
        return -found.errors, -found.warnings, row.item.id

    return sorted(rows, key=gravest)


def age(changed_ms: int, now_ms: int) -> str:
    """Return how long ago something was changed: "now", "5 min", "3 h", "12 d"."""
    passed = now_ms - changed_ms
    if passed < _MINUTE_MS:
        return "now"
    if passed < _HOUR_MS:
        return f"{passed // _MINUTE_MS} min"
    if passed < _DAY_MS:
        return f"{passed // _HOUR_MS} h"
    return f"{passed // _DAY_MS} d"
