"""Statistics of the whole test, from a tally alone: the distribution of totals, alpha, SEM, passes.

Missing data: as for items. Alpha and what follows from it are not defined where some item was not
presented to some person, for totals then do not count the same thing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from exam_engine.psychometrics.arrays import Counts
from exam_engine.psychometrics.intervals import (
    Estimate,
    Z,
    feldt,
    mean_t,
    sd_from_moments,
    undefined_estimate,
    wilson,
)
from exam_engine.psychometrics.measurement_error import sem_interval
from exam_engine.psychometrics.refusal import MINIMUM_N, require
from exam_engine.psychometrics.sums import item_sums, variance
from exam_engine.psychometrics.tally import Tally


@dataclass(frozen=True)
class ScoreStatistics:
    """Statistics of the totals of n persons on ``items`` items that earn marks.

    ``distribution[t]``: persons with a total of t marks, shape (total_marks + 1,). ``mean`` with
    Student's interval; ``sd`` with n - 1; ``skew`` = m3 / sd³ (its interval supposes a normal
    distribution); ``minimum`` and ``maximum``: the totals met with, facts and no estimates.

    ``alpha`` = k/(k-1) · (1 - Σ item variances / variance of totals): Cronbach (1951),
    Psychometrika 16, 297-334; for items of one mark it is Kuder and Richardson's (1937) formula
    20, with population variances on both sides or n - 1 on both. Feldt's interval. ``sem`` =
    sd · √(1 - α).

    ``passed``: share with at least ``cut_score`` marks, Wilson's interval; None without cut score.
    """

    n: int
    items: int
    total_marks: int
    distribution: Counts
    minimum: int
    maximum: int
    mean: Estimate
    sd: Estimate
    skew: Estimate
    alpha: Estimate
    sem: Estimate
    cut_score: int | None
    passed: Estimate | None


def score_statistics(
    tally: Tally, cut_score: int | None = None, minimum_n: int = MINIMUM_N
) -> ScoreStatistics:
    """Return the statistics of the whole test.

    :raises EstimationError: if the tally holds fewer than ``minimum_n`` persons.
    """
    require(tally.persons, minimum_n)
    n, totals = tally.persons, tally.totals
    mean, m2, m3, m4 = _central_moments(totals)
    sd = math.sqrt(m2 * n / (n - 1))
    low, high = mean_t(mean, sd, n)
    met = np.flatnonzero(totals)
    alpha = _alpha(tally)
    return ScoreStatistics(
        n=n,
        items=int(tally.scores.counted.sum()),
        total_marks=tally.scores.total_marks,
        distribution=totals,
        minimum=int(met[0]),
        maximum=int(met[-1]),
        mean=Estimate(mean, float(low), float(high), n),
        sd=Estimate(sd, *sd_from_moments(sd, m4 / m2**2, n), n) if m2 else _no_variance(n),
        skew=_skew(m3 / sd**3, n) if m2 else _no_variance(n),
        alpha=alpha,
        sem=_sem(tally, sd, alpha),
        cut_score=cut_score,
        passed=None if cut_score is None else _passed(totals, cut_score, n),
    )


def _central_moments(totals: Counts) -> tuple[float, float, float, float]:
    score, n = np.arange(len(totals)), int(totals.sum())
    mean = int(score @ totals) / n
    away = score - mean
    m2, m3, m4 = (float(totals @ away**power) / n for power in (2, 3, 4))
    return mean, m2, m3, m4


def _no_variance(n: int) -> Estimate:
    return undefined_estimate(n, "all totals are equal")


def _skew(skew: float, n: int) -> Estimate:
    # Standard error under a normal distribution: Cramér (1946).
    half = Z * math.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    return Estimate(skew, skew - half, skew + half, n)


def _alpha(tally: Tally) -> Estimate:
    n, items = tally.persons, int(tally.scores.counted.sum())
    sums, counted = item_sums(tally), tally.scores.in_total
    if (sums.n[counted] < n).any():
        return undefined_estimate(n, "some item was not presented to some person")
    if items < 2:
        return undefined_estimate(n, "alpha needs two items that earn marks")
    first = np.flatnonzero(counted)[:1]
    of_totals = variance(sums.n[first], sums.t[first], sums.tt[first])[0]
    if not of_totals > 0:
        return _no_variance(n)
    of_items = variance(sums.n, sums.x, sums.xx)[counted].sum()
    alpha = float(items / (items - 1) * (1 - of_items / of_totals))
    low, high = feldt(alpha, n, items)
    return Estimate(alpha, float(low), float(high), n)


def _sem(tally: Tally, sd: float, alpha: Estimate) -> Estimate:
    if alpha.undefined:
        return undefined_estimate(alpha.n, alpha.undefined)
    sem = sd * math.sqrt(max(1 - alpha.value, 0))
    return Estimate(sem, *sem_interval(tally, sem), alpha.n)


def _passed(totals: Counts, cut_score: int, n: int) -> Estimate:
    share = int(totals[max(cut_score, 0) :].sum()) / n
    low, high = wilson(share, n)
    return Estimate(share, float(low), float(high), n)
