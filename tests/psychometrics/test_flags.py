"""Flags: what is wrong is found, what is right is left alone, and few candidates flag nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from exam_engine.psychometrics import (
    FlagCode,
    OptionScores,
    Severity,
    analyse,
    find_flags,
    scores_of_right,
    tally_matrix,
)
from exam_engine.psychometrics.analysis import Statistics


@pytest.fixture(scope="module")
def good(made_up: Any) -> Statistics:
    """Statistics in which every figure is as wanted, to be spoilt one by one."""
    matrix, scores = made_up()
    statistics = analyse(tally_matrix(matrix, scores)).statistics
    assert statistics is not None
    statistics.items["p"] = 0.6
    statistics.items["r_rest"] = 0.4
    statistics.items["omitted"] = 0.01
    statistics.options["share"] = 0.25
    statistics.options["r_rest"] = np.where(statistics.options["right"], 0.4, -0.2)
    return statistics


def _codes(statistics: Statistics, items: pd.DataFrame, **expected: float) -> list[FlagCode]:
    found = find_flags(statistics.scores, items, statistics.options, statistics.times, expected)
    return [flag.code for flag in found if flag.item]


def test_a_good_item_is_not_flagged(good: Statistics) -> None:
    assert _codes(good, good.items) == []


@pytest.mark.parametrize(
    ("p", "severity"),
    [
        (0.199, Severity.REJECT),
        (0.20, Severity.REVIEW),
        (0.299, Severity.REVIEW),
        (0.30, None),
        (0.899, None),
        (0.90, Severity.REVIEW),
        (0.95, Severity.REVIEW),
        (0.951, Severity.REJECT),
    ],
)
def test_cut_offs_of_p(good: Statistics, p: float, severity: Severity | None) -> None:
    items = good.items.copy()
    items.loc["q03", "p"] = p
    found = find_flags(good.scores, items, good.options, good.times)
    assert [flag.severity for flag in found if flag.item] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("column", "accepted", "flagged", "code"),
    [
        ("r_rest", 0.201, 0.20, FlagCode.DISCRIMINATION_LOW),
        ("omitted", 0.05, 0.051, FlagCode.OMITS_MANY),
    ],
)
def test_cut_offs_of_items(
    good: Statistics, column: str, accepted: float, flagged: float, code: FlagCode
) -> None:
    items = good.items.copy()
    items.loc["q03", column] = accepted
    assert _codes(good, items) == []
    items.loc["q03", column] = flagged
    assert _codes(good, items) == [code]


def test_the_cut_off_of_times(good: Statistics) -> None:
    median = float(good.times.loc["q03", "median_s"])
    assert _codes(good, good.items, q03=median / 2) == []
    assert _codes(good, good.items, q03=median / 2 - 0.1) == [FlagCode.TIME_LONG]


def test_an_idle_distractor_is_noted_and_a_rare_answer_is_not(good: Statistics) -> None:
    options = good.options.copy()
    row = options.index[(options["item"] == "q03") & ~options["right"]][0]
    options.loc[row, "share"] = 0.049
    right = options.index[(options["item"] == "q04") & options["right"]][0]
    options.loc[right, "share"] = 0.01
    found = find_flags(good.scores, good.items, options, good.times)
    shown = [(flag.item, flag.code, flag.option) for flag in found if flag.item]
    assert shown == [("q03", FlagCode.DISTRACTOR_IDLE, options.loc[row, "label"])]


def test_an_item_taken_out_is_not_flagged(made_up: Any) -> None:
    matrix, scores = made_up()
    marks = scores.marks.copy()
    marks[2] = 0
    statistics = analyse(tally_matrix(matrix, OptionScores(marks))).statistics
    assert statistics is not None
    assert "q03" not in {flag.item for flag in statistics.flags}


def test_a_miskeyed_item_is_found(made_up: Any) -> None:
    matrix, scores = made_up(persons=300, items=20)
    right = scores.marks.argmax(axis=1)
    really = int(right[4])
    right[4] = (really + 1) % 4
    miskeyed = scores_of_right(right, matrix.options)
    statistics = analyse(tally_matrix(matrix, miskeyed)).statistics
    assert statistics is not None
    stops = [flag for flag in statistics.flags if flag.severity is Severity.STOP]
    assert [(flag.item, flag.option) for flag in stops] == [("q05", "ABCD"[really])]
    assert "draws stronger candidates than the answer key" in stops[0].sentence
    assert "n = 300" in stops[0].sentence
    assert statistics.flags[0] == stops[0]


def test_an_answer_key_that_draws_the_weak_is_found(good: Statistics) -> None:
    options = good.options.copy()
    mine = options["item"] == "q03"
    options.loc[mine, "r_rest"] = np.where(options.loc[mine, "right"], -0.01, -0.3)
    found = find_flags(good.scores, good.items, options, good.times)
    assert [flag.code for flag in found if flag.item] == [FlagCode.MISKEY_SUSPECTED]
    assert "draws the weaker candidates" in found[0].sentence


def test_no_flag_acts_under_fifty(made_up: Any) -> None:
    for persons, any_flag in ((49, False), (50, True)):
        matrix, scores = made_up(persons=persons)
        wrong = scores_of_right((scores.marks.argmax(axis=1) + 1) % 4, matrix.options)
        statistics = analyse(tally_matrix(matrix, wrong), minimum_n=20).statistics
        assert statistics is not None
        assert bool(statistics.flags) is any_flag


def test_low_alpha_is_flagged_for_the_whole_test(made_up: Any) -> None:
    statistics = analyse(tally_matrix(*made_up())).statistics
    assert statistics is not None
    assert [flag.code for flag in statistics.flags if not flag.item] == [FlagCode.ALPHA_LOW]
