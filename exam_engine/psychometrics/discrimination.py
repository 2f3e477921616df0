"""Upper-lower discrimination: how much better the best 27 % do on an item than the weakest 27 %.

The two groups are taken by total mark, the item included. Each holds exactly 0.27 · n persons:
where the boundary falls among persons with equal totals, each of them belongs to the group in the
same proportion, so that the index depends on no order of persons. 27 % is best for telling extreme
groups apart when totals are normal: Kelley (1939), Journal of Educational Psychology 30, 17-24.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from exam_engine.psychometrics.arrays import Counts, Floats
from exam_engine.psychometrics.intervals import Z, newcombe
from exam_engine.psychometrics.tally import CODE_OF_OPTION_0, Tally

GROUP_SHARE = 0.27


@dataclass(frozen=True)
class UpperLower:
    """D = mean mark above - mean mark below, as a share of the item's marks, all shape (J,).

    ``low`` and ``high``: Newcombe's interval for items of one mark, else from the two groups'
    variances. ``upper`` and ``lower``: the two means. ``group_n`` = 0.27 · n, a fraction.
    """

    d: Floats
    low: Floats
    high: Floats
    upper: Floats
    lower: Floats
    group_n: Floats


def upper_lower(tally: Tally) -> UpperLower:
    """Return the index of every item; NaN for items that were presented to nobody."""
    counts = tally.counts[:, 1:, :].sum(axis=1)
    group_n = GROUP_SHARE * counts.sum(axis=1)
    earned, squared = _marks_by_total(tally)
    lower_w = _weights(counts, group_n)
    upper_w = _weights(counts[:, ::-1], group_n)[:, ::-1]
    size = np.where(group_n > 0, group_n, np.nan)
    most = np.maximum(tally.scores.max_marks, 1)
    upper = (upper_w * earned).sum(axis=1) / size / most
    lower = (lower_w * earned).sum(axis=1) / size / most
    low, high = newcombe(upper, size, lower, size)
    spread = (upper_w * squared).sum(axis=1) / size / most**2 - upper**2
    spread += (lower_w * squared).sum(axis=1) / size / most**2 - lower**2
    half = Z * np.sqrt(np.maximum(spread, 0) / size)
    graded = most > 1
    d = upper - lower
    low = np.where(graded, np.maximum(d - half, -1), low)
    high = np.where(graded, np.minimum(d + half, 1), high)
    return UpperLower(d, low, high, upper, lower, group_n)


def _marks_by_total(tally: Tally) -> tuple[Floats, Floats]:
    marks = tally.scores.marks.astype(float)
    chosen = tally.counts[:, CODE_OF_OPTION_0:, :]
    earned = np.einsum("jk,jkt->jt", marks, chosen)
    return earned, np.einsum("jk,jkt->jt", marks**2, chosen)


def _weights(counts: Counts, group_n: Floats) -> Floats:
    """Return which part of the persons with each total belongs to the first ``group_n`` ones."""
    before = np.cumsum(counts, axis=1) - counts
    taken = np.clip(group_n[:, None] - before, 0, counts)
    return np.asarray(np.divide(taken, counts, out=np.zeros(taken.shape), where=counts > 0))
