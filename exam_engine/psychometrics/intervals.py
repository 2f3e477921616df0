"""Intervals: every statistic this room gives stands with its n and a 95 % interval.

Functions take floats or arrays and return (low, high). NaN in gives NaN out: a statistic that is
not defined has no interval either.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from exam_engine.psychometrics.arrays import Floats, Numbers

CONFIDENCE = 0.95
Z = float(special.ndtri(0.5 + CONFIDENCE / 2))
_TAIL = (1 - CONFIDENCE) / 2


@dataclass(frozen=True)
class Estimate:
    """A statistic with its 95 % interval and the number of persons it rests on.

    ``value``, ``low`` and ``high`` are NaN where the statistic is not defined; ``undefined`` then
    says why in words, and is empty otherwise.
    """

    value: float
    low: float
    high: float
    n: int
    undefined: str = ""


def undefined_estimate(n: int, why: str) -> Estimate:
    """Return the place-holder of a statistic that these data do not define."""
    return Estimate(math.nan, math.nan, math.nan, n, why)


def wilson(share: Numbers, n: Numbers) -> tuple[Floats, Floats]:
    """Return the score interval of a share in [0, 1] of n > 0 persons.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212; without correction
    for continuity. n need not be whole: groups may hold fractions of tied persons.
    """
    p, size = np.asarray(share, dtype=float), np.asarray(n, dtype=float)
    spread = Z**2 / size
    centre = p + spread / 2
    half = Z * np.sqrt(p * (1 - p) / size + spread / (4 * size))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    # Exactly 0 and 1 at the ends, which rounding would miss by 1e-17.
    return np.where(p == 0, 0.0, np.maximum(low, 0)), np.where(p == 1, 1.0, np.minimum(high, 1))


def newcombe(
    upper: Floats, n_upper: Floats, lower: Floats, n_lower: Floats
) -> tuple[Floats, Floats]:
    """Return the interval of the difference ``upper - lower`` of two shares.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: from the two Wilson intervals.
    """
    low_u, high_u = wilson(upper, n_upper)
    low_l, high_l = wilson(lower, n_lower)
    difference = upper - lower
    below = np.sqrt((upper - low_u) ** 2 + (high_l - lower) ** 2)
    above = np.sqrt((high_u - upper) ** 2 + (lower - low_l) ** 2)
    return difference - below, difference + above


def fisher_z(r: Floats, n: Numbers) -> tuple[Floats, Floats]:
    """Return the interval of a correlation r in [-1, 1] over n > 3 persons.

    Fisher (1921): atanh(r) ± 1.96 / √(n - 3), turned back. For a point-biserial it is approximate.
    """
    with np.errstate(divide="ignore"):
        z = np.arctanh(r)
    half = Z / np.sqrt(np.asarray(n, dtype=float) - 3)
    return np.tanh(z - half), np.tanh(z + half)


def mean_t(mean: Numbers, sd: Numbers, n: Numbers) -> tuple[Floats, Floats]:
    """Return Student's interval of a mean: mean ± t(n - 1) · sd / √n, sd with n - 1, n ≥ 2."""
    size = np.asarray(n, dtype=float)
    half = special.stdtrit(size - 1, 1 - _TAIL) * sd / np.sqrt(size)
    return np.asarray(mean - half), np.asarray(mean + half)


def feldt(alpha: Numbers, n: Numbers, items: int) -> tuple[Floats, Floats]:
    """Return the interval of coefficient alpha over n persons and ``items`` items.

    Feldt (1965), Psychometrika 30, 357-370: (1 - α̂) times the 97.5th and the 2.5th percentile of
    F with n - 1 and (n - 1)(items - 1) degrees of freedom, each taken from 1.
    """
    df = np.asarray(n, dtype=float) - 1
    noise = 1 - np.asarray(alpha, dtype=float)
    high_f, low_f = (special.fdtri(df, df * (items - 1), tail) for tail in (1 - _TAIL, _TAIL))
    return np.asarray(1 - noise * high_f), np.asarray(1 - noise * low_f)


def sd_from_moments(sd: float, kurtosis: float, n: int) -> tuple[float, float]:
    """Return the interval of a standard deviation without assuming a normal distribution.

    On the log scale with the standard error that the fourth moment gives: the variance of ln s² is
    (kurtosis - (n - 3) / (n - 1)) / n, kurtosis = m4 / m2² (3 for normal data). Cramér (1946),
    Mathematical Methods of Statistics, with the delta method.
    """
    half = Z * math.sqrt(max(kurtosis - (n - 3) / (n - 1), 0) / n) / 2
    return sd * math.exp(-half), sd * math.exp(half)
