"""Options, trace lines and times against pandas and numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from exam_engine.psychometrics import (
    ScoreGroup,
    option_statistics,
    response_matrix,
    response_times,
    responses_frame,
    score_groups,
    scores_frame,
    scores_of_right,
    tally_matrix,
    trace_lines,
)


def test_shares_and_correlations_are_those_of_pandas(made_up: Any) -> None:
    matrix, scores = made_up()
    chosen, marks = responses_frame(matrix), scores_frame(matrix, scores)
    shown = option_statistics(tally_matrix(matrix, scores)).set_index(["item", "label"])
    assert len(shown) == 8 * 6
    for item, label in shown.index:
        gave = (chosen[item] == label).astype(float)
        row = shown.loc[(item, label)]
        assert row["share"] == gave.mean()
        if gave.sum() > 0:
            rest = marks["total"] - marks[item]
            assert row["r_rest"] == pytest.approx(gave.corr(rest), rel=1e-9)
        else:
            assert np.isnan(row["r_rest"])


def test_the_other_convention_takes_the_choice_from_the_total(made_up: Any) -> None:
    # R's CTT::distractorAnalysis 2.3.3 correlates with total - choice, for distractors too.
    matrix, scores = made_up()
    chosen, marks = responses_frame(matrix), scores_frame(matrix, scores)
    shown = option_statistics(tally_matrix(matrix, scores), against="total-less-choice")
    for row in shown[shown["option"] != ""].itertuples():
        gave = (chosen[row.item] == row.label).astype(float)
        assert row.r_rest == pytest.approx(gave.corr(marks["total"] - gave), rel=1e-9)


def test_items_with_fewer_options_have_fewer_rows() -> None:
    rng = np.random.default_rng(2)
    options = [["a", "b"], ["a", "b", "c"]]
    chosen = np.stack([rng.integers(0, 2, 60), rng.integers(0, 3, 60)], axis=1)
    matrix = response_matrix([str(n) for n in range(60)], ["q1", "q2"], options, chosen)
    shown = option_statistics(tally_matrix(matrix, scores_of_right([0, 0], options)))
    assert shown["label"].tolist() == [
        "A", "B", "omitted", "not-reached", "A", "B", "C", "omitted", "not-reached",
    ]  # fmt: skip
    assert shown["right"].sum() == 2


@pytest.mark.parametrize(
    ("totals", "groups"),
    [
        # Ten persons of each total: two totals a group.
        ([10] * 10, [(0, 1, 20), (2, 3, 20), (4, 5, 20), (6, 7, 20), (8, 9, 20)]),
        # Totals are never split: one that many share makes a large group.
        ([5, 90, 5], [(0, 0, 5), (1, 1, 90), (2, 2, 5)]),
        ([0, 0, 7], [(2, 2, 7)]),
        # Totals that nobody has belong to no group.
        ([10, 0, 0, 10], [(0, 0, 10), (3, 3, 10)]),
    ],
)
def test_score_groups(totals: list[int], groups: list[tuple[int, int, int]]) -> None:
    assert score_groups(np.array(totals)) == tuple(ScoreGroup(*group) for group in groups)


def test_trace_lines_are_shares_within_groups(made_up: Any) -> None:
    matrix, scores = made_up()
    counted = tally_matrix(matrix, scores)
    groups = score_groups(counted.totals)
    total = scores_frame(matrix, scores)["total"]
    assert sum(group.n for group in groups) == 200
    group = pd.cut(total, [-1, *(group.high for group in groups)], labels=False) + 1
    expected = pd.crosstab(group, responses_frame(matrix)["q03"], normalize="index")
    shown = trace_lines(counted)
    lines = shown[shown["item"] == "q03"].pivot_table(
        index="group", columns="label", values="share"
    )
    pd.testing.assert_frame_equal(lines[expected.columns], expected, check_names=False)


def test_quartiles_of_times_are_within_a_second(made_up: Any) -> None:
    matrix, scores = made_up(persons=501)
    shown = response_times(tally_matrix(matrix, scores))
    for place, item in enumerate(matrix.items):
        known = matrix.time_ms[:, place][matrix.time_ms[:, place] >= 0] / 1000
        assert shown.loc[item, "n"] == len(known)
        for name, share in (("q1_s", 0.25), ("median_s", 0.5), ("q3_s", 0.75)):
            assert shown.loc[item, name] == pytest.approx(
                np.quantile(known, share, method="inverted_cdf"), abs=1
            )


def test_very_long_times_are_capped(made_up: Any) -> None:
    matrix, scores = made_up()
    long = response_matrix(
        matrix.persons,
        matrix.items,
        matrix.options,
        matrix.chosen,
        np.where(matrix.time_ms < 0, -1, 5_000_000),
    )
    shown = response_times(tally_matrix(long, scores))
    assert (shown["median_s"] == 3600).all()
