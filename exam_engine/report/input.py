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
    """The responses to one exam with all that a report says about them.

    ``confidential``: the items come from a secure bank. ``items`` stand in the order of the
    matrix. ``left_out`` names items of the form that have no one option to study; the totals are
    then not those of the exam, and there is no ``cut_score`` to hold them against. ``forms`` are
    the forms that were sat, with their digests; ``form_marks``: what can be had on each of them.

    :raises EstimationError: if texts and matrix do not name the same items and options.
    """

    title: str
    sitting: str
    forms: tuple[tuple[str, str], ...]
    cut_score: int | None
    confidential: bool
    items: tuple[ItemText, ...]
    matrix: ResponseMatrix
    scores: OptionScores
    minimum_n: int = MINIMUM_N
    left_out: tuple[str, ...] = ()
    form_marks: int | None = None

    def __post_init__(self) -> None:
        if tuple(entry.item for entry in self.items) != self.matrix.items:
            raise EstimationError("the report's texts and the responses name different items")
        for entry, options in zip(self.items, self.matrix.options, strict=True):
            if len(entry.options) != len(options):
                raise EstimationError(
                    f"item {entry.item}: {len(entry.options)} option texts, {len(options)} options"
                )

    @property
    def total_marks(self) -> int:
        """Return the marks that one candidate can have, of those studied."""
        return self.scores.total_marks if self.form_marks is None else self.form_marks

    @property
    def on_trial(self) -> tuple[str, ...]:
        """Return the items that count in no total."""
        counts = self.scores.in_total
        return tuple(item for item, own in zip(self.matrix.items, counts, strict=True) if not own)

    @property
    def expected_s(self) -> dict[str, float]:
        """Return the seconds expected, for items where an author said so."""
        return {each.item: each.expected_s for each in self.items if each.expected_s is not None}


def notices(given: ReportInput) -> list[str]:
    """Return what is said of items that are not as the others."""
    said = []
    if given.left_out:
        said.append(_left_out_sentence(given.left_out))
    if len(given.forms) > 1:
        said.append(
            f"The candidates sat {len(given.forms)} forms. Totals are compared as they are: they "
            "are not equated."
        )
    if given.on_trial:
        numbers = [str(entry.number) for entry in given.items if entry.item in given.on_trial]
        said.append(
            f"On trial, in no total and in no statistic of the test: {', '.join(numbers)}. They "
            "are correlated with the total of the others."
        )
    return said


def _left_out_sentence(items: tuple[str, ...]) -> str:
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
