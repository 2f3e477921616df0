"""Flags: what in the figures asks a person to look at an item, in words with figures and n.

Usual cut-offs of certification bodies, each a constant below. A flag is a question to a person,
never a decision; below 50 persons no flag acts, whatever minimum a caller states.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pandas as pd

from exam_engine.psychometrics import figures
from exam_engine.psychometrics.totals import ScoreStatistics

Row = dict[str, Any]

FLAG_MINIMUM_N = 50
P_REJECT_BELOW, P_REVIEW_BELOW, P_REVIEW_FROM, P_REJECT_ABOVE = 0.20, 0.30, 0.90, 0.95
R_WANTED_ABOVE = 0.20
DISTRACTOR_WANTED_FROM = 0.05
OMITS_ACCEPTED_UP_TO = 0.05
TIME_ACCEPTED_UP_TO_TIMES = 2
ALPHA_WANTED_ABOVE = 0.80


class Severity(Enum):
    """What a flag asks for, gravest first."""

    STOP = "stop"
    REJECT = "reject"
    REVIEW = "review"
    NOTE = "note"


class FlagCode(Enum):
    """What was found."""

    MISKEY_SUSPECTED = "miskey-suspected"
    P_OUT_OF_RANGE = "p-out-of-range"
    P_UNUSUAL = "p-unusual"
    DISCRIMINATION_LOW = "discrimination-low"
    OMITS_MANY = "omits-many"
    TIME_LONG = "time-long"
    DISTRACTOR_IDLE = "distractor-idle"
    ALPHA_LOW = "alpha-low"


@dataclass(frozen=True)
class Flag:
    """One finding. ``item`` is empty for the test as a whole, ``option`` a label or empty.

    ``sentence`` gives figures with interval and n, and what to do.
    """

    code: FlagCode
    severity: Severity
    item: str
    option: str
    n: int
    sentence: str


def find_flags(
    scores: ScoreStatistics,
    items: pd.DataFrame,
    options: pd.DataFrame,
    times: pd.DataFrame,
    expected_s: Mapping[str, float] | None = None,
) -> tuple[Flag, ...]:
    """Return the flags of a test, gravest first, within a severity in the order of the items.

    The frames are those of ``item_statistics``, ``option_statistics`` and ``response_times``;
    ``expected_s`` gives the seconds that authors expect, for items where they said so.
    """
    if scores.n < FLAG_MINIMUM_N:
        return ()
    found = list(_of_test(scores))
    responses: dict[str, list[Row]] = {str(item): [] for item in items.index}
    for row in _rows(options):
        responses[row["item"]].append(row)
    for item, of_item, of_times in zip(responses, _rows(items), _rows(times), strict=True):
        if of_item["n"] >= FLAG_MINIMUM_N and not of_item["refused"]:
            found += _of_options(item, responses[item])
            found += _of_item(item, of_item)
        if expected_s is not None and item in expected_s:
            found += _of_times(item, of_times, expected_s[item])
    gravity = list(Severity)
    return tuple(sorted(found, key=lambda flag: gravity.index(flag.severity)))


def _rows(frame: pd.DataFrame) -> list[Row]:
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _of_test(scores: ScoreStatistics) -> Iterator[Flag]:
    alpha = scores.alpha
    if alpha.value <= ALPHA_WANTED_ABOVE:
        sentence = (
            f"{figures.sentence('alpha', alpha.value, alpha.low, alpha.high, alpha.n)}; above .80 "
            "is wanted: totals near the cut score are uncertain. Look first at the items with low "
            "discrimination."
        )
        yield Flag(FlagCode.ALPHA_LOW, Severity.REVIEW, "", "", alpha.n, sentence)


def _of_item(item: str, row: Row) -> Iterator[Flag]:
    p = row["p"]
    if p < P_REJECT_BELOW or p > P_REJECT_ABOVE:
        sentence = f"{_of_row('p', row, 'p')}: " + (
            "too hard; below .20 an item is not used as it is. Check the answer key, then the text."
            if p < P_REJECT_BELOW
            else "too easy; above .95 an item hardly tells candidates apart. Sharpen or replace it."
        )
        yield _flag(FlagCode.P_OUT_OF_RANGE, Severity.REJECT, item, row, sentence)
    elif p < P_REVIEW_BELOW or p >= P_REVIEW_FROM:
        how = "hard" if p < P_REVIEW_BELOW else "easy"
        sentence = f"{_of_row('p', row, 'p')}: rather {how}; .30 to .89 is wanted. Review it."
        yield _flag(FlagCode.P_UNUSUAL, Severity.REVIEW, item, row, sentence)
    if row["r_rest"] <= R_WANTED_ABOVE:
        sentence = (
            f"{_of_row('corrected r', row, 'r_rest')}; above .20 is wanted: the item hardly "
            "separates strong from weak candidates. Review stem and options."
        )
        yield _flag(FlagCode.DISCRIMINATION_LOW, Severity.REVIEW, item, row, sentence)
    if row["omitted"] > OMITS_ACCEPTED_UP_TO:
        sentence = (
            f"{_of_row('omitted', row, 'omitted')}; up to .05 is usual. See whether the question "
            "is understood and where it stands on the form."
        )
        yield _flag(FlagCode.OMITS_MANY, Severity.REVIEW, item, row, sentence)


def _of_options(item: str, rows: list[Row]) -> Iterator[Flag]:
    if not any(row["right"] for row in rows):
        return  # the item was taken out: nothing is right, so nothing distracts
    right = [row for row in rows if row["right"] and not math.isnan(row["r_rest"])]
    distractors = [row for row in rows if row["option"] and not row["right"]]
    for row in distractors:
        if row["share"] < DISTRACTOR_WANTED_FROM and row["marks"] == 0:
            sentence = (
                f"option {row['label']}: {_of_row('share', row, 'share')}; a distractor that draws "
                "under .05 does not function. Replace or drop it at the next revision."
            )
            yield _flag(FlagCode.DISTRACTOR_IDLE, Severity.NOTE, item, row, sentence)
    if right:
        # The best right answer speaks for an answer key of several accepted options.
        yield from _of_answer_key(item, max(right, key=_r_rest), distractors)


def _of_answer_key(item: str, best: Row, distractors: list[Row]) -> Iterator[Flag]:
    known = [row for row in distractors if not math.isnan(row["r_rest"])]
    strongest = max(known, key=_r_rest, default=best)
    advice = "Check the answer key before results are released."
    of_best = f"answer key {best['label']}"
    if strongest["r_rest"] > best["r_rest"]:
        sentence = (
            f"option {strongest['label']} draws stronger candidates than the {of_best}: "
            f"{_of_row('r', strongest, 'r_rest')} against {_of_row('r', best, 'r_rest')}. {advice}"
        )
        yield _flag(FlagCode.MISKEY_SUSPECTED, Severity.STOP, item, strongest, sentence)
    elif best["r_rest"] < 0:
        sentence = f"the {of_best} draws the weaker candidates: {_of_row('r', best, 'r_rest')}. "
        yield _flag(FlagCode.MISKEY_SUSPECTED, Severity.STOP, item, best, sentence + advice)


def _r_rest(row: Row) -> float:
    return float(row["r_rest"])


def _flag(code: FlagCode, severity: Severity, item: str, row: Row, sentence: str) -> Flag:
    return Flag(code, severity, item, str(row.get("label", "")), int(row["n"]), sentence)


def _of_times(item: str, row: Row, expected_s: float) -> Iterator[Flag]:
    if row["n"] >= FLAG_MINIMUM_N and row["median_s"] > TIME_ACCEPTED_UP_TO_TIMES * expected_s:
        sentence = (
            f"median time {row['median_s']:.0f} s (quartiles {row['q1_s']:.0f} and "
            f"{row['q3_s']:.0f} s, n = {row['n']}), more than twice the {expected_s:.0f} s "
            "expected. Shorten the text, or correct the expected time."
        )
        yield _flag(FlagCode.TIME_LONG, Severity.NOTE, item, row, sentence)


def _of_row(name: str, row: Row, column: str) -> str:
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return figures.sentence(name, row[column], low, high, int(row["n"]))
