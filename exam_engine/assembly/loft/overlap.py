"""The cap on what any two forms share, kept while forms are dealt one by one."""

from __future__ import annotations

from array import array

import numpy as np

from exam_engine.assembly.programme import IntArray


class OverlapCap:
    """Knows on which forms each item stands. Without a cap it remembers nothing."""

    def __init__(self, items: int, shared: tuple[int, int] | None) -> None:
        self._items, self._shared = items, shared
        self._forms = 0
        self._on = [array("q") for _ in range(items if shared is not None else 0)]

    def allows(self, chosen: IntArray) -> bool:
        """Return whether a form of the columns ``chosen`` shares the right number with each."""
        if self._shared is None or not self._forms:
            return True
        lists = [np.frombuffer(self._on[item], dtype=np.int64) for item in self._of(chosen)]
        common = np.bincount(np.concatenate(lists), minlength=self._forms)
        low, high = self._shared
        return bool((common >= low).all() and (common <= high).all())

    def add(self, chosen: IntArray) -> None:
        """Remember a form."""
        if self._shared is not None:
            for item in self._of(chosen):
                self._on[item].append(self._forms)
            self._forms += 1

    def _of(self, chosen: IntArray) -> list[int]:
        items: list[int] = chosen[chosen < self._items].tolist()
        return items
