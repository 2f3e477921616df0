"""The matrix refuses what cannot be, naming person and item, and survives the way through CSV."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from exam_engine.errors import EstimationError
from exam_engine.psychometrics import (
    NOT_PRESENTED,
    NOT_REACHED,
    OMITTED,
    matrix_from_csv,
    matrix_from_frame,
    response_matrix,
    responses_frame,
    scores_frame,
    scores_of_answers,
    scores_of_right,
    tidy_frame,
    times_frame,
)
from exam_engine.psychometrics.scoring import OptionScores

PERSONS, ITEMS, OPTIONS = ["ana", "ben"], ["q1", "q2"], [["a", "b", "c"], ["yes", "no"]]


@pytest.mark.parametrize(
    ("chosen", "time_ms", "words"),
    [
        ([[0, 2], [1, 1]], None, "person ana, item q2: 2 is no option"),
        ([[0, 0], [-4, 1]], None, "person ben, item q1: -4 is no option"),
        ([[0, 0], [300, 1]], None, "person ben, item q1: 300 is no option"),
        ([[0, 0], [1, 1]], [[5, 5], [5, -2]], "person ben, item q2: -2 is an impossible time"),
        ([[0, 0], [1, 1]], [[5, 2**31], [5, 5]], "person ana, item q2: 2147483648 is an imposs"),
        ([[0, NOT_REACHED], [1, 1]], [[5, 5], [5, 5]], "person ana, item q2: 5 ms were spent"),
        ([[0, 0]], None, "2 persons × 2"),
        ([[0.0, 0.5], [1, 1]], None, "whole numbers"),
    ],
)
def test_impossible_cells_are_refused(chosen: object, time_ms: object, words: str) -> None:
    with pytest.raises(EstimationError, match=words):
        response_matrix(PERSONS, ITEMS, OPTIONS, np.array(chosen), time_ms)


def test_duplicates_are_refused() -> None:
    with pytest.raises(EstimationError, match="person ana stands twice"):
        response_matrix(["ana", "ben", "ana"], ITEMS, OPTIONS, np.zeros((3, 2), dtype=int))
    with pytest.raises(EstimationError, match="item q1 stands twice"):
        response_matrix(PERSONS, ["q1", "q1"], OPTIONS, np.zeros((2, 2), dtype=int))
    with pytest.raises(EstimationError, match="option of item q1: a stands twice"):
        response_matrix(PERSONS, ITEMS, [["a", "a"], ["b"]], np.zeros((2, 2), dtype=int))


def test_the_arrays_cannot_be_changed_afterwards() -> None:
    chosen = np.zeros((2, 2), dtype=np.int8)
    matrix = response_matrix(PERSONS, ITEMS, OPTIONS, chosen)
    chosen[0, 0] = 1
    assert matrix.chosen[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        matrix.chosen[0, 0] = 1


def test_frames_show_letters_ids_and_kinds_of_blank() -> None:
    chosen = [[2, OMITTED], [NOT_REACHED, NOT_PRESENTED]]
    matrix = response_matrix(PERSONS, ITEMS, OPTIONS, chosen)
    labels, ids = responses_frame(matrix), responses_frame(matrix, "ids")
    assert labels.to_numpy().tolist() == [["C", "omitted"], ["not-reached", "not-presented"]]
    assert ids.loc["ana", "q1"] == "c"
    assert times_frame(matrix).loc["ben", "q2"] == -1


def test_csv_files_give_the_matrix_back(made_up: Any) -> None:
    matrix, _ = made_up(persons=30)
    again = matrix_from_csv(
        io.StringIO(responses_frame(matrix).to_csv()),
        times_ms=io.StringIO(times_frame(matrix).to_csv()),
        options=dict(zip(matrix.items, matrix.options, strict=True)),
    )
    assert again.persons == matrix.persons
    assert again.options == matrix.options
    assert np.array_equal(again.chosen, matrix.chosen)
    assert np.array_equal(again.time_ms, matrix.time_ms)


def test_a_response_that_reads_like_missing_is_kept() -> None:
    text = "person,q1\nana,NA\nben,None\n"
    matrix = matrix_from_csv(io.StringIO(text), cells="ids")
    assert matrix.options == (("NA", "None"),)


def test_unknown_cells_are_named() -> None:
    frame = pd.DataFrame({"q1": ["A", "E"]}, index=["ana", "ben"])
    with pytest.raises(EstimationError, match="person ben, item q1: 'E' is none of A, B"):
        matrix_from_frame(frame, options={"q1": ["a", "b"]})
    for empty in (None, float("nan"), ""):
        gap = pd.DataFrame({"q1": ["A", empty]}, index=["ana", "ben"])
        with pytest.raises(EstimationError, match="person ben, item q1: the cell is empty"):
            matrix_from_frame(gap)
    with pytest.raises(EstimationError, match="no options are given for item q1"):
        matrix_from_frame(frame, options={})
    with pytest.raises(EstimationError, match="do not name the same"):
        matrix_from_frame(frame, times_ms=pd.DataFrame({"q2": [1, 2]}, index=["ana", "ben"]))


def test_accepted_options_earn_marks_and_blanks_none() -> None:
    chosen = [[0, OMITTED], [1, 1], [2, 0]]
    matrix = response_matrix(["a", "b", "c"], ITEMS, OPTIONS, chosen)
    scores = scores_of_answers(matrix, {"q1": ("a", "c"), "q2": "no"})
    assert scores.scores(matrix.chosen).tolist() == [[1, 0], [0, 1], [1, 0]]
    assert scores_frame(matrix, scores)["total"].tolist() == [1, 1, 1]
    assert tidy_frame(matrix, scores).iloc[1].tolist() == ["a", "q2", "omitted", "", 0, -1]
    with pytest.raises(EstimationError, match="item q2 has no answer key"):
        scores_of_answers(matrix, {"q1": "a"})
    with pytest.raises(EstimationError, match="item q2: the answer key names maybe"):
        scores_of_answers(matrix, {"q1": "a", "q2": "maybe"})


def test_marks_may_differ_between_options() -> None:
    scores = OptionScores(np.array([[2, 1, 0], [0, 3, 0]]))
    chosen = np.array([[0, 1], [1, 0], [2, OMITTED]], dtype=np.int8)
    assert scores.scores(chosen).tolist() == [[2, 3], [1, 0], [0, 0]]
    assert scores.total_marks == 5
    assert scores.right.tolist() == [[True, False, False], [False, True, False]]


def test_marks_that_make_no_sense_are_refused() -> None:
    with pytest.raises(EstimationError, match="from 0 to"):
        OptionScores(np.array([[-1, 1]]))
    with pytest.raises(EstimationError, match="whole numbers"):
        OptionScores(np.array([[0.5, 1]]))
    with pytest.raises(EstimationError, match="one option of each item"):
        scores_of_right([0, 2], OPTIONS)
