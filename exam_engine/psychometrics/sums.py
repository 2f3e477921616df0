"""Exact sums per item that all item statistics are made of, taken from a tally.

x is a person's mark on the item, t the total over all items, y = t - x the rest score. An item on
trial is no part of the total: its rest score is the whole total. Persons to whom the item was not
presented are left out; omitted and not reached count with mark 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from exam_engine.psychometrics.arrays import Counts, Floats
from exam_engine.psychometrics.tally import Tally

# Places on the code axis after taking out "not presented": not reached, omitted, first option.
NOT_REACHED_PLACE, OMITTED_PLACE, FIRST_OPTION_PLACE = 0, 1, 2


@dataclass(frozen=True)
class ItemSums:
    """Sums over the n persons of each item; all shape (J,) but the last three.

    ``part`` is 1 for an item that is part of the total, 0 for one on trial. ``chosen`` counts
    persons by response, ``chosen_rest`` sums their rest scores and ``marks`` is what the response
    earns, all shape (J, 2 + K): not reached, omitted, then the options.
    """

    n: Counts
    part: Counts
    x: Counts
    xx: Counts
    t: Counts
    tt: Counts
    xt: Counts
    chosen: Counts
    chosen_rest: Counts
    marks: Counts

    @property
    def y(self) -> Counts:
        """Return the sum of rest scores."""
        return self.t - self.part * self.x

    @property
    def yy(self) -> Counts:
        """Return the sum of squared rest scores."""
        return self.tt - self.part * (2 * self.xt - self.xx)

    @property
    def xy(self) -> Counts:
        """Return the sum of products of mark and rest score."""
        return self.xt - self.part * self.xx


def item_sums(tally: Tally) -> ItemSums:
    """Return the sums of a tally."""
    counts = tally.counts[:, 1:, :]
    blanks = np.zeros((len(tally.items), FIRST_OPTION_PLACE), dtype=np.int64)
    marks = np.hstack([blanks, tally.scores.marks.astype(np.int64)])
    total = np.arange(counts.shape[2])
    part = tally.scores.in_total.astype(np.int64)
    chosen = counts.sum(axis=2)
    chosen_total = counts @ total
    return ItemSums(
        n=chosen.sum(axis=1),
        part=part,
        x=(marks * chosen).sum(axis=1),
        xx=(marks**2 * chosen).sum(axis=1),
        t=chosen_total.sum(axis=1),
        tt=(counts @ total**2).sum(axis=1),
        xt=(marks * chosen_total).sum(axis=1),
        chosen=chosen,
        chosen_rest=chosen_total - part[:, None] * marks * chosen,
        marks=marks,
    )


def correlation(n: Counts, x: Counts, xx: Counts, y: Counts, yy: Counts, xy: Counts) -> Floats:
    """Return Pearson's r from sums over n persons; NaN where x or y does not vary."""
    variances = (n * xx - x * x) * np.asarray(n * yy - y * y, dtype=float)
    r: Floats = np.full(variances.shape, np.nan)
    np.divide(n * xy - x * y, np.sqrt(variances), out=r, where=variances > 0)
    return r


def variance(n: Counts, x: Counts, xx: Counts) -> Floats:
    """Return the variance with n - 1 from sums; NaN for n < 2."""
    pairs = np.asarray(n * (n - 1), dtype=float)
    spread: Floats = np.full(pairs.shape, np.nan)
    np.divide(n * xx - x * x, pairs, out=spread, where=pairs > 0)
    return spread
