"""Kinds: columns that no requirement tells apart.

Two items are of one kind if they have the same weight in every row and the same limits. A row that
speaks of one item only (and of scenarios) sets it apart no more than a like row does another: an
item "only with its scenario" is as good as the next item of that scenario.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from exam_engine.assembly.programme import IntArray, Problem, Row


def kinds_of(problem: Problem) -> IntArray:
    """Return the number of each column's kind, shape (columns,), from 0 in order of appearance."""
    marks: list[list[tuple[object, ...]]] = [[] for _ in range(problem.columns)]
    for number, row in enumerate(problem.rows):
        for column, mark in _marks(problem, number, row):
            marks[column].append(mark)
    numbers: dict[object, int] = defaultdict(lambda: len(numbers))
    uses = np.concatenate((problem.uses, np.zeros(problem.columns - problem.items, dtype=np.int64)))
    kinds = np.zeros(problem.columns, dtype=np.int64)
    for column, own in enumerate(marks):
        alone = column if column >= problem.items else -1
        key = (alone, int(problem.most[column]), int(uses[column]), tuple(sorted(map(str, own))))
        kinds[column] = numbers[key]
    return kinds


def _marks(problem: Problem, number: int, row: Row) -> list[tuple[int, tuple[object, ...]]]:
    """Return what the row says of its columns, as (column, mark)."""
    items = row.columns[row.columns < problem.items]
    if len(items) == 1:
        pairs = zip(row.columns.tolist(), row.weights.tolist(), strict=True)
        rest = sorted((c if c >= problem.items else -1, w) for c, w in pairs)
        return [(int(items[0]), ("own", *rest, row.low, row.high))]
    return [
        (column, (number, weight))
        for column, weight in zip(row.columns.tolist(), row.weights.tolist(), strict=True)
    ]


def tightened(problem: Problem) -> Problem:
    """Return ``problem`` with what its rows imply of single items: none without its scenario.

    From Σ items - high · scenario ≤ 0 follows item ≤ scenario for each. To whole answers that adds
    nothing; with parts of columns it is what keeps a tenth of a scenario from bringing whole items.
    """
    implied = []
    for row in problem.rows:
        below = row.weights < 0
        if row.high != 0 or below.sum() != 1 or row.columns[below][0] < problem.items:
            continue
        if len(row.columns) > 2:
            implied += [
                Row(row.name, np.array([item, row.columns[below][0]]), _ONE_FOR_ONE, -1, 0)
                for item in row.columns[~below]
            ]
    return problem._replace(rows=(*problem.rows, *implied))


_ONE_FOR_ONE = np.array([1, -1], dtype=np.int64)
