"""Statistics without enough data are refused, not given (promise 10 of the design)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exam_engine.errors import EstimationError
from exam_engine.psychometrics import (
    NOT_PRESENTED,
    Tally,
    analyse,
    item_statistics,
    option_statistics,
    response_matrix,
    response_times,
    score_statistics,
    tally_matrix,
    trace_lines,
)

EVERY = [item_statistics, option_statistics, response_times, trace_lines]


@pytest.mark.parametrize("statistics", EVERY)
def test_under_fifty_every_statistic_is_refused(
    made_up: Any, statistics: Callable[..., Any]
) -> None:
    few: Tally = tally_matrix(*made_up(persons=49))
    with pytest.raises(EstimationError, match="refused: n = 49, at least 50 needed"):
        statistics(few)
    assert len(statistics(few, minimum_n=40))
    with pytest.raises(EstimationError, match="at least 60 needed"):
        statistics(tally_matrix(*made_up(persons=59)), minimum_n=60)


def test_the_test_as_a_whole_is_refused_too(made_up: Any) -> None:
    few = tally_matrix(*made_up(persons=12))
    with pytest.raises(EstimationError, match="refused: n = 12, at least 50 needed"):
        score_statistics(few)
    analysis = analyse(few)
    assert analysis.statistics is None
    assert analysis.refused == "refused: n = 12, at least 50 needed"


def test_the_minimum_may_not_be_below_ten(made_up: Any) -> None:
    with pytest.raises(EstimationError, match="below 10"):
        analyse(tally_matrix(*made_up(persons=60)), minimum_n=9)
    with pytest.raises(EstimationError, match="below 10"):
        item_statistics(tally_matrix(*made_up(persons=60)), 9)


def test_an_item_that_few_were_presented_with_is_refused_alone(made_up: Any) -> None:
    matrix, scores = made_up(persons=100)
    chosen, time_ms = matrix.chosen.copy(), matrix.time_ms.copy()
    chosen[:60, 0], time_ms[:60, 0] = NOT_PRESENTED, -1
    chosen[:, 1], time_ms[:, 1] = NOT_PRESENTED, -1
    fewer = response_matrix(matrix.persons, matrix.items, matrix.options, chosen, time_ms)
    counted = tally_matrix(fewer, scores)
    items = item_statistics(counted)
    assert items["refused"].tolist()[:3] == [
        "refused: n = 40, at least 50 needed",
        "refused: n = 0, at least 50 needed",
        "",
    ]
    assert items.iloc[:2].drop(columns=["n", "marks", "refused"]).isna().all(axis=None)
    options = option_statistics(counted)
    assert options.loc[options["item"].isin(matrix.items[:2]), "share"].isna().all()
    traces = trace_lines(counted)
    assert traces.loc[traces["item"].isin(matrix.items[:2]), "share"].isna().all()
    times = response_times(counted)
    assert times["refused"].iloc[0] == "refused: n = 40, at least 50 needed"
    assert times["median_s"].iloc[:2].isna().all()
