"""How many forms a bank supports, if each item may stand on so many of them.

Whether forms can be built depends only on how many of each class they hold. F forms together hold
Z of each class, where Z is F times between the bounds of every row and at most ``uses`` times the
size of the class: the largest F for which whole numbers Z exist is a proven upper bound. Forms are
then taken out one kind at a time: counts z, as often as possible, such that what remains is still
enough for the rest by the same bound. As many as come out can be built, since within a class items
are dealt in turn. A single form is first sought as an even share of what all together hold: each
count between Z / F rounded down and up, which leaves the solver little to choose.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW, Flat, Writer
from exam_engine.assembly.loft.classes import Classes, classes_of, within_scenarios
from exam_engine.assembly.loft.shares import even_share
from exam_engine.assembly.programme import IntArray, Problem
from exam_engine.assembly.solver import Budget, Verdict, solve

_MOST_FORMS = 100_000
_NODES = 2_000
_MOST_PROGRAMMES = 60
_ANY = Budget(nodes=_NODES, light=True)
_UNBOUND = 1 << 30


class Capacity(NamedTuple):
    """``at_least`` forms were built in class counts; more than ``at_most`` are proven impossible.

    Both end at 100,000: a bank that supports so many supports any number that is asked.
    """

    at_least: int
    at_most: int


def capacity(problem: Problem, uses: int | IntArray) -> Capacity:
    """Return how many forms that keep to all rows of ``problem`` its items support.

    Targets and the overlap of forms are not looked at.

    :param uses: on how many forms an item may stand, or shape (items,) for each item its own.
    """
    each = np.full(problem.columns, _UNBOUND, dtype=np.int64)
    each[: problem.items] = uses
    classes = classes_of(problem, each[None, :])
    first = classes.order[classes.starts]
    stock = np.maximum(each[first], 0) * classes.sizes
    single = solve(_one_kind(classes, stock, 1, 0), Budget(nodes=_NODES))
    if single.verdict is Verdict.INFEASIBLE:
        return Capacity(0, 0)
    at_most, totals = _upper(classes, stock)
    return Capacity(_built(classes, stock, at_most, totals), at_most)


def _upper(classes: Classes, stock: IntArray) -> tuple[int, IntArray | None]:
    """Return a number of forms that no dealing exceeds, and what they hold of each class."""
    writer = Writer()
    writer.add_columns(np.zeros(classes.number), stock.astype(np.float64))
    forms = writer.add_columns(np.array([-1.0]), np.array([float(_MOST_FORMS)]))
    for weights, low, high in zip(classes.weights.T, classes.low, classes.high, strict=True):
        at = np.append(np.flatnonzero(weights), forms)
        if low > NONE_LOW:
            writer.add_row(at, np.append(weights[at[:-1]], -low), 0, NONE_HIGH)
        if high < NONE_HIGH:
            writer.add_row(at, np.append(weights[at[:-1]], -high), NONE_LOW, 0)
    _write_within(classes, writer, 0)
    for one in range(classes.number):
        sizes = np.array([1, -int(classes.sizes[one])])
        writer.add_row(np.array([one, forms]), sizes, NONE_LOW, 0)
    solution = solve(writer.programme(), Budget(nodes=_NODES))
    at_most = int(min(_MOST_FORMS, max(0.0, np.floor(-solution.bound + 1e-6))))
    if not len(solution.values) or int(solution.values[-1]) != at_most:
        return at_most, None
    return at_most, solution.values[:-1].astype(np.int64)


def _built(classes: Classes, stock: IntArray, wanted: int, totals: IntArray | None) -> int:
    """Return how many forms were built, ``wanted`` at most.

    :param totals: shape (C,), what that many forms may hold together.
    """
    left, built, times = stock.copy(), 0, wanted
    programmes = 0
    while wanted and programmes < _MOST_PROGRAMMES:
        times = min(times, wanted)
        share = even_share(classes, totals, wanted) if times == 1 and totals is not None else None
        if share is not None and totals is not None:
            left, totals = left - share, totals - share
            built, wanted = built + 1, wanted - 1
            continue
        programmes += 1
        solution = solve(_one_kind(classes, left, times, wanted - times), _ANY)
        if len(solution.values):
            left -= times * solution.values[: classes.number].astype(np.int64)
            totals = solution.values[classes.number :].astype(np.int64)
            built += times
            wanted -= times
        elif times > 1:
            times = (times + 1) // 2
        else:
            # Whole numbers do not come out for so many: try for one fewer.
            wanted, totals = wanted - 1, None
            times = max(1, wanted // 2)
    return built


def _one_kind(classes: Classes, left: IntArray, times: int, rest: int) -> Flat:
    """Return the programme: counts taken ``times``, such that the ``rest`` is still possible."""
    writer, count = Writer(), classes.number
    writer.add_columns(np.zeros(count), np.minimum(classes.sizes, left // times).astype(float))
    later = np.minimum(classes.sizes * rest, left).astype(float)
    writer.add_columns(np.zeros(count), later)
    for weights, low, high in zip(classes.weights.T, classes.low, classes.high, strict=True):
        at = np.flatnonzero(weights)
        writer.add_row(at, weights[at], int(low), int(high))
        if rest:
            bounds = (
                NONE_LOW if low <= NONE_LOW else int(low) * rest,
                NONE_HIGH if high >= NONE_HIGH else int(high) * rest,
            )
            writer.add_row(at + count, weights[at], *bounds)
    for block in (0, count) if rest else (0,):
        _write_within(classes, writer, block)
    for one in np.flatnonzero(left < _UNBOUND).tolist() if rest else ():
        writer.add_row(np.array([one, count + one]), np.array([times, 1]), NONE_LOW, int(left[one]))
    return writer.programme()


def _write_within(classes: Classes, writer: Writer, first: int) -> None:
    """Write that no form holds items without their scenario, which rows imply of whole numbers.

    :param first: where the columns of the classes begin.
    """
    for own, scenario in within_scenarios(classes):
        at, sizes = np.array([own, scenario]) + first, np.array([1, -int(classes.sizes[own])])
        writer.add_row(at, sizes, NONE_LOW, 0)
