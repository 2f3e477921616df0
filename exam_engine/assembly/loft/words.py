"""Fast chance for dealing: SHAKE-256 read as whole numbers.

LOFT needs some hundred numbers a form. They are 64-bit words of SHAKE-256 (FIPS 202) over a secret
drawn from the seeded stream and a block number: fully specified, the same on any machine, and not
to be foretold from forms already seen by somebody who has not the seed.
"""

from __future__ import annotations

import hashlib

import numpy as np

from exam_engine.assembly.stream import SeededStream

_BLOCK_WORDS = 1024
_SECRET_WORDS = 4


class Words:
    """Uniform whole numbers; a function of the state of ``stream`` alone."""

    def __init__(self, stream: SeededStream) -> None:
        secret = [stream.below(1 << 64) for _ in range(_SECRET_WORDS)]
        self._secret = b"".join(word.to_bytes(8, "big") for word in secret)
        self._block = 0
        self._words: list[int] = []

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to ``bound`` - 1.

        The product of word and bound is shifted down (Lemire, 2019, without the rejection): for a
        bound b the odds are uneven by b / 2^64 at most, under 10^-8 for the bounds used here.
        """
        if not self._words:
            self._refill()
        return (self._words.pop() * bound) >> 64

    def _refill(self) -> None:
        block = self._secret + self._block.to_bytes(8, "big")
        self._block += 1
        taken = hashlib.shake_256(block).digest(8 * _BLOCK_WORDS)
        self._words = np.frombuffer(taken, dtype=">u8").tolist()
