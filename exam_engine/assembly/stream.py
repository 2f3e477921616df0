"""Reproducible chance: the same numbers from the same inputs on any machine, years later.

Library generators may change how they turn bits into numbers between versions; a form must not.
The stream is SHA-256 over (inputs, counter), numbers are taken from it by rejection, and shuffles
are Fisher and Yates's: few lines that are fully specified here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from exam_engine.canonical import canonical_json

T = TypeVar("T")
_WORD_BITS = 64


class SeededStream:
    """A stream of uniform whole numbers that is a function of ``inputs`` alone."""

    def __init__(self, *inputs: str | int) -> None:
        self._base = canonical_json(["exam-engine stream 1", *inputs])
        self._counter = 0
        self._words: list[int] = []

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to ``bound`` - 1, each as likely as the others."""
        # Words beyond the last whole multiple of the bound would favour small numbers.
        limit = (1 << _WORD_BITS) // bound * bound
        while True:
            word = self._word()
            if word < limit:
                return word % bound

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """Return ``values`` in an order drawn uniformly (Fisher-Yates)."""
        shuffled = list(values)
        for last in range(len(shuffled) - 1, 0, -1):
            other = self.below(last + 1)
            shuffled[last], shuffled[other] = shuffled[other], shuffled[last]
        return shuffled

    def _word(self) -> int:
        if not self._words:
            block = hashlib.sha256(self._base + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
            self._words = [int.from_bytes(block[at : at + 8], "big") for at in (0, 8, 16, 24)]
        return self._words.pop(0)
