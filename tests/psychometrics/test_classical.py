"""Item and test statistics against published values and against pandas and scipy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from exam_engine.psychometrics import (
    NOT_PRESENTED,
    OptionScores,
    item_statistics,
    response_matrix,
    score_statistics,
    scores_frame,
    scores_of_right,
    tally_arrays,
    tally_matrix,
    upper_lower,
)
from exam_engine.psychometrics.intervals import newcombe


def test_lsat7_has_the_published_reliability(lsat7: Any) -> None:
    # alpha, Feldt's interval and SEM as R's psych 2.2.9 gives them for these data; p from the
    # margins of the published table.
    matrix, scores = lsat7
    test = score_statistics(tally_matrix(matrix, scores))
    assert test.alpha.value == pytest.approx(0.453409, abs=5e-7)
    assert test.alpha.low == pytest.approx(0.397956, abs=5e-7)
    assert test.alpha.high == pytest.approx(0.505203, abs=5e-7)
    assert test.sem.value == pytest.approx(0.886130, abs=5e-7)
    assert (test.mean.value, test.minimum, test.maximum) == (3.707, 0, 5)
    assert test.distribution.tolist() == [12, 40, 114, 205, 321, 308]
    items = item_statistics(tally_matrix(matrix, scores))
    assert items["p"].tolist() == [0.828, 0.658, 0.772, 0.606, 0.843]


def test_items_are_those_of_pandas(made_up: Any) -> None:
    matrix, scores = made_up()
    marks = scores_frame(matrix, scores)
    total, marks = marks["total"], marks.drop(columns="total")
    shown = item_statistics(tally_matrix(matrix, scores))
    expected = pd.DataFrame(
        {
            "p": marks.mean(),
            "variance": marks.var(),
            "r_total": marks.corrwith(total),
            "r_rest": pd.Series({item: marks[item].corr(total - marks[item]) for item in marks}),
            "alpha_without": pd.Series({item: _alpha(marks.drop(columns=item)) for item in marks}),
            "omitted": (matrix.chosen == -1).mean(axis=0),
            "not_reached": (matrix.chosen == -2).mean(axis=0),
        }
    )
    pd.testing.assert_frame_equal(shown[expected.columns], expected, check_names=False, rtol=1e-12)
    assert (shown["n"] == 200).all()


def test_the_test_is_that_of_pandas(made_up: Any) -> None:
    matrix, scores = made_up()
    marks = scores_frame(matrix, scores)
    total, marks = marks["total"], marks.drop(columns="total")
    test = score_statistics(tally_matrix(matrix, scores), cut_score=5)
    assert test.alpha.value == pytest.approx(_alpha(marks), rel=1e-12)
    # KR-20 in its population-variance form is the same number.
    pq = (marks.mean() * (1 - marks.mean())).sum()
    assert test.alpha.value == pytest.approx(8 / 7 * (1 - pq / total.var(ddof=0)), rel=1e-12)
    assert test.mean.value == total.mean()
    assert test.sd.value == pytest.approx(total.std(), rel=1e-12)
    assert test.sem.value == pytest.approx(total.std() * math.sqrt(1 - _alpha(marks)), rel=1e-12)
    low, high = stats.t.interval(0.95, 199, total.mean(), total.sem())
    assert (test.mean.low, test.mean.high) == pytest.approx((low, high), rel=1e-12)
    assert test.skew.value == pytest.approx(stats.skew(total) * (199 / 200) ** 1.5, rel=1e-10)
    assert test.passed is not None
    assert test.passed.value == (total >= 5).mean()


def _alpha(marks: pd.DataFrame) -> float:
    k = marks.shape[1]
    return float(k / (k - 1) * (1 - marks.var().sum() / marks.sum(axis=1).var()))


def test_intervals_are_those_of_scipy(made_up: Any) -> None:
    matrix, scores = made_up(persons=80)
    marks = scores_frame(matrix, scores)
    shown = item_statistics(tally_matrix(matrix, scores))
    for item in matrix.items:
        right = int(marks[item].sum())
        wilson = stats.binomtest(right, 80).proportion_ci(method="wilson")
        fisher = stats.pearsonr(marks[item], marks["total"] - marks[item]).confidence_interval()
        row = shown.loc[item]
        assert (row["p_low"], row["p_high"]) == pytest.approx((wilson.low, wilson.high))
        assert (row["r_rest_low"], row["r_rest_high"]) == pytest.approx((fisher.low, fisher.high))


def test_the_interval_of_a_difference_is_newcombe_s() -> None:
    # Newcombe (1998), table II, 56/70 - 48/80, method 10.
    low, high = newcombe(np.array(56 / 70), np.array(70.0), np.array(48 / 80), np.array(80.0))
    assert (float(low), float(high)) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_intervals_of_sd_and_sem_are_as_wide_as_the_bootstrap_s(made_up: Any) -> None:
    matrix, scores = made_up(persons=400, items=20)
    rng = np.random.default_rng(3)
    draws = []
    for _ in range(300):
        chosen = matrix.chosen[rng.integers(0, 400, 400)]
        drawn = score_statistics(tally_arrays(matrix.items, matrix.options, scores, chosen))
        draws.append((drawn.sd.value, drawn.sem.value))
    test = score_statistics(tally_matrix(matrix, scores))
    for estimate, spread in zip((test.sd, test.sem), np.std(draws, axis=0), strict=True):
        assert (estimate.high - estimate.low) / (2 * 1.96) == pytest.approx(spread, rel=0.15)
        assert estimate.low < estimate.value < estimate.high


def test_upper_and_lower_groups_split_ties_in_proportion() -> None:
    # Ten persons, 2.7 in each group. Totals 0 1 1 1 1 2 2 2 2 3 on three items. The lower group
    # takes the 0 and 1.7 of the four 1s, the upper one the 3 and 1.7 of the four 2s.
    rows = [[0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1],
            [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 0], [1, 1, 1]]  # fmt: skip
    options = [["no", "yes"]] * 3
    counted = tally_arrays(
        ["a", "b", "c"], options, scores_of_right([1] * 3, options), np.array(rows, dtype=np.int8)
    )
    groups = upper_lower(counted)
    assert groups.group_n.tolist() == pytest.approx([2.7] * 3)
    assert groups.lower[0] == pytest.approx(1.7 * 2 / 4 / 2.7)
    assert groups.upper[0] == pytest.approx((1 + 1.7 * 3 / 4) / 2.7)
    assert groups.d[0] == pytest.approx(groups.upper[0] - groups.lower[0])


def test_items_of_several_marks(made_up: Any) -> None:
    matrix, _ = made_up(items=6)
    rng = np.random.default_rng(5)
    scores = OptionScores(rng.integers(0, 4, (6, 4)) + np.array([0, 1, 2, 3]))
    marks = scores_frame(matrix, scores).drop(columns="total")
    counted = tally_matrix(matrix, scores)
    test = score_statistics(counted)
    assert test.alpha.value == pytest.approx(_alpha(marks), rel=1e-9)
    shown = item_statistics(counted)
    assert shown["p"].to_numpy() == pytest.approx((marks.mean() / scores.max_marks).to_numpy())
    half = stats.t.ppf(0.975, 199) * marks.sem() / scores.max_marks
    assert (shown["p_high"] - shown["p"]).to_numpy() == pytest.approx(half.to_numpy())


def test_an_item_taken_out_leaves_the_test_of_the_others(made_up: Any) -> None:
    matrix, scores = made_up()
    marks = scores.marks.copy()
    marks[2] = 0
    without = score_statistics(tally_matrix(matrix, OptionScores(marks)))
    whole = item_statistics(tally_matrix(matrix, scores))
    assert without.alpha.value == pytest.approx(whole["alpha_without"].iloc[2], rel=1e-12)
    assert without.alpha.low == pytest.approx(whole["alpha_without_low"].iloc[2], rel=1e-12)
    row = item_statistics(tally_matrix(matrix, OptionScores(marks))).iloc[2]
    assert math.isnan(row["p"])
    assert math.isnan(row["r_rest"])


def test_what_is_not_defined_says_so() -> None:
    options = [["no", "yes"]] * 2
    scores = scores_of_right([1, 1], options)
    chosen = np.zeros((60, 2), dtype=np.int8)
    chosen[:30, 0] = 1
    chosen[30:, 1] = 1
    test = score_statistics(tally_arrays(["a", "b"], options, scores, chosen))
    assert test.alpha.undefined == test.sd.undefined == "all totals are equal"
    assert math.isnan(test.sem.value)
    chosen[:, 1] = 1
    shown = item_statistics(tally_arrays(["a", "b"], options, scores, chosen))
    assert shown.loc["b", "p"] == 1
    assert math.isnan(shown.loc["b", "r_rest"])


def test_persons_to_whom_an_item_was_not_presented_are_left_out(made_up: Any) -> None:
    matrix, scores = made_up()
    chosen = matrix.chosen.copy()
    chosen[:120, 0] = NOT_PRESENTED
    fewer = response_matrix(matrix.persons, matrix.items, matrix.options, chosen)
    shown = item_statistics(tally_matrix(fewer, scores))
    marks = scores_frame(fewer, scores).iloc[120:]
    assert shown["n"].tolist() == [80, *[200] * 7]
    assert shown["p"].iloc[0] == marks["q01"].mean()
    assert shown["r_rest"].iloc[0] == pytest.approx(
        marks["q01"].corr(marks["total"] - marks["q01"]), rel=1e-12
    )
    assert "not presented" in score_statistics(tally_matrix(fewer, scores)).alpha.undefined
