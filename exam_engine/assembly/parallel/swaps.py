"""Swaps that bring a form nearer to its aims while every row is kept.

An exchange takes one item from a form and gives it another, from the pool or from a partner form.
Single exchanges are coarse; two at once are fine enough, and the best two of thousands need not be
tried one by one: with the exchanges as points in the space of the figures, the best partner of each
is the one nearest to what it leaves open (a k-d tree in the largest-difference metric; Bentley,
1975). Exchanges are compared in whole millionths, and each is checked in whole numbers against
all rows before it is made.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from exam_engine.assembly.parallel.bench import Bench
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.stream import SeededStream

POOL = -1
_NEAREST = 4
_MOST_EXCHANGES = 1_500
_MOST_TRIED = 300


class Exchanges(NamedTuple):
    """Items that may leave a form and those that come for them, both shape (m,).

    ``change``: by how much the form's figures move, shape (m, figures).
    """

    leave: IntArray
    come: IntArray
    change: IntArray


def improve(bench: Bench, form: int, partner: int, stream: SeededStream) -> bool:
    """Make the best one or two exchanges of ``form``, with the pool or a partner form.

    :returns: False, and nothing is changed, if none makes the worse of the two forms better.
    """
    exchanges = possible(bench, form, partner, stream)
    if not len(exchanges.leave):
        return False
    now = max(bench.deviation_of(form), bench.deviation_of(partner) if partner != POOL else 0)
    ones, others, value = _ranked(bench, form, partner, exchanges)
    for at in np.argsort(value, kind="stable")[:_MOST_TRIED]:
        if value[at] >= now:
            return False
        pick = [int(ones[at])] if ones[at] == others[at] else [int(ones[at]), int(others[at])]
        leave, come = exchanges.leave[pick], exchanges.come[pick]
        if bench.allows(form, partner, leave, come):
            bench.make(form, partner, leave, come)
            return True
    return False


def possible(bench: Bench, form: int, partner: int, stream: SeededStream) -> Exchanges:
    """Return single exchanges that keep the rows, at most a few thousand evenly from all."""
    held = bench.holds[form, : bench.items]
    if partner == POOL:
        leave, come = np.flatnonzero(held), np.flatnonzero(~held & (bench.left > 0))
    else:
        other = bench.holds[partner, : bench.items]
        leave, come = np.flatnonzero(held & ~other), np.flatnonzero(other & ~held)
    fits = bench.fits(form, leave, come)
    if partner != POOL:
        fits &= bench.fits(partner, come, leave).T
    ones, others = np.nonzero(fits)
    if len(ones) > _MOST_EXCHANGES:
        start = stream.below(len(ones))
        step = len(ones) / _MOST_EXCHANGES
        chosen = (start + (np.arange(_MOST_EXCHANGES) * step).astype(np.int64)) % len(ones)
        ones, others = ones[chosen], others[chosen]
    leave, come = leave[ones], come[others]
    change = bench.coefficients[:, come] - bench.coefficients[:, leave]
    return Exchanges(leave, come, np.ascontiguousarray(change.T))


def _ranked(
    bench: Bench, form: int, partner: int, exchanges: Exchanges
) -> tuple[IntArray, IntArray, IntArray]:
    """Return pairs of exchanges (a single one is paired with itself) and what each would reach."""
    off = bench.figures[form] - bench.aims[form]
    other = None if partner == POOL else bench.figures[partner] - bench.aims[partner]
    # A partner loses what the form gains: both are best served half way.
    wanted = -off if other is None else (other - off) // 2
    change = exchanges.change
    near = min(_NEAREST, len(change))
    _, found = cKDTree(change).query(wanted - change, k=near, p=np.inf)
    ones = np.repeat(np.arange(len(change)), near)
    others = np.asarray(found, dtype=np.int64).reshape(-1)
    real = (exchanges.leave[ones] != exchanges.leave[others]) & (
        exchanges.come[ones] != exchanges.come[others]
    )
    alone = np.arange(len(change))
    sums = np.concatenate((change[ones[real]] + change[others[real]], change))
    value = np.abs(off + sums).max(axis=1)
    if other is not None:
        value = np.maximum(value, np.abs(other - sums).max(axis=1))
    return np.concatenate((ones[real], alone)), np.concatenate((others[real], alone)), value


def kick(bench: Bench, form: int, stream: SeededStream) -> bool:
    """Make an exchange of ``form`` with the pool, drawn by chance."""
    exchanges = possible(bench, form, POOL, stream)
    for _ in range(min(8, len(exchanges.leave))):
        at = [stream.below(len(exchanges.leave))]
        leave, come = exchanges.leave[at], exchanges.come[at]
        if bench.allows(form, POOL, leave, come):
            bench.make(form, POOL, leave, come)
            return True
    return False
