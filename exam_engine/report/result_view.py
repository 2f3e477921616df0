"""One candidate's result on a terminal: plain, 80 columns, the same without colour."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from exam_engine.model.blueprint import Blueprint
from exam_engine.model.result import RequirementScore, Result
from exam_engine.text import clean_line

_RULER_WIDTH = 60
_BAR_WIDTH = 16
_FULL, _EMPTY = "━", "─"
_ENDINGS = {
    "submitted": "submitted by the candidate",
    "expired": "ended when the time was up",
}


class ResultView:
    """A Rich renderable of a result; ``candidate`` is a name to show beside the number, if any.

    Texts from outside are cleaned and never read as markup.
    """

    def __init__(self, result: Result, blueprint: Blueprint, candidate: str = "") -> None:
        self._result = result
        self._blueprint = blueprint
        self._candidate = candidate

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        result = self._result
        yield Text(clean_line(self._blueprint.title), style="bold")
        yield _about(result, self._candidate)
        yield Text()
        yield Text(_verdict(result), style="bold")
        yield Text(
            f"{result.raw_score} of {result.total_marks} marks; {result.cut_score} are needed to "
            "pass."
        )
        for hurdle in result.hurdles:
            said = "taken" if hurdle.taken else "NOT TAKEN"
            yield Text(
                f"Requirement {clean_line(hurdle.requirement)}: "
                f"{_mixed(Fraction(hurdle.earned))} of {hurdle.possible} marks; "
                f"{hurdle.percent} % are needed: {said}."
            )
        if result.awaiting:
            yield Text(f"{result.awaiting} marks are for examiners to give; they count as 0 here.")
        yield from _ruler(result)
        if result.requirements:
            yield Text()
            yield Text("By requirement", style="bold")
            yield _requirements(result.requirements)
            yield Text("These marks show strong and weak subjects. They are not passed singly.")
        yield Text()
        yield _evidence(result)


def _verdict(result: Result) -> str:
    if result.awaiting:
        return "NOT FINAL"
    return "PASSED" if result.passed else "NOT PASSED"


def _about(result: Result, candidate: str) -> RenderableType:
    number = clean_line(result.candidate)
    name = clean_line(candidate)
    return _pairs(
        ("Candidate", f"{name} ({number})" if name else number),
        ("Sitting", clean_line(result.sitting)),
        ("Form", clean_line(result.form)),
    )


def _pairs(*pairs: tuple[str, str]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(name, Text(value))
    return grid


def _ruler(result: Result) -> Iterator[Text]:
    """Yield the marks as a bar, and below it the place of the cut score."""
    total = max(result.total_marks, 1)
    reached = round(_RULER_WIDTH * result.raw_score / total)
    cut = round(_RULER_WIDTH * result.cut_score / total)
    yield Text(_FULL * reached + _EMPTY * (_RULER_WIDTH - reached))
    words = f"cut score {result.cut_score}"
    if cut + 2 + len(words) <= _RULER_WIDTH:
        yield Text(" " * max(cut - 1, 0) + f"↑ {words}")
    else:
        yield Text(f"{words} ↑".rjust(max(cut, len(words) + 2)))


def _requirements(scores: tuple[RequirementScore, ...]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    for score in scores:
        earned = Fraction(score.earned)
        full = round(_BAR_WIDTH * earned / score.possible) if score.possible else 0
        grid.add_row(
            Text(clean_line(score.code)),
            Text(clean_line(score.title)),
            _FULL * full + _EMPTY * (_BAR_WIDTH - full),
            f"{_mixed(earned)} of {score.possible}",
        )
    return grid


def _mixed(value: Fraction) -> str:
    """Return 13/2 as ``6 1/2``."""
    whole, rest = divmod(value, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def _evidence(result: Result) -> Table:
    return _pairs(
        ("Revision", f"{result.revision}: {clean_line(result.reason)}"),
        ("Attempt", _ENDINGS.get(result.ending, clean_line(result.ending))),
        ("Result digest", result.digest[:16]),
        ("Attempt digest", clean_line(result.attempt_digest)[:16]),
        ("Form digest", clean_line(result.form_digest)[:16]),
    )
