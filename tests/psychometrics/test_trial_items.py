"""Items on trial: in no total, and with statistics of their own against that total.

Parents: the same data without the trial items (whole-test statistics have to be equal), and
numpy's correlation with the total of the scored items.
"""

import numpy as np
import pytest

from exam_engine.errors import EstimationError
from exam_engine.psychometrics import analyse, response_matrix, tally_matrix
from exam_engine.psychometrics.frames import scores_frame
from exam_engine.psychometrics.scoring import OptionScores, scores_of_answers

RNG = np.random.default_rng(20261122)
N, J = 240, 9
TRIAL = [0, 4, 7]
SCORED = [item for item in range(J) if item not in TRIAL]


def _chosen():
    ability = RNG.normal(size=(N, 1))
    right = RNG.random((N, J)) < 1 / (1 + np.exp(-1.2 * (ability - RNG.normal(size=J))))
    wrong = RNG.integers(1, 4, (N, J))
    chosen = np.where(right, 0, wrong).astype(np.int8)
    chosen[RNG.random((N, J)) < 0.03] = -1
    return chosen


CHOSEN = _chosen()


def _studied(places, trial=()):
    items = [f"q{place}" for place in places]
    matrix = response_matrix(
        [f"c{person}" for person in range(N)], items, ["abcd"] * len(items), CHOSEN[:, places]
    )
    scores = scores_of_answers(
        matrix, dict.fromkeys(items, "a"), trial={f"q{place}" for place in trial}
    )
    return matrix, scores, analyse(tally_matrix(matrix, scores), cut_score=3).statistics


def test_the_whole_test_is_as_if_trial_items_were_not_there():
    _, _, whole = _studied(range(J), TRIAL)
    _, _, alone = _studied(SCORED)
    for name in ("mean", "sd", "skew", "alpha", "sem", "passed"):
        assert getattr(whole.scores, name) == getattr(alone.scores, name), name
    assert whole.scores.total_marks == len(SCORED)
    assert whole.scores.items == len(SCORED)
    np.testing.assert_array_equal(whole.scores.distribution, alone.scores.distribution)
    own = [f"q{place}" for place in SCORED]
    for column in ("p", "r_total", "r_rest", "d", "alpha_without"):
        np.testing.assert_allclose(whole.items.loc[own, column], alone.items.loc[own, column])


def test_a_trial_item_is_correlated_with_the_total_of_the_others():
    _, _, whole = _studied(range(J), TRIAL)
    total = (CHOSEN[:, SCORED] == 0).sum(axis=1)
    for place in TRIAL:
        row = whole.items.loc[f"q{place}"]
        mark = CHOSEN[:, place] == 0
        assert row["p"] == pytest.approx(mark.mean())
        assert row["r_rest"] == pytest.approx(np.corrcoef(mark, total)[0, 1])
        assert row["r_rest"] == pytest.approx(row["r_total"])
        assert np.isnan(row["alpha_without"])
        wrong = whole.options[whole.options["item"] == f"q{place}"].set_index("label")
        chose = CHOSEN[:, place] == 2
        assert wrong.loc["C", "r_rest"] == pytest.approx(np.corrcoef(chose, total)[0, 1])


def test_the_total_of_a_person_leaves_them_out():
    matrix, scores, _ = _studied(range(J), TRIAL)
    np.testing.assert_array_equal(
        scores_frame(matrix, scores)["total"], (CHOSEN[:, SCORED] == 0).sum(axis=1)
    )


def test_tallies_with_other_trial_items_are_not_added():
    matrix, scores, _ = _studied(range(J), TRIAL)
    _, other, _ = _studied(range(J), TRIAL[:1])
    with pytest.raises(EstimationError):
        tally_matrix(matrix, scores) + tally_matrix(matrix, other)


def test_flags_of_trial_fit_the_items():
    with pytest.raises(EstimationError, match="each item once"):
        OptionScores(np.ones((3, 2), dtype=int), np.array([True]))
