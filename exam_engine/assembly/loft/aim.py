"""Exposures within classes: alike, or tilted so that forms meet their targets on average.

Given the mean count x of each class, the exposures p nearest to alike that bring the figures of a
form inside the window solve: minimise Σ p² with Σ p = x in each class, window, 0 ≤ p. Without the
last they are p = x/n + μ·(a - class mean of a), with a the item's coefficients and μ one number a
figure. Items whose p would be negative are given none, and the others are computed again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import lsq_linear

from exam_engine.assembly.loft.classes import Classes
from exam_engine.assembly.loft.hull import FloatArray, Scatter
from exam_engine.assembly.programme import IntArray, Targets

_ROUNDS = 25
_EVEN = 1e-9
"""Share of a unit matrix in G: keeps it invertible, and makes the bound lower, never higher."""


class Window(NamedTuple):
    """Where the figures of a form lie: ``low``, ``high``, shape (k,), whole millionths.

    ``coefficients``: shape (k, columns).
    """

    coefficients: IntArray
    low: IntArray
    high: IntArray

    def holds(self, figures: IntArray) -> bool:
        """Return whether ``figures``, shape (k,), lie inside."""
        return bool(((figures >= self.low) & (figures <= self.high)).all())


def window_of(targets: Targets, half: IntArray) -> Window:
    """Return the window of ``half`` millionths either side of the aims."""
    aims = targets.aims[0]
    return Window(targets.coefficients, aims - half, aims + half)


def scatter_of(classes: Classes, window: Window) -> Scatter:
    """Return what ``window`` means for classes."""
    unit = _units(window)
    values = window.coefficients / unit[:, None]
    means = _class_means(classes, values, np.ones(values.shape[1]))
    held = classes.of >= 0
    centred = (values - means[:, classes.of])[:, held]
    return Scatter(means, _root(centred @ centred.T), window.low / unit, window.high / unit)


def exposures(classes: Classes, mean: FloatArray, window: Window | None) -> FloatArray:
    """Return the exposure of each column, shape (columns,), 0 to 1, for class counts ``mean``."""
    free = classes.of >= 0
    alike = np.where(free, (mean / classes.sizes)[classes.of], 0.0)
    if window is None:
        return alike
    inner = _inner(window)
    unit = _units(window)
    values = window.coefficients / unit[:, None]
    tilted = alike
    for _ in range(_ROUNDS):
        tilted = _tilted(classes, mean, values, free, inner)
        gone = free & (tilted < 0) & (mean[classes.of] > 0)
        if not gone.any():
            break
        free = free & ~gone
    return tilted.clip(0.0, 1.0)


def tilted_means(classes: Classes, chances: FloatArray, window: Window) -> FloatArray:
    """Return what an item dealt from each class offers on average, shape (k, C), in millionths.

    :param chances: shape (columns,), the exposure of each column.
    """
    evenly = _class_means(classes, window.coefficients, np.ones(len(chances)))
    planned = np.bincount(
        classes.of[classes.of >= 0], chances[classes.of >= 0], minlength=classes.number
    )
    dealt = _class_means(classes, window.coefficients, chances)
    offers: FloatArray = np.where(planned > 0, dealt, evenly)
    return offers


def _inner(window: Window) -> tuple[FloatArray, FloatArray]:
    """Return the middle half of the window: whoever aims at its edge misses half the time."""
    unit, quarter = _units(window), (window.high - window.low) / 4
    return (window.low + quarter) / unit, (window.high - quarter) / unit


def _tilted(
    classes: Classes,
    mean: FloatArray,
    values: FloatArray,
    free: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    inner: tuple[FloatArray, FloatArray],
) -> FloatArray:
    weight = free.astype(np.float64)
    sizes = np.bincount(classes.of[free], minlength=classes.number)
    level = np.divide(mean, sizes, out=np.zeros(classes.number), where=sizes > 0)
    means = _class_means(classes, values, weight)
    centred = np.where(free, values - means[:, classes.of], 0.0)
    root = _root(centred @ centred.T)
    at = means @ mean
    low, high = np.minimum(*inner) - at, np.maximum(*inner) - at
    if ((low <= 0) & (high >= 0)).all():
        return np.where(free, level[classes.of], 0.0)
    off = lsq_linear(root, np.zeros(len(at)), (low, np.maximum(high, low + 1e-9))).x
    tilt = root.T @ (root @ off)
    return np.where(free, level[classes.of] + tilt @ centred, 0.0)


def _units(window: Window) -> FloatArray:
    """Return a unit for each figure, so that all are of about the same size."""
    units: FloatArray = np.maximum(1.0, np.abs(window.coefficients).mean(axis=1))
    return units


def _class_means(classes: Classes, values: FloatArray | IntArray, weight: FloatArray) -> FloatArray:
    held = classes.of >= 0
    sums = np.stack(
        [
            np.bincount(classes.of[held], (line * weight)[held], minlength=classes.number)
            for line in values
        ]
    )
    sizes = np.bincount(classes.of[held], weight[held], minlength=classes.number)
    means: FloatArray = np.divide(sums, sizes, out=np.zeros_like(sums), where=sizes > 0)
    return means


def _root(scatter: FloatArray) -> FloatArray:
    """Return R with R'R = (scatter + a little)⁻¹."""
    little = _EVEN * max(1.0, float(np.trace(scatter)))
    values, vectors = np.linalg.eigh(scatter + little * np.eye(len(scatter)))
    root: FloatArray = (vectors / np.sqrt(np.maximum(values, little))).T
    return root
