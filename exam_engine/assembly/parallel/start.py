"""Forms one after the other, each leaving enough for those to come.

With each form the programme holds, as one count a kind, what all later forms take together. So a
form is chosen among those after which the rest is still possible in sum. That is a relaxation of
the whole task: where it fails at the first form, it proves that there are no such forms; a later
failure decides nothing. Rows of many weights (words, seconds) are left out of the rest: with them
every item would be a kind of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW, Flat, Writer
from exam_engine.assembly.parallel.core import solve_in_core
from exam_engine.assembly.parallel.kinds import kinds_of
from exam_engine.assembly.programme import IntArray, Problem
from exam_engine.assembly.solver import Budget, Verdict

BoolArray = NDArray[np.bool_]
_MOST_WEIGHTS = 8


class Begun(NamedTuple):
    """``holds``: shape (forms, columns), of which the first forms are found."""

    verdict: Verdict
    holds: BoolArray


def one_by_one(problem: Problem, costs: IntArray, budget: Budget) -> Begun:
    """Return forms that keep to all rows, each the cheapest that leaves enough for the others.

    :param costs: shape (forms, columns).
    """
    counted = tuple(r for r in problem.rows if len(np.unique(r.weights)) <= _MOST_WEIGHTS)
    plain = problem._replace(rows=counted)
    kinds = kinds_of(plain)
    holds = np.zeros((problem.forms, problem.columns), dtype=bool)
    for form in range(problem.forms):
        programme = _programme(problem, plain, kinds, holds[:form], costs[form])
        solution = solve_in_core(programme, budget)
        if not len(solution.values):
            proven = form == 0 and solution.verdict is Verdict.INFEASIBLE
            return Begun(Verdict.INFEASIBLE if proven else Verdict.UNDECIDED, holds[:form])
        holds[form] = solution.values[: problem.columns] > 0.5
    return Begun(Verdict.OPTIMAL, holds)


def _programme(
    problem: Problem, plain: Problem, kinds: IntArray, before: BoolArray, costs: IntArray
) -> Flat:
    left, rest = _uses_left(problem, before), problem.forms - len(before) - 1
    writer = Writer()
    upper = np.minimum(problem.most, left)
    writer.add_columns(costs.astype(np.float64), upper.astype(np.float64))
    for row in problem.rows:
        writer.add_row(row.columns, row.weights, row.low, row.high)
    if problem.shared is not None:
        for form in before:
            common = np.flatnonzero(form[: problem.items])
            writer.add_row(common, np.ones_like(common), *problem.shared)
    if rest:
        _write_rest(plain, kinds, np.minimum(left, problem.most * (rest + 1)), rest, writer)
    return writer.programme()


def _write_rest(
    problem: Problem, kinds: IntArray, left: IntArray, rest: int, writer: Writer
) -> None:
    """Write what the later forms take of each kind, and that it is there."""
    count = int(kinds.max()) + 1
    size = np.bincount(kinds, minlength=count)
    room = np.bincount(kinds, weights=left, minlength=count)
    most = np.bincount(kinds, weights=np.minimum(left, problem.most * rest), minlength=count)
    first = writer.add_columns(np.zeros(count), most.astype(np.float64), whole=False)
    for row in problem.rows:
        touched, at = np.unique(kinds[row.columns], return_index=True)
        if size[touched].sum() == len(row.columns):  # else it tells columns of a kind apart
            low, high = (max(min(bound, NONE_HIGH // rest), NONE_LOW // rest) for bound in row[3:])
            writer.add_row(first + touched, row.weights[at], low * rest, high * rest)
    order = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(count + 1))
    for kind in range(count):
        own = order[bounds[kind] : bounds[kind + 1]]
        columns = np.append(own, first + kind)
        writer.add_row(columns, np.ones_like(columns), NONE_LOW, int(room[kind]))


def _uses_left(problem: Problem, before: BoolArray) -> IntArray:
    """Return how often each column may stand on forms to come, shape (columns,)."""
    scenarios = problem.columns - problem.items
    taken = before[:, : problem.items].sum(axis=0)
    plenty = np.full(scenarios, problem.forms, dtype=np.int64) * problem.most[problem.items :]
    return np.concatenate((problem.uses - taken, plenty)).astype(np.int64)
