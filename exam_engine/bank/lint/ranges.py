"""Numbers and ranges of numbers in options."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_UNIT = r"\s*([^\W\d_%€$£]{1,20}|[%€$£])?"
_DIGIT = re.compile(r"\d")
_LEAD = r"[€$£]?\s*"
_SPAN = re.compile(
    rf"^(?:between |from )?{_LEAD}{_NUMBER}{_UNIT}\s*(?:to|and|-|–|—)\s*{_LEAD}{_NUMBER}{_UNIT}$",
    re.IGNORECASE,
)
_BELOW = re.compile(rf"^(less than|fewer than|under|below|up to|at most) {_NUMBER}{_UNIT}$", re.I)
_ABOVE = re.compile(rf"^(more than|over|above|at least|from) {_NUMBER}{_UNIT}$", re.I)
_AND_MORE = re.compile(rf"^{_NUMBER}{_UNIT} (?:or more|and more|or above|and above)$", re.I)
_AND_LESS = re.compile(rf"^{_NUMBER}{_UNIT} (?:or less|or fewer|and less|or below)$", re.I)
_ALONE = re.compile(rf"^{_LEAD}{_NUMBER}(?:\s*[^\W\d_%€$£]{{1,20}}|[%€$£])?\.?$")
_CLOSED = {"up to", "at most", "at least", "from"}


class Span(NamedTuple):
    """A range of numbers with its unit; ``low_in``, ``high_in``: does its end belong to it?"""

    low: float
    high: float
    low_in: bool
    high_in: bool
    unit: str


def range_of(text: str) -> Span | None:
    """Return the range that an option is as a whole, or None."""
    if not _DIGIT.search(text):
        return None
    text = text.strip().rstrip(".")
    if found := _SPAN.match(text):
        low, unit, high, last_unit = found.groups()
        span = Span(_value(low), _value(high), True, True, _one(last_unit or unit))
        return span if span.low < span.high else None
    if found := _BELOW.match(text):
        word, number, unit = found.groups()
        return Span(-math.inf, _value(number), False, word.lower() in _CLOSED, _one(unit))
    if found := _ABOVE.match(text):
        word, number, unit = found.groups()
        return Span(_value(number), math.inf, word.lower() in _CLOSED, False, _one(unit))
    if found := _AND_MORE.match(text):
        return Span(_value(found[1]), math.inf, True, False, _one(found[2]))
    if found := _AND_LESS.match(text):
        return Span(-math.inf, _value(found[1]), False, True, _one(found[2]))
    return None


def meet(one: Span, other: Span) -> bool:
    """Return whether two ranges of the same unit share a number."""
    if one.unit != other.unit:
        return False
    first, second = sorted((one, other), key=lambda span: (span.low, not span.low_in))
    if second.low < first.high:
        return True
    return second.low == first.high and second.low_in and first.high_in


def written_number(text: str) -> float | None:
    """Return the number that an option is as a whole ("30 days" is 30), or where a range begins."""
    if found := _ALONE.match(text.strip()):
        return _value(found[1])
    span = range_of(text)
    if span is None:
        return None
    return span.low if math.isfinite(span.low) else span.high - 0.5


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _one(unit: str | None) -> str:
    """Return a unit in the singular."""
    return (unit or "").lower().removesuffix("s")
