"""The problem that forms are the answer to, as arrays.

Requirements are rows low ≤ Σ weight · column ≤ high over the columns of *one* form: first its items
in the order of the pool, then its scenarios. All forms of an order keep to the same rows; what
binds forms to each other (on how many an item may stand, how many two forms share) and what they
come near to (targets) stands beside the rows. Everything is a whole number: information and the
like are counted in millionths, so that a form can be checked, and built again, exactly.

The same arrays can serve another use: one form with its rows and with columns fixed to what was
already presented is the shadow test of adaptive delivery (van der Linden and Reese, 1998).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.pool import PoolItem

IntArray = NDArray[np.int64]
MICRO = 1_000_000
"""Coefficients of targets are whole millionths of their unit."""


class Row(NamedTuple):
    """One linear requirement on each form; ``name`` is the author's word for it.

    ``columns`` and ``weights`` have the same shape (n,). Rows with the same ``name`` belong to one
    requirement and stand or fall together when a conflict is explained.
    """

    name: str
    columns: IntArray
    weights: IntArray
    low: int
    high: int


class Columns(NamedTuple):
    """The columns of one form: items, then scenarios, both in the order of their names."""

    items: tuple[PoolItem, ...]
    scenarios: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Return how many columns a form has."""
        return len(self.items) + len(self.scenarios)

    def where(self, chosen: Iterable[bool]) -> IntArray:
        """Return the columns of the items that are ``chosen``, one truth value an item."""
        return np.flatnonzero(np.fromiter(chosen, dtype=bool, count=len(self.items)))

    def scenario(self, name: str) -> int:
        """Return the column of a scenario."""
        return len(self.items) + self.scenarios.index(name)


class Constraint(Protocol):
    """A kind of requirement: it yields the rows that express it."""

    def rows(self, columns: Columns) -> Iterator[Row]:
        """Yield the rows of one form."""
        ...


class Targets(NamedTuple):
    """What forms come near to: Σ coefficient · column for each of k figures.

    ``coefficients``: shape (k, columns), in millionths; ``aims``: shape (forms, k), in millionths.
    The deviation of an answer is the largest |Σ coefficient · column - aim| over forms and figures.
    ``names`` says what each figure is, for reports.
    """

    names: tuple[str, ...]
    coefficients: IntArray
    aims: IntArray


class Problem(NamedTuple):
    """Everything that forms have to be.

    ``items`` of the ``columns`` are items, the others scenarios. ``most``: shape (columns,), how
    often one form may hold the column (1, but more for wanted items in explanations). ``uses``:
    shape (items,), on how many forms an item may stand. ``costs``: shape (forms, columns); their
    sum is minimised where there are no targets. ``shared``: items that any two forms have in
    common, from and to, or None.
    """

    forms: int
    items: int
    columns: int
    rows: tuple[Row, ...]
    most: IntArray
    uses: IntArray
    costs: IntArray
    shared: tuple[int, int] | None = None
    targets: Targets | None = None


def row(
    name: str,
    columns: IntArray | Sequence[int],
    low: int,
    high: int,
    weights: IntArray | None = None,
) -> Row:
    """Return a row; left out weights are all 1."""
    at = np.asarray(columns, dtype=np.int64)
    return Row(name, at, np.ones_like(at) if weights is None else weights, low, high)


def rows_of(constraints: Iterable[Constraint], columns: Columns) -> tuple[Row, ...]:
    """Put the rows of all constraints together."""
    return tuple(each for constraint in constraints for each in constraint.rows(columns))
