"""Made-up candidates do what their model says, and make a usual exam of forty items."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from exam_engine.errors import EstimationError
from exam_engine.psychometrics import (
    OMITTED,
    draw_parameters,
    probability_right,
    score_statistics,
    scores_of_right,
    simulate_candidates,
    tally_arrays,
)

ITEMS = [f"q{n}" for n in range(40)]


def test_the_same_generator_gives_the_same_candidates() -> None:
    runs = []
    for _ in range(2):
        rng = np.random.default_rng(11)
        parameters = draw_parameters(rng, ITEMS)
        runs.append((parameters, simulate_candidates(rng, parameters, [0] * 40, 50)))
    pd.testing.assert_frame_equal(runs[0][0], runs[1][0])
    assert np.array_equal(runs[0][1].chosen, runs[1][1].chosen)
    assert np.array_equal(runs[0][1].time_ms, runs[1][1].time_ms)


@pytest.mark.parametrize("start", range(5))
def test_forty_items_make_a_usual_exam(start: int) -> None:
    rng = np.random.default_rng(start)
    parameters = draw_parameters(rng, ITEMS)
    right = rng.integers(0, 4, 40)
    made = simulate_candidates(rng, parameters, right, 2000)
    options = [list("abcd")] * 40
    test = score_statistics(
        tally_arrays(ITEMS, options, scores_of_right(right, options), made.chosen, made.time_ms)
    )
    assert 0.60 * 40 <= test.mean.value <= 0.75 * 40
    assert 0.78 <= test.alpha.value <= 0.88
    minutes = np.median(made.time_ms.sum(axis=1)) / 60_000
    assert 25 < minutes < 60


def test_the_model_is_the_three_parameter_logistic() -> None:
    parameters = pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, 1.0], "c": [0.2, 0.0]})
    shown = probability_right(parameters, np.array([0.0, 1.0]))
    # By hand: .2 + .8 / 2; 1 / (1 + e²); .2 + .8 / (1 + e⁻¹); 1 / 2.
    expected = [[0.6, 0.119203], [0.784847, 0.5]]
    assert shown == pytest.approx(np.array(expected), abs=1e-6)


def test_shares_follow_the_parameters() -> None:
    rng = np.random.default_rng(3)
    parameters = draw_parameters(rng, ["q"])
    parameters["omit"] = 0.02
    made = simulate_candidates(rng, parameters, [2], 200_000)
    right = probability_right(parameters, made.theta)[:, 0]
    omit = 0.02 * np.exp2(-made.theta)
    assert (made.chosen[:, 0] == OMITTED).mean() == pytest.approx(omit.mean(), abs=0.002)
    assert (made.chosen[:, 0] == 2).mean() == pytest.approx((right * (1 - omit)).mean(), abs=0.004)
    assert set(np.unique(made.chosen)) == {-1, 0, 1, 2, 3}
    assert made.time_ms.min() >= 1000


def test_an_answer_key_that_does_not_fit_is_refused() -> None:
    rng = np.random.default_rng(1)
    parameters = draw_parameters(rng, ["q1", "q2"])
    with pytest.raises(EstimationError, match="one right option from 0 to 3"):
        simulate_candidates(rng, parameters, [0, 4], 10)
