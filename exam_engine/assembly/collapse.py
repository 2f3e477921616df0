"""Smaller problems with the same answer to "can it be done?".

Items that no row tells apart, and that may be used as often, are one class: a form then holds a
number of its members. Whatever numbers a class has on the forms, as long as no form holds more than
there are and all together no more than may be used, members can be dealt to them in turn; so forms
exist exactly if such numbers do. Overlap between forms is not seen by classes, and left out.

Adding all forms together gives a still smaller problem. What it forbids cannot be done; what it
allows often can, not always.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW
from exam_engine.assembly.programme import IntArray, Problem, Row


class Collapsed(NamedTuple):
    """``problem`` has a column a class; ``members[c]`` are the columns of class c."""

    problem: Problem
    members: tuple[IntArray, ...]


def collapse(problem: Problem, costs: IntArray | None = None) -> Collapsed:
    """Return ``problem`` by classes.

    :param costs: shape (columns,), whole numbers that members of a class share; left out: 0.
    """
    costs = np.zeros(problem.columns, dtype=np.int64) if costs is None else costs
    of, members = _classes(problem, costs)
    firsts = np.array([group[0] for group in members], dtype=np.int64)
    items = int((firsts < problem.items).sum())
    sums = np.zeros((2, len(members)), dtype=np.int64)
    np.add.at(sums[0], of, problem.most)
    np.add.at(sums[1], of[: problem.items], problem.uses)
    return Collapsed(
        Problem(
            forms=problem.forms,
            items=items,
            columns=len(members),
            rows=tuple(_collapsed(row, of, firsts) for row in problem.rows),
            most=sums[0],
            uses=sums[1, :items],
            costs=np.tile(costs[firsts], (problem.forms, 1)),
        ),
        members,
    )


def added(problem: Problem) -> Problem:
    """Return all forms of ``problem`` as one: what they hold together."""
    forms = problem.forms
    most = problem.most * forms
    most[: problem.items] = np.minimum(most[: problem.items], problem.uses)
    rows = tuple(
        row._replace(
            low=row.low if row.low == NONE_LOW else row.low * forms,
            high=row.high if row.high == NONE_HIGH else row.high * forms,
        )
        for row in problem.rows
    )
    return problem._replace(forms=1, rows=rows, most=most, uses=most[: problem.items], shared=None)


def _classes(problem: Problem, costs: IntArray) -> tuple[IntArray, tuple[IntArray, ...]]:
    """Return the class of each column, and the columns of each class; items come first."""
    marks: list[list[int]] = [[] for _ in range(problem.columns)]
    for number, row in enumerate(problem.rows):
        for column, weight in zip(row.columns.tolist(), row.weights.tolist(), strict=True):
            marks[column] += (number, weight)
    uses = [*problem.uses.tolist(), *([-1] * (problem.columns - problem.items))]
    known: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for column, own in enumerate(marks):
        known[(uses[column], int(costs[column]), *own)].append(column)
    members = tuple(np.array(group, dtype=np.int64) for group in known.values())
    of = np.zeros(problem.columns, dtype=np.int64)
    for number, group in enumerate(members):
        of[group] = number
    return of, members


def _collapsed(row: Row, of: IntArray, firsts: IntArray) -> Row:
    held = np.isin(row.columns, firsts)
    return row._replace(columns=of[row.columns[held]], weights=row.weights[held])
