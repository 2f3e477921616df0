"""The whole classical analysis of one form in one call, for reports and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from exam_engine.psychometrics.classical import item_statistics
from exam_engine.psychometrics.distractors import option_statistics
from exam_engine.psychometrics.flags import Flag, find_flags
from exam_engine.psychometrics.refusal import MINIMUM_N, check_minimum, refusal
from exam_engine.psychometrics.response_time import response_times
from exam_engine.psychometrics.tally import Tally
from exam_engine.psychometrics.totals import ScoreStatistics, score_statistics
from exam_engine.psychometrics.traces import trace_lines


@dataclass(frozen=True, eq=False)
class Statistics:
    """Every table of the analysis; see the function of the same name for its columns."""

    scores: ScoreStatistics
    items: pd.DataFrame
    options: pd.DataFrame
    traces: pd.DataFrame
    times: pd.DataFrame
    flags: tuple[Flag, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """The outcome: ``statistics``, or None and the reason in ``refused`` (else empty).

    ``n`` is the number of persons, ``minimum_n`` the number that was asked for.
    """

    n: int
    minimum_n: int
    statistics: Statistics | None
    refused: str


def analyse(
    tally: Tally,
    *,
    cut_score: int | None = None,
    expected_s: Mapping[str, float] | None = None,
    minimum_n: int = MINIMUM_N,
) -> Analysis:
    """Return every classical statistic of a tally, or why they are refused.

    ``expected_s``: seconds that authors expect per item, for the flag on long times.

    :raises EstimationError: if ``minimum_n`` is below 10.
    """
    check_minimum(minimum_n)
    reason = refusal(tally.persons, minimum_n)
    if reason is not None:
        return Analysis(tally.persons, minimum_n, None, reason)
    scores = score_statistics(tally, cut_score, minimum_n)
    items = item_statistics(tally, minimum_n)
    options = option_statistics(tally, minimum_n)
    times = response_times(tally, minimum_n)
    statistics = Statistics(
        scores=scores,
        items=items,
        options=options,
        traces=trace_lines(tally, minimum_n),
        times=times,
        flags=find_flags(scores, items, options, times, expected_s),
    )
    return Analysis(tally.persons, minimum_n, statistics, "")
