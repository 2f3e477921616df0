"""What the answers say about the questions: arrays and frames in, statistics out.

A sitting becomes a :class:`ResponseMatrix`; with :class:`OptionScores` it is counted into a
:class:`Tally`, which merges with others; every statistic is computed from the tally::

    matrix = matrix_from_csv("responses.csv")
    scores = scores_of_answers(matrix, {"q1": "B", "q2": "D"})
    analysis = analyse(tally_matrix(matrix, scores), cut_score=26)

Below a stated number of persons statistics are refused.
"""

from exam_engine.psychometrics.analysis import Analysis, Statistics, analyse
from exam_engine.psychometrics.classical import item_statistics
from exam_engine.psychometrics.discrimination import UpperLower, upper_lower
from exam_engine.psychometrics.distractors import option_statistics
from exam_engine.psychometrics.flags import Flag, FlagCode, Severity, find_flags
from exam_engine.psychometrics.frames import (
    matrix_from_csv,
    matrix_from_frame,
    responses_frame,
    scores_frame,
    tidy_frame,
    times_frame,
)
from exam_engine.psychometrics.intervals import CONFIDENCE, Estimate
from exam_engine.psychometrics.matrix import (
    NOT_PRESENTED,
    NOT_REACHED,
    OMITTED,
    TIME_UNKNOWN,
    ResponseMatrix,
    response_matrix,
)
from exam_engine.psychometrics.refusal import LEAST_MINIMUM_N, MINIMUM_N
from exam_engine.psychometrics.response_time import response_times
from exam_engine.psychometrics.scoring import OptionScores, scores_of_answers, scores_of_right
from exam_engine.psychometrics.simulate import (
    Rehearsal,
    draw_parameters,
    probability_right,
    simulate_candidates,
)
from exam_engine.psychometrics.tally import Tally, tally_arrays, tally_matrix
from exam_engine.psychometrics.totals import ScoreStatistics, score_statistics
from exam_engine.psychometrics.traces import ScoreGroup, score_groups, trace_lines

__all__ = [
    "CONFIDENCE",
    "LEAST_MINIMUM_N",
    "MINIMUM_N",
    "NOT_PRESENTED",
    "NOT_REACHED",
    "OMITTED",
    "TIME_UNKNOWN",
    "Analysis",
    "Estimate",
    "Flag",
    "FlagCode",
    "OptionScores",
    "Rehearsal",
    "ResponseMatrix",
    "ScoreGroup",
    "ScoreStatistics",
    "Severity",
    "Statistics",
    "Tally",
    "UpperLower",
    "analyse",
    "draw_parameters",
    "find_flags",
    "item_statistics",
    "matrix_from_csv",
    "matrix_from_frame",
    "option_statistics",
    "probability_right",
    "response_matrix",
    "response_times",
    "responses_frame",
    "score_groups",
    "score_statistics",
    "scores_frame",
    "scores_of_answers",
    "scores_of_right",
    "simulate_candidates",
    "tally_arrays",
    "tally_matrix",
    "tidy_frame",
    "times_frame",
    "trace_lines",
    "upper_lower",
]
