"""A problem over several forms written out as one programme for the solver.

Column ``form * columns + column`` counts how often the form holds the item or scenario. Behind
these stand the columns that say, for two forms and an item, whether both hold it: only where the
number that two forms share is restricted.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.programme import IntArray, Problem

NONE_LOW, NONE_HIGH = -(2**60), 2**60
"""Bounds that do not bound."""


class Flat(NamedTuple):
    """A programme: minimise Σ cost · column under low ≤ Σ weight · column ≤ high.

    Columns lie between 0 and ``upper``; those that are ``whole`` take whole numbers. The rows are
    kept one after the other: row r has the entries ``starts[r]`` to ``starts[r + 1]``.
    """

    costs: NDArray[np.float64]
    upper: NDArray[np.float64]
    whole: NDArray[np.bool_]
    starts: IntArray
    at: IntArray
    value: IntArray
    low: IntArray
    high: IntArray


class Writer:
    """Collects columns and rows, and gives the programme."""

    def __init__(self) -> None:
        self._columns: list[tuple[NDArray[np.float64], NDArray[np.float64], bool]] = []
        self._count = 0
        self._rows: list[tuple[IntArray, IntArray, int, int]] = []

    def add_columns(
        self, costs: NDArray[np.float64], upper: NDArray[np.float64], *, whole: bool = True
    ) -> int:
        """Add columns and return the place of the first."""
        first = self._count
        self._columns.append((costs, upper, whole))
        self._count += len(costs)
        return first

    def add_row(self, index: IntArray, value: IntArray, low: int, high: int) -> None:
        """Add a row."""
        self._rows.append((index, value, low, high))

    def programme(self) -> Flat:
        """Return what was collected."""
        none = np.zeros(0, dtype=np.int64)
        lengths = [len(index) for index, *_ in self._rows]
        return Flat(
            costs=np.concatenate([np.zeros(0), *(costs for costs, _, _ in self._columns)]),
            upper=np.concatenate([np.zeros(0), *(upper for _, upper, _ in self._columns)]),
            whole=np.concatenate(
                [np.zeros(0, bool), *(np.full(len(c), whole) for c, _, whole in self._columns)]
            ),
            starts=np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64),
            at=np.concatenate([none, *(index for index, *_ in self._rows)]),
            value=np.concatenate([none, *(value for _, value, *_ in self._rows)]),
            low=np.array([row[2] for row in self._rows], dtype=np.int64),
            high=np.array([row[3] for row in self._rows], dtype=np.int64),
        )


def reach(programme: Flat) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the largest value that each row can take, both of shape (rows,)."""
    each = programme.value * programme.upper[programme.at]
    row, rows = (
        np.repeat(np.arange(len(programme.low)), np.diff(programme.starts)),
        len(programme.low),
    )
    least: NDArray[np.float64] = np.bincount(row, np.minimum(each, 0.0), rows).astype(np.float64)
    largest: NDArray[np.float64] = np.bincount(row, np.maximum(each, 0.0), rows).astype(np.float64)
    return least, largest


def flat(problem: Problem) -> Flat:
    """Return ``problem`` written out, without its targets."""
    writer = Writer()
    write_forms(problem, writer)
    return writer.programme()


def write_forms(problem: Problem, writer: Writer) -> None:
    """Write the columns and rows of all forms, and what binds forms to each other."""
    for form in range(problem.forms):
        writer.add_columns(problem.costs[form].astype(np.float64), problem.most.astype(np.float64))
    for form in range(problem.forms):
        for row in problem.rows:
            writer.add_row(row.columns + form * problem.columns, row.weights, row.low, row.high)
    if problem.forms > 1:
        _write_uses(problem, writer)
        if problem.shared is not None:
            _write_shared(problem, problem.shared, writer)


def _write_uses(problem: Problem, writer: Writer) -> None:
    starts = np.arange(problem.forms, dtype=np.int64) * problem.columns
    ones = np.ones(problem.forms, dtype=np.int64)
    for item in np.flatnonzero(problem.uses < problem.forms * problem.most[: problem.items]):
        writer.add_row(starts + item, ones, 0, int(problem.uses[item]))


def _write_shared(problem: Problem, shared: tuple[int, int], writer: Writer) -> None:
    """Write, for each two forms, a column an item that is 1 exactly if both hold it.

    It need not be demanded whole: between whole columns nothing else is left to it. What cannot
    bind is left out.
    """
    items = np.arange(problem.items, dtype=np.int64)
    ones, (low, high) = np.ones(problem.items, dtype=np.int64), shared
    for one, other in combinations(range(problem.forms), 2):
        both = writer.add_columns(np.zeros(problem.items), np.ones(problem.items), whole=False)
        for item in items:
            at = np.array(
                [both + item, one * problem.columns + item, other * problem.columns + item]
            )
            if low > 0:
                writer.add_row(at[:2], np.array([1, -1]), NONE_LOW, 0)
                writer.add_row(at[[0, 2]], np.array([1, -1]), NONE_LOW, 0)
            writer.add_row(at, np.array([1, -1, -1]), -1, NONE_HIGH)
        writer.add_row(both + items, ones, low, high)
