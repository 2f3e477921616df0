"""Information, expected score and errors over ability, under the three-parameter logistic model.

P(θ) = c + (1 - c) / (1 + exp(-a (θ - b))), without the constant 1.7 (Birnbaum, 1968, in Lord and
Novick, *Statistical Theories of Mental Test Scores*, chapters 17-20; Lord, *Applications of Item
Response Theory to Practical Testing Problems*, 1980). An item of several marks is taken to earn all
of them or none: then its share of marks is P, and errors are stated rather too large than too
small. Abilities stand on the scale of the parameters, usually mean 0 and standard deviation 1.

Arrays: t abilities in rows, n items in columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_WIDEST, _STEPS = 6.0, 241
"""Quadrature over the standard normal distribution: equal steps of 0.05 from -6 to 6."""


class Model(NamedTuple):
    """Parameters of n items and what each is worth; all of shape (n,)."""

    a: Array
    b: Array
    c: Array
    marks: Array


class Marginal(NamedTuple):
    """What is expected of candidates whose abilities are standard normal.

    ``reliability``: of the scores, σ²(T) / σ²(X), the true scores' share of the variance; in
    ``ability``: (1 - E[1 / I(θ)]), what Green, Bock, Humphreys, Linn and Reckase (1984) call
    marginal reliability, None where the error exceeds the spread of abilities.
    """

    mean: float
    sd: float
    reliability: float
    ability: float | None


def probabilities(model: Model, at: Array) -> Array:
    """Return P, shape (t, n)."""
    slope = np.clip(model.a * (at[:, None] - model.b), -700.0, 700.0)
    return np.asarray(model.c + (1 - model.c) / (1 + np.exp(-slope)))


def information(model: Model, at: Array) -> Array:
    """Return the information at each ability, shape (t,).

    I(θ) = Σ a² (Q / P) ((P - c) / (1 - c))² (Lord, 1980, equation 5-9 with D = 1).
    """
    p = probabilities(model, at)
    return np.asarray((model.a**2 * (1 - p) / p * ((p - model.c) / (1 - model.c)) ** 2).sum(axis=1))


def expected_score(model: Model, at: Array) -> Array:
    """Return the test characteristic curve in marks, T(θ) = Σ m P, shape (t,)."""
    return np.asarray(probabilities(model, at) @ model.marks)


def score_error(model: Model, at: Array) -> Array:
    """Return the conditional standard error of the score in marks, √(Σ m² P Q), shape (t,).

    Lord (1980, section 4.1): the variance of a sum of independent marks at one ability.
    """
    p = probabilities(model, at)
    return np.asarray(np.sqrt((p * (1 - p)) @ model.marks**2))


def marginal(model: Model) -> Marginal:
    """Return what is expected of candidates whose abilities are standard normal.

    σ²(X) = σ²(T) + E[Σ m² P Q]: the variance of true scores and the mean error variance (Kolen,
    Zeng and Hanson, 1996, apply the same to scale scores).
    """
    at = np.linspace(-_WIDEST, _WIDEST, _STEPS)
    weights = np.exp(-(at**2) / 2)
    weights /= weights.sum()
    true = expected_score(model, at)
    mean = float(weights @ true)
    between = float(weights @ (true - mean) ** 2)
    within = float(weights @ score_error(model, at) ** 2)
    total = between + within
    # Beyond ±6 there is nobody, and far out there is next to no information to divide by.
    kept = np.maximum(information(model, at), 1e-9)
    error = float(weights @ (1 / kept))
    return Marginal(
        mean=mean,
        sd=total**0.5,
        reliability=between / total if total else 0.0,
        ability=1 - error if error < 1 else None,
    )


def ability_at(model: Model, score: float) -> float | None:
    """Return the ability at which ``score`` is expected, or None if it is not between ±6.

    By bisection: the characteristic curve rises, as every a is above 0.
    """
    low, high = -_WIDEST, _WIDEST
    ends = expected_score(model, np.array([low, high]))
    if not ends[0] <= score <= ends[1]:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if float(expected_score(model, np.array([middle]))[0]) < score:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def grid(low: float = -3.0, high: float = 3.0, steps: int = 61) -> Array:
    """Return the abilities that curves are drawn over."""
    return np.linspace(low, high, steps)


def model_of(parameters: Sequence[tuple[str, str, str]], marks: Sequence[int]) -> Model:
    """Return the model of items from their a, b, c as decimal texts; an empty a is 1, c 0."""
    return Model(
        a=np.array([float(a or 1) for a, _, _ in parameters]),
        b=np.array([float(b) for _, b, _ in parameters]),
        c=np.array([float(c or 0) for _, _, c in parameters]),
        marks=np.array(marks, dtype=np.float64),
    )
