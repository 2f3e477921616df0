"""The interval of the standard error of measurement (SEM), from a tally.

The square of SEM = sd·√(1 - α) is, up to a constant, a mean over persons: each contributes

    g = Σx² - t²/k - 2 Σ (m_i - m)·x,

x the marks on k items, t their sum, m_i an item's mean mark and m the mean of those. (It is the
residual sum of squares of the persons × items layout; the last term is the influence of the item
means.) Its variance over persons gives a standard error without supposing normal residuals, which
the chi-square interval that goes with Feldt's does: on 40 three-parameter items and 300 persons
that one covered in 86 % of 1,500 samples instead of 95, and this one in 94 %.
"""

from __future__ import annotations

import math

import numpy as np

from exam_engine.psychometrics.arrays import Counts, Floats
from exam_engine.psychometrics.intervals import Z
from exam_engine.psychometrics.tally import CODE_OF_OPTION_0, Tally


def sem_interval(tally: Tally, sem: float) -> tuple[float, float]:
    """Return the interval of the SEM, on the log scale: delta method on the mean of g."""
    totals = tally.totals
    share = totals[totals > 0] / tally.persons
    score = np.flatnonzero(totals)
    away = _away(tally)
    mean_g, within = _influence(tally, score, away)
    g = mean_g - score**2 / len(away)
    # The item means enter the statistic squared: g counts them twice, once for their influence.
    level = float(share @ g) + float(away @ away)
    if level <= 0:
        return sem, sem
    spread = float(share @ (g - share @ g) ** 2 + share @ within)
    half = Z * math.sqrt(spread / tally.persons) / level / 2
    return sem * math.exp(-half), sem * math.exp(half)


def _away(tally: Tally) -> Floats:
    """Return m_i - m of the items that earn marks."""
    scored = tally.scores.counted
    marks = tally.scores.marks[scored].astype(float)
    chosen = tally.counts[scored, CODE_OF_OPTION_0:, :].sum(axis=2)
    means = (marks * chosen).sum(axis=1) / tally.persons
    return np.asarray(means - means.mean())


def _influence(tally: Tally, score: Counts, away: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance over persons with the same total of Σx² - 2 Σ (m_i - m)·x.

    A tally keeps no pairs of items: within a total, items are taken as independent, apart from
    adding up to that total.
    """
    scored = tally.scores.counted
    share = tally.counts[scored, CODE_OF_OPTION_0:][:, :, score] / tally.totals[score]
    x = tally.scores.marks[scored].astype(float)
    y = x**2 - 2 * away[:, None] * x
    mean_x, mean_y = (np.einsum("jk,jks->js", value, share) for value in (x, y))
    var_x = np.einsum("jk,jks->js", x**2, share) - mean_x**2
    var_y = np.einsum("jk,jks->js", y**2, share) - mean_y**2
    both = np.einsum("jk,jks->js", x * y, share) - mean_x * mean_y
    of_sum = var_x.sum(axis=0)
    fixed = np.divide(both.sum(axis=0) ** 2, of_sum, out=np.zeros(len(score)), where=of_sum > 1e-12)
    return mean_y.sum(axis=0), np.maximum(var_y.sum(axis=0) - fixed, 0)
