"""The plan of dealing: which class counts how often, which items how often, and what is proven.

1. The best mixture of class counts, and its bound (``hull``).
2. Exposures of the items, tilted towards the targets if there is a window (``aim``).
3. A trial. Where repair within classes seldom reaches the window, each item becomes a class of its
   own and the window a set of rows, so that the solver itself finds forms inside.
4. What to expect, from a larger trial, and warnings.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.loft.aim import (
    Window,
    exposures,
    scatter_of,
    tilted_means,
    window_of,
)
from exam_engine.assembly.loft.balance import balanced
from exam_engine.assembly.loft.classes import Classes, classes_of
from exam_engine.assembly.loft.decks import strides_of
from exam_engine.assembly.loft.hull import Mixture, best_mixture, no_targets
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray, Problem, Row

ROUNDS, FINE_ROUNDS = 400, 60
_GAP = 0.004
_ENOUGH_BITS = 24
"""Class counts that leave fewer than 2^24 forms are mixed by a walk as well."""


class LoftPlan(NamedTuple):
    """How forms are dealt; the same plan and stream give the same forms.

    ``vectors``: shape (K, C), class counts; ``turns``: shape (K,), and ``strides``: shape
    (columns,), how long from one turn to the next (``decks``). ``moves``: exchanges that each form
    is mixed by. ``starts``: shape (s, columns), forms inside the window from which a walk begins
    where dealing does not reach it.

    ``bound``: proven: however forms are dealt, two of them have at least so many items in common
    on average (over independent candidates). ``expected_overlap``: what this plan comes to.
    ``exposure``: shape (items,), the share of forms on which each item is planned to stand.
    """

    problem: Problem
    window: Window | None
    classes: Classes
    vectors: IntArray
    turns: IntArray
    strides: IntArray
    moves: int
    starts: NDArray[np.bool_]
    bound: float
    expected_overlap: float
    exposure: NDArray[np.float64]
    warnings: tuple[str, ...]


def coarse_plan(problem: Problem, half: IntArray | None, words: Words) -> LoftPlan:
    """Return steps 1 and 2: items that no row tells apart are one class.

    :param half: shape (k,), how far figures may be from their aims; None: they do not matter.
    """
    window = None
    if problem.targets is not None and half is not None:
        window = window_of(problem.targets, half)
    classes = classes_of(problem)
    if window is None:
        return _planned(
            problem, None, classes, best_mixture(classes, no_targets(classes), ROUNDS, _GAP)
        )
    mixture = best_mixture(classes, scatter_of(classes, window), ROUNDS, _GAP)
    offers = tilted_means(classes, exposures(classes, mixture.mean, window), window)
    mixture = balanced(classes, mixture, offers, window, words)
    return _planned(problem, window, classes, mixture)


def fine_plan(problem: Problem, window: Window, bound: float) -> LoftPlan:
    """Return the same with items told apart by their coefficients, and the window as rows."""
    columns = np.arange(problem.columns, dtype=np.int64)
    rows = tuple(
        Row("window of the target", columns, values, int(low), int(high))
        for values, low, high in zip(window.coefficients, window.low, window.high, strict=True)
    )
    strict = problem._replace(rows=(*problem.rows, *rows))
    classes = classes_of(strict, window.coefficients)
    mixture = best_mixture(classes, no_targets(classes), FINE_ROUNDS, _GAP)
    plan = _planned(strict, None, classes, mixture._replace(bound=max(bound, mixture.bound)))
    return plan._replace(problem=problem, window=window)


def _planned(
    problem: Problem, window: Window | None, classes: Classes, mixture: Mixture
) -> LoftPlan:
    chances = exposures(classes, mixture.mean, window)
    length = int(mixture.vectors[:, classes.scored].sum(axis=1).max(initial=0))
    return LoftPlan(
        problem=problem,
        window=window,
        classes=classes,
        vectors=mixture.vectors,
        turns=strides_of(mixture.weights),
        strides=strides_of(chances),
        moves=0 if _bits(classes, mixture) >= _ENOUGH_BITS else 2 * length,
        starts=np.zeros((0, problem.columns), dtype=bool),
        bound=mixture.bound,
        expected_overlap=mixture.overlap,
        exposure=chances[: problem.items],
        warnings=(),
    )


def _bits(classes: Classes, mixture: Mixture) -> float:
    """Return the mean number of binary digits that tell apart the forms of one class count."""
    sizes = classes.sizes.tolist()
    digits = [
        sum(math.log2(math.comb(n, k)) for n, k in zip(sizes, vector, strict=True) if k)
        for vector in mixture.vectors.tolist()
    ]
    return float(mixture.weights @ np.array(digits))
