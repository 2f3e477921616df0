"""The report as one page of HTML that opens anywhere, without a network.

The page is made of text, style and inline pictures only: no script, no font and no picture from
outside, and a content security policy that forbids them. Texts from outside are escaped by the
template engine. The page is the same bytes for the same responses and holds no candidate's name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from exam_engine.psychometrics import Estimate, ScoreStatistics, Severity, Statistics
from exam_engine.psychometrics.figures import (
    decimal,
    interval,
    percent,
    percent_interval,
    short,
)
from exam_engine.psychometrics.flags import FLAG_MINIMUM_N
from exam_engine.report.cards import Fact, cards
from exam_engine.report.distribution_picture import score_distribution
from exam_engine.report.drawing import draw
from exam_engine.report.flag_texts import SEVERITY_ADVICE, SEVERITY_GLYPHS, FlagText, flag_texts
from exam_engine.report.input import Report, ReportInput, notices
from exam_engine.report.item_map import MapItem, item_map
from exam_engine.report.whole_file import write_whole
from exam_engine.text import clean_line

_ENVIRONMENT = Environment(
    loader=PackageLoader("exam_engine.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True)
class FlagGroup:
    """The flags of one severity."""

    severity: Severity
    glyph: str
    advice: str
    flags: tuple[FlagText, ...]


def write_html(path: Path, report: Report) -> None:
    """Write the page to ``path``.

    :raises OSError: if it cannot be written; an earlier file then stays as it was.
    """
    write_whole(path, render_html(report))


def render_html(report: Report) -> str:
    """Return the page."""
    given, statistics = report.input, report.analysis.statistics
    template = _ENVIRONMENT.get_template("report.html.j2")
    return template.render(
        title=clean_line(given.title),
        sitting=clean_line(given.sitting),
        forms=[(clean_line(form), clean_line(digest)) for form, digest in given.forms],
        cut_score=given.cut_score,
        confidential=given.confidential,
        notices=[clean_line(notice) for notice in notices(given)],
        n=report.analysis.n,
        minimum_n=report.analysis.minimum_n,
        flag_minimum_n=FLAG_MINIMUM_N,
        refused=report.analysis.refused,
        total_marks=given.total_marks,
        tiles=_tiles(statistics.scores, given.total_marks) if statistics else (),
        distribution=_distribution(statistics.scores, given) if statistics else None,
        map=_map(report, statistics) if statistics else None,
        flag_groups=_flag_groups(flag_texts(report)),
        cards=cards(report),
    )


def _tiles(scores: ScoreStatistics, total_marks: int) -> tuple[Fact, ...]:
    passed = scores.passed
    return (
        _tile("mean total", scores.mean, f" of {total_marks} marks"),
        _tile("sd of totals", scores.sd),
        Fact("alpha", *_share(scores.alpha)),
        _tile("SEM", scores.sem),
        *(
            [Fact("passed", percent(passed.value), percent_interval(passed.low, passed.high))]
            if passed
            else []
        ),
    )


def _tile(name: str, estimate: Estimate, unit: str = " marks") -> Fact:
    if estimate.undefined:
        return Fact(name, "–", estimate.undefined)
    places = f"[{decimal(estimate.low, 2)}, {decimal(estimate.high, 2)}]"
    return Fact(name, decimal(estimate.value, 2), places + unit)


def _share(estimate: Estimate) -> tuple[str, str]:
    if estimate.undefined:
        return "–", estimate.undefined
    return short(estimate.value), interval(estimate.low, estimate.high)


def _distribution(scores: ScoreStatistics, given: ReportInput) -> Markup:
    # On several forms, more marks are there in all than anybody can have.
    counts = scores.distribution.tolist()[: max(given.total_marks, scores.maximum) + 1]
    cut_score = given.cut_score
    label = (
        f"Totals of {scores.n} candidates from {scores.minimum} to {scores.maximum} marks, mean "
        f"{decimal(scores.mean.value)}"
    )
    if cut_score is not None:
        label += f"; {sum(counts[cut_score:])} reached the cut score {cut_score}"
    return draw(score_distribution(counts, cut_score), label)


def _map(report: Report, statistics: Statistics) -> Markup | None:
    asked = {flag.item for flag in statistics.flags if flag.severity is not Severity.NOTE}
    frame = statistics.items
    points = [
        MapItem(entry.number, float(p), float(r), entry.item in asked)
        for entry, p, r in zip(report.input.items, frame["p"], frame["r_rest"], strict=True)
        if p == p and r == r  # NaN has no place on a map
    ]
    label = f"Map of {len(points)} items by p and corrected r; the figures stand in the table"
    return draw(item_map(points), label) if points else None


def _flag_groups(flags: tuple[FlagText, ...]) -> tuple[FlagGroup, ...]:
    present = Counter(flag.severity for flag in flags)
    return tuple(
        FlagGroup(
            severity,
            SEVERITY_GLYPHS[severity],
            SEVERITY_ADVICE[severity],
            tuple(flag for flag in flags if flag.severity is severity),
        )
        for severity in Severity
        if present[severity]
    )
