"""Values of response processing: a cardinality, a base type, and what is in it.

NULL is a value with nothing in it. Numbers are fractions, pairs are tuples (undirected ones
sorted), everything else is text or a truth value. Points, files, records and durations are not
supported.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.limits import MOST_VALUES
from exam_engine.exchange.numbers import decimal, integer, shorten

Single = Fraction | bool | str | tuple[str, str]

CARDINALITIES = ("single", "multiple", "ordered")
BASES = ("identifier", "boolean", "integer", "float", "string", "pair", "directedPair", "uri")


class Value(NamedTuple):
    """A value; ``base`` is empty where it is not known (NULL)."""

    cardinality: str
    base: str
    items: tuple[Single, ...]

    @property
    def is_null(self) -> bool:
        """Return whether it is NULL: an empty container is, and so is an empty text."""
        return not self.items or (self.base == "string" and self.items == ("",))


NULL = Value("single", "", ())


def of_number(number: Fraction, base: str = "float") -> Value:
    """Return a single number."""
    return Value("single", base, (number,))


def of_truth(truth: bool | None) -> Value:
    """Return a single truth value; None is NULL."""
    return NULL if truth is None else Value("single", "boolean", (truth,))


def check_type(cardinality: str, base: str, what: str) -> None:
    """:raises NotSupported: if this engine has no such values."""
    if cardinality not in CARDINALITIES:
        raise NotSupported(f"{what}: cardinality {shorten(cardinality)}")
    if base not in BASES:
        raise NotSupported(f"{what}: base type {shorten(base)}")


def parse(base: str, text: str, what: str) -> Single:
    """Return one value of a base type.

    :raises NotSupported: if ``text`` is none.
    """
    match base:
        case "float":
            return decimal(text, what)
        case "integer":
            return Fraction(integer(text, what))
        case "boolean":
            if text.strip() not in ("true", "false", "1", "0"):
                raise NotSupported(f"{what}: {shorten(text)} is neither true nor false")
            return text.strip() in ("true", "1")
        case "pair" | "directedPair":
            parts = text.split()
            if len(parts) != 2:
                raise NotSupported(f"{what}: {shorten(text)} is no pair")
            one, other = sorted(parts) if base == "pair" else parts
            return one, other
        case "string":
            return text
    return text.strip()


def parse_all(cardinality: str, base: str, texts: Sequence[str], what: str) -> Value:
    """Return the value that ``texts`` hold.

    :raises NotSupported: if they are none of that type, or several for a single value.
    """
    if cardinality == "single" and len(texts) > 1:
        raise NotSupported(f"{what}: {len(texts)} values where one is declared")
    if len(texts) > MOST_VALUES:
        raise NotSupported(f"{what}: more than {MOST_VALUES} values")
    return Value(cardinality, base, tuple(parse(base, text, what) for text in texts))


def same(one: Value, other: Value) -> bool:
    """Return whether two values, neither NULL, are identical: as bags unless ordered."""
    if one.cardinality == "multiple" or other.cardinality == "multiple":
        return sorted(map(_sortable, one.items)) == sorted(map(_sortable, other.items))
    return one.items == other.items


def _sortable(item: Single) -> tuple[str, str]:
    return type(item).__name__, repr(item)
