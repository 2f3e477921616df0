"""What a report is made from: plain data, handed in. No part of the report reads files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from exam_engine.errors import EstimationError
from exam_engine.psychometrics import (
    MINIMUM_N,
    Analysis,
    OptionScores,
    ResponseMatrix,
    Tally,
    analyse,
    tally_matrix,
)


class ItemNumber(NamedTuple):
    """The place of what is studied: a question of the form, or one of its lines (0: the whole)."""

    question: int
    line: int = 0

    def __str__(self) -> str:
        return f"{self.question}.{self.line}" if self.line else str(self.question)


@dataclass(frozen=True)
class ItemText:
    """One question, or one line of it, as its readers know it.

    ``number`` is its place on the form, ``options`` the texts in the order presented,
    ``expected_s`` the seconds that its author expects, None if nobody said.
    """

    number: ItemNumber
    item: str
    requirement: str
    requirement_title: str
    level: str
    stem: str
    options: tuple[str, ...]
    expected_s: float | None = None


@dataclass(frozen=True, eq=False)
class ReportInput:
    """One form's responses with all that a report says about them.

    ``confidential``: the items come from a secure bank. ``items`` stand in the order of the
    matrix. ``left_out`` names items of the form that have no one option to study; the totals are
    then not those of the exam, and there is no ``cut_score`` to hold them against.

    :raises EstimationError: if texts and matrix do not name the same items and options.
    """

    title: str
    sitting: str
    form: str
    form_digest: str
    cut_score: int | None
    confidential: bool
    items: tuple[ItemText, ...]
    matrix: ResponseMatrix
    scores: OptionScores
    minimum_n: int = MINIMUM_N
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if tuple(entry.item for entry in self.items) != self.matrix.items:
            raise EstimationError("the report's texts and the responses name different items")
        for entry, options in zip(self.items, self.matrix.options, strict=True):
            if len(entry.options) != len(options):
                raise EstimationError(
                    f"item {entry.item}: {len(entry.options)} option texts, {len(options)} options"
                )

    @property
    def expected_s(self) -> dict[str, float]:
        """Return the seconds expected, for items where an author said so."""
        return {each.item: each.expected_s for each in self.items if each.expected_s is not None}


def left_out_sentence(items: tuple[str, ...]) -> str:
    """Return what is said of items that have no one option to study."""
    return (
        f"Not in these statistics, since they are not answered by one option: {', '.join(items)}. "
        "Their marks stand with the results."
    )


@dataclass(frozen=True, eq=False)
class Report:
    """A report's input with its tally and analysis, computed once for every kind of output."""

    input: ReportInput
    tally: Tally
    analysis: Analysis


def make_report(given: ReportInput) -> Report:
    """Analyse the responses.

    :raises EstimationError: if the stated minimum n is below 10, or marks do not fit the matrix.
    """
    counted = tally_matrix(given.matrix, given.scores)
    analysis = analyse(
        counted,
        cut_score=given.cut_score,
        expected_s=given.expected_s,
        minimum_n=given.minimum_n,
    )
    return Report(given, counted, analysis)
