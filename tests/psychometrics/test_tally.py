"""A tally of any split is the tally of the whole, and nothing depends on order or labels."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exam_engine.errors import EstimationError
from exam_engine.psychometrics import (
    OptionScores,
    Tally,
    item_statistics,
    option_statistics,
    response_times,
    score_statistics,
    tally_arrays,
    tally_matrix,
)
from exam_engine.psychometrics.tally import CODE_OF_OPTION_0, TIME_CAP_S

ITEMS, OPTIONS = ("q1", "q2", "q3"), (("a", "b", "c"), ("a", "b"), ("a", "b", "c"))
MARKS = np.array([[0, 1, 0], [1, 0, 0], [0, 2, 1]])
SCORES = OptionScores(MARKS)


@st.composite
def responses(draw: st.DrawFn, least: int = 0) -> tuple[Any, Any]:
    """Draw codes and times of up to 30 persons on the three items above."""
    n = draw(st.integers(least, max(30, least)))
    columns = [draw(arrays(np.int8, n, elements=st.integers(-3, len(ids) - 1))) for ids in OPTIONS]
    times = draw(arrays(np.int32, (n, 3), elements=st.integers(-1, 4_000_000)))
    return np.stack(columns, axis=1), times


def _tally(chosen: Any, time_ms: Any) -> Tally:
    return tally_arrays(ITEMS, OPTIONS, SCORES, chosen, time_ms)


@settings(deadline=None, max_examples=50)
@given(responses(), st.lists(st.integers(0, 30), max_size=4))
def test_the_tally_of_any_split_is_the_tally_of_the_whole(
    given_responses: tuple[Any, Any], cuts: list[int]
) -> None:
    chosen, time_ms = given_responses
    ends = [0, *sorted(min(cut, len(chosen)) for cut in cuts), len(chosen)]
    parts = [_tally(chosen[a:b], time_ms[a:b]) for a, b in pairwise(ends)]
    whole = _tally(chosen, time_ms)
    assert reduce(Tally.__add__, parts) == whole
    assert reduce(Tally.__add__, reversed(parts)) == whole
    assert whole.persons == len(chosen)


@settings(deadline=None, max_examples=30)
@given(responses(), responses(), responses())
def test_adding_is_associative_and_commutative(a: Any, b: Any, c: Any) -> None:
    one, two, three = _tally(*a), _tally(*b), _tally(*c)
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one


@settings(deadline=None, max_examples=25)
@given(responses(least=12), st.randoms(use_true_random=False))
def test_the_order_of_persons_changes_no_statistic(drawn: Any, random: Any) -> None:
    chosen, time_ms = drawn
    order = list(range(len(chosen)))
    random.shuffle(order)
    one, other = _tally(chosen, time_ms), _tally(chosen[order], time_ms[order])
    assert one == other
    for statistics in (item_statistics, option_statistics, response_times):
        pd.testing.assert_frame_equal(statistics(one, 10), statistics(other, 10), check_exact=True)


@settings(deadline=None, max_examples=25)
@given(responses(least=12), st.permutations(range(3)))
def test_relabelling_options_changes_no_statistic(drawn: Any, order: Any) -> None:
    chosen, time_ms = drawn
    place = np.argsort(order)
    chosen = chosen.copy()
    relabelled = chosen.copy()
    third = chosen[:, 2] >= 0
    relabelled[third, 2] = place[chosen[third, 2]]
    options = (*OPTIONS[:2], tuple(OPTIONS[2][k] for k in order))
    marks = MARKS.copy()
    marks[2] = MARKS[2][list(order)]
    one = _tally(chosen, time_ms)
    other = tally_arrays(ITEMS, options, OptionScores(marks), relabelled, time_ms)
    pd.testing.assert_frame_equal(item_statistics(one, 10), item_statistics(other, 10))
    assert score_statistics(one, 2, 10).alpha == score_statistics(other, 2, 10).alpha
    columns = ["item", "option", "label"]
    of_one, of_other = (
        option_statistics(each, 10).query("option != ''").sort_values(columns[:2]).reset_index()
        for each in (one, other)
    )
    rest = of_one.columns.difference(["label", "index"])
    pd.testing.assert_frame_equal(of_one[rest], of_other[rest])


@settings(deadline=None, max_examples=25)
@given(responses(least=12))
def test_shares_stay_in_their_range(drawn: Any) -> None:
    frame = item_statistics(_tally(*drawn), 10)
    p = frame.loc[frame["refused"] == "", ["p_low", "p", "p_high"]]
    assert ((p >= 0) & (p <= 1)).all(axis=None)
    assert (p["p_low"] <= p["p"]).all()
    assert (p["p"] <= p["p_high"]).all()
    r = frame["r_rest"].dropna()
    assert r.between(-1 - 1e-12, 1 + 1e-12).all()


def test_counts_are_those_of_pandas_over_many_blocks(made_up: Any) -> None:
    # 20,000 × 8 responses are counted in several blocks.
    matrix, scores = made_up(persons=20_000)
    counted = tally_matrix(matrix, scores)
    total = scores.scores(matrix.chosen).sum(axis=1)
    for item in (0, 7):
        code = matrix.chosen[:, item] + CODE_OF_OPTION_0
        expected = pd.crosstab(code, total)
        shown = counted.counts[item][np.ix_(expected.index, expected.columns)]
        assert np.array_equal(shown, expected.to_numpy())
        assert counted.counts[item].sum() == counted.seconds[item].sum() == 20_000
    seconds = np.bincount(matrix.time_ms[:, 0] // 1000, minlength=TIME_CAP_S + 1)
    assert np.array_equal(counted.seconds[0, 1:], seconds)


def test_unknown_and_very_long_times_have_bins_of_their_own() -> None:
    chosen = np.zeros((4, 1), dtype=np.int8)
    time_ms = np.array([[-1], [0], [999], [9_000_000]], dtype=np.int32)
    scores = OptionScores(np.array([[1]]))
    counted = tally_arrays(["q"], [["a"]], scores, chosen, time_ms)
    assert counted.seconds[0, [0, 1, -1]].tolist() == [1, 2, 1]
    assert tally_arrays(["q"], [["a"]], scores, chosen).seconds[0, 0] == 4


def test_tallies_of_different_forms_are_not_added() -> None:
    chosen = np.zeros((2, 3), dtype=np.int8)
    other = OptionScores(np.array([[0, 1, 0], [1, 0, 0], [0, 1, 2]]))
    with pytest.raises(EstimationError, match="different forms"):
        _tally(chosen, None) + tally_arrays(ITEMS, OPTIONS, other, chosen)


def test_marks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(EstimationError, match=r"\(3, 3\) are needed"):
        tally_arrays(ITEMS, OPTIONS, OptionScores(np.array([[1, 0]])), np.zeros((2, 3), np.int8))
    with pytest.raises(EstimationError, match="persons by the items"):
        _tally(np.zeros((2, 2), dtype=np.int8), None)
