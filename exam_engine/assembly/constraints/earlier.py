"""Overlap with earlier forms: how many items each form shares with one built before."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.assembly_rules import EarlierForm


class Earlier:
    """The number of scored items that also stand on an earlier form lies in a range.

    A new version of an item counts too: whoever sat the earlier form has met it.
    """

    def __init__(self, rule: EarlierForm, items: Collection[str]) -> None:
        """:param items: the ids of the items of the earlier form."""
        self._rule = rule
        self._items = frozenset(items)

    def rows(self, columns: Columns) -> Iterator[Row]:
        own = columns.where(item.id in self._items for item in columns.items)
        name = f"{self._rule.items} items shared with form {self._rule.form}"
        yield row(name, own, self._rule.items.low, self._rule.items.high)
