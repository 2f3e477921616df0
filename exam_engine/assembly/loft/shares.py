"""An even share: one form's part of what several forms hold together.

Let Z be how many of each class F forms hold in sum. A form whose counts lie between Z / F rounded
down and up, and that leaves a sum which can be that of F - 1 forms, is a small programme: only what
does not divide evenly is open. Taken out one after the other, the forms use up Z. Such shares need
not exist: what has weights of many sizes may not split; then None is the answer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW, Writer
from exam_engine.assembly.loft.classes import Classes
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.solver import Budget, solve

_NODES = 100


def even_share(
    classes: Classes, totals: IntArray, forms: int, costs: NDArray[np.float64] | None = None
) -> IntArray | None:
    """Return counts of one form near to ``totals`` / ``forms`` that leave the rest possible.

    :param totals: shape (C,), what ``forms`` forms hold together.
    :param costs: shape (C,), which classes are rather left to the others; left out: none.
    """
    base = totals // forms
    open_ = np.flatnonzero(totals > base * forms)
    solution = solve(
        _programme(classes, totals, forms, open_, costs).programme(),
        Budget(nodes=_NODES, gap=np.inf),
    )
    if not len(solution.values) and len(open_):
        return None
    counts: IntArray = base.copy()
    counts[open_] += solution.values.astype(np.int64)
    sums = counts @ classes.weights
    kept = ((sums >= classes.low) & (sums <= classes.high)).all()
    return counts if kept and (counts <= classes.sizes).all() else None


def _programme(
    classes: Classes,
    totals: IntArray,
    forms: int,
    open_: IntArray,
    costs: NDArray[np.float64] | None,
) -> Writer:
    """Return the programme that adds 0 or 1 to each open class."""
    writer, rest = Writer(), forms - 1
    own, every = totals // forms @ classes.weights, totals @ classes.weights
    writer.add_columns(np.zeros(len(open_)) if costs is None else costs[open_], np.ones(len(open_)))
    for number, weights in enumerate(classes.weights[open_].T):
        least, most = int(classes.low[number]), int(classes.high[number])
        # Both the form and the others, which get what it leaves, keep to the row.
        low = max(least, int(every[number]) - most * rest) if most < NONE_HIGH else least
        high = min(most, int(every[number]) - least * rest) if least > NONE_LOW else most
        at, shift = np.flatnonzero(weights), int(own[number])
        writer.add_row(
            at,
            weights[at],
            NONE_LOW if low <= NONE_LOW else low - shift,
            NONE_HIGH if high >= NONE_HIGH else high - shift,
        )
    return writer
