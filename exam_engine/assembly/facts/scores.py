"""What is known of scores from the share of marks that each item earned, or that judges expect."""

from __future__ import annotations

import math
from collections.abc import Sequence


def expected_mean(p: Sequence[float], marks: Sequence[int]) -> float:
    """Return the expected mean score in marks, Σ m p."""
    return math.fsum(m * share for share, m in zip(p, marks, strict=True))


def mean_and_sd(values: Sequence[float]) -> tuple[float, float]:
    """Return mean and standard deviation, the latter over all n values, not n - 1.

    It describes the items of a form, which are no sample.
    """
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))


def kr20(p: Sequence[float], marks: Sequence[int], score_sd: float) -> float:
    """Return Kuder and Richardson's formula 20 for a standard deviation of scores that is known.

    k / (k - 1) · (1 - Σ m² p (1 - p) / σ²) (Kuder and Richardson, 1937). From p alone there is no
    reliability: it depends on how far candidates differ. Where items are worth several marks,
    m² p (1 - p) is the most their variance can be, and the figure a lower bound of coefficient
    alpha.

    :param score_sd: in marks, above 0.
    """
    within = math.fsum(m * m * share * (1 - share) for share, m in zip(p, marks, strict=True))
    count = len(p)
    return count / (count - 1) * (1 - within / score_sd**2)
