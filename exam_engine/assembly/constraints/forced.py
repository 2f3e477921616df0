"""Forced items: those that stand on every form, by order or as anchor."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from exam_engine.assembly.programme import Columns, Row, row


class Forced:
    """Each of the items stands on each form. ``word`` says why: forced, or anchor."""

    def __init__(self, items: Collection[str], word: str = "forced item") -> None:
        self._items = frozenset(items)
        self._word = word

    def rows(self, columns: Columns) -> Iterator[Row]:
        for at, item in enumerate(columns.items):
            if item.id in self._items:
                yield row(f"{self._word} {item.id}", (at,), 1, 1)
