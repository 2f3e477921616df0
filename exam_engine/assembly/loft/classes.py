"""Classes: columns that no row tells apart.

Items with the same weight in every row can stand for each other: whether a form keeps to its rows
depends only on how many of each class it holds. An item that is singled out (forced, an enemy, the
only one of its kind) is a class of its own, so that dealing by class counts is always exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import NONE_LOW, Flat
from exam_engine.assembly.programme import IntArray, Problem

_ODD = 0x9E3779B97F4A7C15
"""2^64 over the golden ratio, made odd: Knuth's multiplier for hashing."""


class Classes(NamedTuple):
    """C classes of the columns of one form, under m rows.

    ``of``: shape (columns,), the class of each column, -1 for columns that no form may hold;
    ``sizes``: shape (C,); ``weights``: shape (C, m); ``low``, ``high``: shape (m,); ``scored``:
    shape (C,), whether the members are items and not scenarios. ``order`` lists the columns class
    by class, those of class c from ``starts[c]``.
    """

    of: IntArray
    sizes: IntArray
    weights: IntArray
    low: IntArray
    high: IntArray
    scored: NDArray[np.bool_]
    order: IntArray
    starts: IntArray

    @property
    def number(self) -> int:
        """Return how many classes there are."""
        return len(self.sizes)

    def members(self, one: int) -> IntArray:
        """Return the columns of a class."""
        return self.order[self.starts[one] : self.starts[one] + self.sizes[one]]


def classes_of(problem: Problem, apart: IntArray | None = None) -> Classes:
    """Return the classes of the columns that a form may hold.

    :param apart: shape (k, columns): columns that differ here are of different classes too.
    """
    usable = problem.most > 0
    kind = (np.arange(problem.columns) >= problem.items).astype(np.int64)
    parts = [kind] if apart is None else [kind, *apart]
    known = np.stack([*_signatures(problem), *parts])[:, usable]
    _, first, of = np.unique(known, axis=1, return_index=True, return_inverse=True)
    where = np.flatnonzero(usable)
    every = np.full(problem.columns, -1, dtype=np.int64)
    every[where] = of.reshape(-1)
    representatives = where[first]
    sizes = np.bincount(of.reshape(-1), minlength=len(first)).astype(np.int64)
    return Classes(
        of=every,
        sizes=sizes,
        weights=_weights(problem, every, representatives),
        low=np.array([row.low for row in problem.rows], dtype=np.int64),
        high=np.array([row.high for row in problem.rows], dtype=np.int64),
        scored=representatives < problem.items,
        order=where[np.argsort(of.reshape(-1), kind="stable")],
        starts=np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64),
    )


def _signatures(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return two numbers a column that agree where all weights agree, and else hardly ever.

    Splitmix64's finish makes the numbers of rows unrelated; ``_weights`` proves the agreement.
    """
    found = np.zeros((2, problem.columns), dtype=np.uint64)
    for number, row in enumerate(problem.rows):
        for half in range(2):
            mixed = ((2 * number + half + 1) * _ODD) % 2**64
            mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
            mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) % 2**64
            mixed ^= mixed >> 31
            np.add.at(
                found[half], row.columns, row.weights.astype(np.uint64) * np.uint64(mixed | 1)
            )
    one, other = found.view(np.int64)
    return one, other


def _weights(problem: Problem, of: IntArray, representatives: IntArray) -> IntArray:
    """Return each class's weights, shape (C, m), once it is sure that all members have them."""
    weights = np.zeros((len(representatives), len(problem.rows)), dtype=np.int64)
    line = np.zeros(problem.columns, dtype=np.int64)
    usable = of >= 0
    for number, row in enumerate(problem.rows):
        line[:] = 0
        np.add.at(line, row.columns, row.weights)
        weights[:, number] = line[representatives]
        if not np.array_equal(weights[of[usable], number], line[usable]):
            raise AssertionError("two columns of different weights got the same signature")
    return weights


def programme_of(classes: Classes) -> Flat:
    """Return the programme whose columns count how many members of each class a form holds.

    Behind the rows stands what they imply: no item of a class without its scenario. It excludes no
    whole counts, but keeps a tenth of a scenario from bringing whole items.
    """
    weights, low, high = classes.weights.T, classes.low, classes.high
    within = within_scenarios(classes)
    rows, at = np.nonzero(weights)
    value = weights[rows, at]
    pairs = np.arange(len(within))
    order = np.argsort(np.concatenate((rows, *[len(low) + pairs] * 2)), kind="stable")
    lengths = np.concatenate((np.bincount(rows, minlength=len(low)), np.full(len(within), 2)))
    return Flat(
        costs=np.zeros(classes.number),
        upper=classes.sizes.astype(np.float64),
        whole=np.ones(classes.number, dtype=bool),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        at=np.concatenate((at, within[:, 0], within[:, 1])).astype(np.int64)[order],
        value=np.concatenate((value, np.ones_like(pairs), -classes.sizes[within[:, 0]]))[order],
        low=np.concatenate((low, np.full(len(within), NONE_LOW))),
        high=np.concatenate((high, np.zeros_like(pairs))),
    )


def within_scenarios(classes: Classes) -> IntArray:
    """Return the classes of items that come with one scenario only, and it: shape (n, 2)."""
    found = [np.zeros((0, 2), dtype=np.int64)]
    for weights, high in zip(classes.weights.T, classes.high, strict=True):
        below = np.flatnonzero(weights < 0)
        if high or len(below) != 1 or classes.scored[below[0]] or classes.sizes[below[0]] != 1:
            continue
        own = np.flatnonzero(weights > 0)
        found.append(np.stack((own, np.full(len(own), below[0])), axis=1))
    pairs: IntArray = np.unique(np.concatenate(found), axis=0)
    return pairs
