"""Curves over ability against definitions, known maxima and other ways to compute the same."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from exam_engine.assembly.facts import ability
from exam_engine.assembly.facts.ability import Model, model_of

SLOPES = st.floats(0.2, 2.5)
PLACES = st.floats(-3, 3)
GUESSES = st.floats(0, 0.4)
ITEMS = st.lists(st.tuples(SLOPES, PLACES, GUESSES, st.integers(1, 4)), min_size=1, max_size=8)


def model(items):
    a, b, c, marks = (np.array(column, dtype=float) for column in zip(*items, strict=True))
    return Model(a, b, c, marks)


def one(a="1", b="0", c="0", marks=1):
    return model_of([(a, b, c)], [marks])


@given(ITEMS, PLACES)
def test_information_is_fishers_by_its_definition(items, at):
    """I(θ) = Σ P'(θ)² / (P Q): here with a numerical derivative of P."""
    found = ability.information(model(items), np.array([at]))[0]
    step, total = 1e-5, 0.0
    for a, b, c, _ in items:

        def p(theta, a=a, b=b, c=c):
            return c + (1 - c) / (1 + math.exp(-a * (theta - b)))

        slope = (p(at + step) - p(at - step)) / (2 * step)
        total += slope**2 / (p(at) * (1 - p(at)))
    assert found == pytest.approx(total, rel=1e-5, abs=1e-9)


@given(SLOPES, PLACES, GUESSES)
def test_information_of_an_item_is_highest_where_birnbaum_found_it(a, b, c):
    """Lord (1980), equation 10-4: θ = b + ln((1 + √(1 + 8 c)) / 2) / a, with D = 1."""
    top = b + math.log((1 + math.sqrt(1 + 8 * c)) / 2) / a
    around = ability.information(model([(a, b, c, 1)]), np.array([top - 0.01, top, top + 0.01]))
    assert around[1] >= around[0]
    assert around[1] >= around[2]


def test_without_guessing_the_maximum_is_a_squared_over_four():
    assert ability.information(one(a="1.6"), np.array([0.0]))[0] == pytest.approx(0.64)


def test_left_out_parameters_are_those_of_the_rasch_model():
    assert model_of([("", "0.5", "")], [1]) == one(a="1", b="0.5", c="0")


@given(ITEMS, PLACES)
def test_errors_and_scores_are_those_of_independent_marks(items, at):
    """Mean and variance of the score, by enumerating every pattern of right and wrong."""
    items = items[:6]
    share = [c + (1 - c) / (1 + math.exp(-a * (at - b))) for a, b, c, _ in items]
    mean = square = 0.0
    for pattern in range(2 ** len(items)):
        chance, score = 1.0, 0
        for n, (_, _, _, marks) in enumerate(items):
            right = pattern >> n & 1
            chance *= share[n] if right else 1 - share[n]
            score += marks * right
        mean += chance * score
        square += chance * score**2
    spot = np.array([at])
    assert ability.expected_score(model(items), spot)[0] == pytest.approx(mean)
    error = ability.score_error(model(items), spot)[0]
    assert error == pytest.approx(math.sqrt(max(0.0, square - mean**2)), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(ITEMS)
def test_marginal_figures_agree_with_adaptive_quadrature(items):
    of = model(items)

    def over_people(figure):
        return quad(lambda at: figure(np.array([at]))[0] * norm.pdf(at), -8, 8, limit=200)[0]

    mean = over_people(lambda at: ability.expected_score(of, at))
    between = over_people(lambda at: (ability.expected_score(of, at) - mean) ** 2)
    within = over_people(lambda at: ability.score_error(of, at) ** 2)
    found = ability.marginal(of)
    assert found.mean == pytest.approx(mean, rel=1e-5)
    assert found.sd == pytest.approx(math.sqrt(between + within), rel=1e-4)
    assert found.reliability == pytest.approx(between / (between + within), abs=1e-4)


def test_more_of_the_same_items_are_more_reliable_as_spearman_and_brown_say():
    """Twice the same items: true scores double, so that 2 r / (1 + r) holds exactly."""
    single = ability.marginal(model([(1.0, 0.0, 0.0, 1)] * 10)).reliability
    double = ability.marginal(model([(1.0, 0.0, 0.0, 1)] * 20)).reliability
    assert double == pytest.approx(2 * single / (1 + single), rel=1e-9)


@given(ITEMS, st.floats(0.05, 0.95))
def test_the_ability_at_a_score_is_where_that_score_is_expected(items, share):
    of = model(items)
    low, high = ability.expected_score(of, np.array([-6.0, 6.0]))
    score = low + share * (high - low)
    at = ability.ability_at(of, score)
    assert at is not None
    assert ability.expected_score(of, np.array([at]))[0] == pytest.approx(score, abs=1e-6)


def test_a_score_that_guessing_alone_exceeds_has_no_ability():
    assert ability.ability_at(one(c="0.25", marks=4), 0.9) is None


def test_too_little_information_leaves_no_reliability_of_ability():
    assert ability.marginal(one()).ability is None
