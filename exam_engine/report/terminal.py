"""The item statistics on a terminal, from 80 columns up; glyphs and words say what colours say."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exam_engine.psychometrics import Severity
from exam_engine.psychometrics.flags import FLAG_MINIMUM_N
from exam_engine.report.flag_texts import SEVERITY_ADVICE, SEVERITY_GLYPHS, FlagText, flag_texts
from exam_engine.report.input import ItemNumber, Report, notices
from exam_engine.report.terminal_tables import (
    SEVERITY_STYLES,
    item_table,
    n_range,
    option_table,
    score_table,
)
from exam_engine.text import clean_line

# From this width on there is room for item ids and omits.
_WIDE = 116


class StatisticsView:
    """A Rich renderable of a whole report; ``options`` adds every option's share and correlation.

    Texts from outside are cleaned and never read as markup.
    """

    def __init__(self, report: Report, *, options: bool = True) -> None:
        self._report = report
        self._options = options

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from _head(self._report)
        statistics = self._report.analysis.statistics
        if statistics is None:
            yield Text(f"Statistics {self._report.analysis.refused}.", style="bold")
            return
        flags = flag_texts(self._report)
        yield _section("Test", score_table(statistics.scores))
        wide = options.max_width >= _WIDE
        n, timed = n_range(statistics.items["n"]), n_range(statistics.times["n"])
        items = item_table(self._report, statistics, flags, wide)
        yield _section(f"Items (n = {n}; times: median and quartiles, n = {timed})", items)
        if self._options:
            yield _section(f"Options (n = {n})", option_table(self._report, statistics))
        yield _section("Flags", _flag_list(flags, self._report.analysis.n))
        yield Text(
            f"Square brackets hold 95 % intervals; no statistic below n = "
            f"{self._report.analysis.minimum_n}. ✓ marks the answer key.",
            style="dim",
        )
        for notice in notices(self._report.input):
            yield Text(notice, style="dim")


def _forms(forms: tuple[tuple[str, str], ...]) -> str:
    return f"form {clean_line(forms[0][0])}" if len(forms) == 1 else f"{len(forms)} forms"


def _digest(forms: tuple[tuple[str, str], ...]) -> str:
    return f" · digest {clean_line(forms[0][1])[:16]}" if len(forms) == 1 else ""


def _head(report: Report) -> Iterator[RenderableType]:
    given = report.input
    cut = "" if given.cut_score is None else f" · cut score {given.cut_score}"
    yield Text(clean_line(given.title), style="bold")
    yield Text(f"Sitting {clean_line(given.sitting)} · {_forms(given.forms)}")
    yield Text(
        f"{report.analysis.n} candidates · {len(given.items)} items · {given.total_marks} "
        f"marks{cut}{_digest(given.forms)}"
    )
    if given.confidential:
        yield Text("Confidential: statistics and answers of a secure item bank.", style="bold")
    yield Text()


def _section(title: str, content: RenderableType) -> RenderableType:
    return Group(Text(title, style="bold"), Padding(content, (0, 0, 1, 0)))


def _flag_list(flags: tuple[FlagText, ...], n: int) -> RenderableType:
    if not flags:
        few = n < FLAG_MINIMUM_N
        return Text(f"none: no flag acts under n = {FLAG_MINIMUM_N}" if few else "none")
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for severity in dict.fromkeys(flag.severity for flag in flags):
        words = f"{SEVERITY_GLYPHS[severity]} {severity.value}: {SEVERITY_ADVICE[severity]}"
        grid.add_row("", Text(words, style=SEVERITY_STYLES[severity] or "bold"))
        mine = [flag for flag in flags if flag.severity is severity]
        for place, text in _notes(mine) if severity is Severity.NOTE else _sentences(mine):
            grid.add_row(place, Text(text))
    return grid


def _sentences(flags: list[FlagText]) -> Iterator[tuple[str, str]]:
    for flag in flags:
        yield f"item {flag.number}" if flag.number else "test", flag.sentence


def _notes(flags: list[FlagText]) -> Iterator[tuple[str, str]]:
    """Yield one line per kind of note: its figures stand in the tables above."""
    for title in dict.fromkeys(flag.title for flag in flags):
        options: dict[ItemNumber | None, list[str]] = {}
        for flag in flags:
            if flag.title == title:
                options.setdefault(flag.number, []).append(flag.option)
        items = (
            f"{number} ({', '.join(letters)})" if any(letters) else str(number)
            for number, letters in options.items()
        )
        yield "items", f"{title}: {', '.join(items)}"
