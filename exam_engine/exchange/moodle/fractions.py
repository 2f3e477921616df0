"""Moodle's fractions: the shares of a grade that an answer may have, written in percent.

Moodle knows a closed list and takes what is near to one of it: 33.33333 means a third. Others are
kept as they are written, and noted; they cannot be exported.
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.numbers import decimal

_SHARES = "0 1/20 1/10 1/9 1/8 1/7 1/6 1/5 1/4 3/10 1/3 2/5 1/2 3/5 2/3 7/10 3/4 4/5 5/6 9/10 1"
SHARES = tuple(Fraction(text) for text in _SHARES.split(" "))
"""The list, without its negatives."""

_NEAR = Fraction(1, 10_000)


def share_of(percent: str, notes: list[str]) -> Fraction:
    """Return the share that a percentage means: "33.33333" is a third.

    :raises NotSupported: if it is no number, or beyond -100 to 100.
    """
    written = decimal(percent, "a fraction") / 100
    if abs(written) > 1:
        raise NotSupported(f"a fraction of {percent.strip()} %")
    for share in SHARES:
        if abs(abs(written) - share) < _NEAR:
            return share if written >= 0 else -share
    notes.append(f"the fraction {percent.strip()} % is none of Moodle's; it is kept as it is")
    return written


def percent_of(share: Fraction) -> str:
    """Return a share as Moodle writes it.

    :raises NotSupported: if it is none of Moodle's.
    """
    if abs(share) not in SHARES:
        raise NotSupported(f"a share of {share} of the marks, which Moodle does not know")
    text = f"{float(abs(share) * 100):.5f}".rstrip("0").rstrip(".")
    return f"-{text}" if share < 0 else text
