"""The programme: rows low ≤ Σ coefficient · column ≤ high over columns (item, form).

Column ``form * len(items) + item`` counts how often the form holds the item: 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from exam_engine.assembly.pool import PoolItem


class Row(NamedTuple):
    """One linear requirement; ``name`` is the author's word for it.

    ``weights`` are the coefficients of the columns; none means that all are 1.
    """

    name: str
    columns: tuple[int, ...]
    low: int
    high: int
    weights: tuple[int, ...] = ()


class Constraint(Protocol):
    """A kind of requirement: it yields the rows that express it."""

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        """Yield rows over ``forms`` forms."""
        ...


class Programme(NamedTuple):
    """Everything a solver needs: minimise Σ cost · column under the rows; columns are whole."""

    costs: tuple[int, ...]
    most: tuple[int, ...]
    rows: tuple[Row, ...]


def column(items: Sequence[PoolItem], form: int, item: int) -> int:
    """Return the column of (form, item), both counted from 0."""
    return form * len(items) + item


def columns_where(items: Sequence[PoolItem], form: int, chosen: Iterable[bool]) -> tuple[int, ...]:
    """Return the columns of ``form`` for the items that are ``chosen``."""
    return tuple(column(items, form, at) for at, wanted in enumerate(chosen) if wanted)


def programme(
    items: Sequence[PoolItem], forms: int, constraints: Iterable[Constraint], costs: Sequence[int]
) -> Programme:
    """Put the rows of all constraints together."""
    rows = tuple(row for constraint in constraints for row in constraint.rows(items, forms))
    return Programme(tuple(costs), tuple(item.most for item in items) * forms, rows)
