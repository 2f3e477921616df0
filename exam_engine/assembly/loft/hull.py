"""The mixture of class counts under which two forms have the least in common.

Let p be the exposure of each item: the chance that a form holds it. Two forms drawn alike have
Σ p² items in common on average. Exposures that can be had are the hull of all feasible forms; by
symmetry the best are equal within a class, so that it is enough to look at x, the mean count of
each class of size n: Σ x²/n over the hull of feasible class counts. Frank and Wolfe's method
(1956), with all weights set anew in each round (von Hohenbalken, 1977): ``pricing`` finds counts
that the gradient likes, non-negative least squares (Lawson and Hanson, 1974) mixes all found.

Targets: let M hold the mean coefficients of each class, G the scatter of the items' coefficients
within their classes. To bring the mean of forms from M x to t inside the window, exposures have to
differ within classes, which costs at least (t - M x)' G⁻¹ (t - M x), added to the objective.

The objective is convex: it lies above its tangent, f(y) ≥ f(x) + ∇f(x)·(y - x). The solver's proven
minimum of the right side over all feasible counts, or over a relaxation of them, is therefore a
proven bound, whatever x is. A good x is known before the first round: the optimum where counts need
not be whole, one quadratic programme. Its bound is mostly so near that rounds end early.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from exam_engine.assembly.flat import Flat
from exam_engine.assembly.loft.classes import Classes, programme_of
from exam_engine.assembly.loft.pricing import Pricing
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.solver import least_squares

FloatArray = NDArray[np.float64]
_HEAVY = 1_000.0
"""How much more a broken sum of weights costs than overlap."""
_LEAST_WEIGHT = 1e-6
_ROUNDING = 1e-6
_PATIENCE, _PROGRESS = 24, 0.1
"""Rounds end where so many of them brought less than this share of the gap asked for."""
_MOST_TILT = 1_000.0


class Scatter(NamedTuple):
    """What targets mean for classes, k figures, in units of their windows.

    ``means``: shape (k, C); ``root``: shape (k, k), with root' root = G⁻¹; ``low``, ``high``:
    shape (k,), where the figures of a form have to lie.
    """

    means: FloatArray
    root: FloatArray
    low: FloatArray
    high: FloatArray


class Mixture(NamedTuple):
    """``vectors``: shape (K, C), feasible class counts; ``weights``: shape (K,), adding up to 1.

    ``overlap``: Σ x²/n, without what targets cost; ``bound``: no way of dealing makes two forms
    have fewer items in common on average.
    """

    vectors: IntArray
    weights: FloatArray
    overlap: float
    bound: float

    @property
    def mean(self) -> FloatArray:
        """Return the mean count of each class, shape (C,)."""
        mean: FloatArray = self.weights @ self.vectors
        return mean


def no_targets(classes: Classes) -> Scatter:
    """Return the scatter of no figures at all."""
    none = np.zeros(0)
    return Scatter(np.zeros((0, classes.number)), np.zeros((0, 0)), none, none)


def best_mixture(classes: Classes, scatter: Scatter, rounds: int, gap: float) -> Mixture:
    """Return the best mixture found within ``rounds``, or as soon as it is ``gap`` from the bound.

    :param gap: relative: 0.002 ends within 0.2 % of the proven bound.
    :raises FormInfeasible: if no form keeps to all rows.
    """
    shares = np.where(classes.scored, 1.0 / classes.sizes, 0.0)
    programme = programme_of(classes)
    pricing = Pricing(programme)
    found, weights = [pricing.first()], np.ones(1)
    bound = _bound_ahead(programme, pricing, shares, scatter)
    values: list[float] = []
    for _ in range(rounds):
        mean = weights @ np.array(found)
        value, gradient = _objective(mean, shares, scatter)
        values.append(value)
        if bound >= value * (1 - gap) or _stands_still(values, gap):
            break
        counts, least = pricing.priced(gradient, mean)
        bound = max(bound, value + least - float(gradient @ mean))
        if counts is None:
            break
        found.append(counts)
        weights = _mixed(np.array(found), shares, scatter)
    kept = weights > _LEAST_WEIGHT
    vectors, weights = np.array(found)[kept], weights[kept] / weights[kept].sum()
    mean = weights @ vectors
    return Mixture(vectors, weights, float(shares @ mean**2), max(0.0, bound - _ROUNDING))


def _stands_still(values: list[float], gap: float) -> bool:
    if len(values) <= _PATIENCE:
        return False
    return values[-1 - _PATIENCE] - values[-1] < _PROGRESS * gap * values[-1]


def _bound_ahead(programme: Flat, pricing: Pricing, shares: FloatArray, scatter: Scatter) -> float:
    """Return the bound from the tangent at the best counts that need not be whole."""
    mean = _best_in_parts(programme, shares, scatter)
    if not len(mean):
        return 0.0
    value, gradient = _objective(mean, shares, scatter)
    return value + pricing.least(gradient) - float(gradient @ mean)


def _best_in_parts(programme: Flat, shares: FloatArray, scatter: Scatter) -> FloatArray:
    """Return the counts, shape (C,), not whole, at which the objective is least (or nearly so).

    With s = R (t - M x) the cost of targets is Σ s², and M x + R⁻¹ s lies inside the window; s is
    written as the difference of two columns that are not negative.
    """
    classes, figures = len(shares), len(scatter.low)
    tilts = np.linalg.inv(scatter.root)
    lines = np.hstack((scatter.means, tilts, -tilts))
    at = np.tile(np.arange(classes + 2 * figures, dtype=np.int64), figures)
    lengths = np.full(figures, classes + 2 * figures, dtype=np.int64)
    both = programme._replace(
        costs=np.zeros(classes + 2 * figures),
        upper=np.append(programme.upper, np.full(2 * figures, _MOST_TILT)),
        whole=np.zeros(classes + 2 * figures, dtype=bool),
        starts=np.append(programme.starts, programme.starts[-1] + np.cumsum(lengths)),
        at=np.append(programme.at, at),
        value=np.append(programme.value, lines.reshape(-1)),
        low=np.append(programme.low, scatter.low),
        high=np.append(programme.high, scatter.high),
    )
    return least_squares(both, np.append(shares, np.ones(2 * figures)))[:classes]


def _objective(mean: FloatArray, shares: FloatArray, scatter: Scatter) -> tuple[float, FloatArray]:
    """Return the objective at ``mean`` and its gradient."""
    off = _off(mean, scatter)
    tilt = scatter.root @ off
    value = float(shares @ mean**2 + tilt @ tilt)
    slope: FloatArray = 2 * shares * mean - 2 * scatter.means.T @ (scatter.root.T @ tilt)
    return value, slope


def _off(mean: FloatArray, scatter: Scatter) -> FloatArray:
    """Return t - M x for the cheapest t inside the window."""
    if not len(scatter.low):
        return np.zeros(0)
    at = scatter.means @ mean
    width = scatter.high - scatter.low
    left, right = scatter.root * width, np.diag(np.full(len(width), _HEAVY))
    matrix = np.block([[left, np.zeros_like(left)], [right, right]])
    goal = np.concatenate((scatter.root @ (at - scatter.low), np.full(len(width), _HEAVY)))
    share, _ = nnls(matrix, goal)
    off: FloatArray = scatter.low + width * share[: len(width)].clip(0, 1) - at
    return off


def _mixed(vectors: IntArray, shares: FloatArray, scatter: Scatter) -> FloatArray:
    """Return the weights of ``vectors``, shape (K,), that minimise the objective."""
    count, figures = len(vectors), len(scatter.low)
    width = scatter.high - scatter.low
    matrix = np.zeros((vectors.shape[1] + 2 * figures + 1, count + 2 * figures))
    goal = np.zeros(len(matrix))
    matrix[: vectors.shape[1], :count] = (vectors * np.sqrt(shares)).T
    tilts = slice(vectors.shape[1], vectors.shape[1] + figures)
    matrix[tilts, :count] = scatter.root @ (scatter.means @ vectors.T)
    matrix[tilts, count : count + figures] = -scatter.root * width
    goal[tilts] = scatter.root @ scatter.low
    boxes = np.arange(figures)
    for half in range(2):
        matrix[tilts.stop + boxes, count + half * figures + boxes] = _HEAVY
    matrix[-1, :count] = _HEAVY
    goal[tilts.stop :] = _HEAVY
    weights, _ = nnls(matrix, goal, maxiter=30 * matrix.shape[1])
    mixed: FloatArray = weights[:count] / weights[:count].sum()
    return mixed
