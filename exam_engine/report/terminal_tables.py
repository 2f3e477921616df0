"""The tables of the terminal view: figures right-aligned, intervals beside them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from exam_engine.psychometrics import Estimate, ScoreStatistics, Severity, Statistics
from exam_engine.psychometrics.figures import (
    decimal,
    interval,
    percent,
    percent_interval,
    short,
)
from exam_engine.report.flag_texts import SEVERITY_GLYPHS, FlagText
from exam_engine.report.input import ItemNumber, Report
from exam_engine.text import clean_line

SEVERITY_STYLES = {
    Severity.STOP: "bold red",
    Severity.REJECT: "red",
    Severity.REVIEW: "bold",
    Severity.NOTE: "",
}
_ONLY_WIDE = ("item", "n", "omitted")
# A line under the titles and nothing between columns, so that gaps are what padding says.
_RULED_HEAD = box.Box("    \n    \n ── \n    \n    \n    \n    \n    \n")
# What "omitted" and "not-reached" are called where a column has four places.
_BRIEF_BLANKS = {"omitted": "omit", "not-reached": "n.r."}
Row = dict[str, Any]


def _table(*columns: tuple[str, bool], gap: int = 1) -> Table:
    """Return an empty table; each column is its title and whether it holds figures."""
    table = Table(box=_RULED_HEAD, pad_edge=False, padding=(0, gap, 0, 0), show_edge=False)
    for title, figures in columns:
        if figures:
            table.add_column(title, justify="right", no_wrap=True)
        else:
            table.add_column(title)
    return table


def score_table(scores: ScoreStatistics) -> Table:
    """Return the statistics of the totals, one a line."""
    table = _table(("", False), ("value", True), ("95 % interval", False), ("n", True), gap=2)
    marks = (("mean total", scores.mean), ("sd of totals", scores.sd), ("SEM", scores.sem))
    for name, estimate in marks:
        shown = f"[{decimal(estimate.low, 2)}, {decimal(estimate.high, 2)}] marks"
        _add(table, name, estimate, decimal(estimate.value, 2), shown)
    _add(table, "skew", scores.skew, *_short(scores.skew))
    _add(table, "alpha", scores.alpha, *_short(scores.alpha))
    if scores.passed is not None:
        low, high = scores.passed.low, scores.passed.high
        _add(
            table,
            f"passed ({scores.cut_score} or more)",
            scores.passed,
            percent(scores.passed.value),
            f"{percent_interval(low, high)} %",
        )
    table.add_row("lowest, highest total", f"{scores.minimum}, {scores.maximum}", "", str(scores.n))
    return table


def _short(estimate: Estimate) -> tuple[str, str]:
    return short(estimate.value), interval(estimate.low, estimate.high)


def _add(table: Table, name: str, estimate: Estimate, value: str, shown: str) -> None:
    if estimate.undefined:
        table.add_row(name, "–", Text(estimate.undefined), str(estimate.n))
    else:
        table.add_row(name, value, Text(shown), str(estimate.n))


def item_table(
    report: Report, statistics: Statistics, flags: tuple[FlagText, ...], wide: bool
) -> Table:
    """Return one line per item; ``wide`` adds its id, n and omits."""
    rows, times = _rows(statistics.items), _rows(statistics.times)
    entries = report.input.items
    columns: list[tuple[str, bool, list[Text]]] = [
        ("No", True, [Text(str(entry.number)) for entry in entries]),
        ("item", False, [Text(clean_line(entry.item)) for entry in entries]),
        ("n", True, [Text(str(row["n"])) for row in rows]),
        ("p", True, [_both(row, "p") for row in rows]),
        ("corrected r", True, [_both(row, "r_rest") for row in rows]),
        ("D", True, [_both(row, "d") for row in rows]),
        ("omitted", True, [_percent_both(row, "omitted") for row in rows]),
        ("time in s", True, [_time(row) for row in times]),
        ("flags", False, [_briefs(entry.number, flags) for entry in entries]),
    ]
    shown = [each for each in columns if wide or each[0] not in _ONLY_WIDE]
    table = _table(*(each[:2] for each in shown))
    for place, row in enumerate(rows):
        cells = [cells[place] for _, _, cells in shown]
        table.add_row(*cells[:-1], Text(row["refused"]) if row["refused"] else cells[-1])
    return table


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def n_range(n: pd.Series) -> str:
    """Return the n of a column of statistics: ``300``, or ``295 to 300``."""
    low, high = int(n.min()), int(n.max())
    return str(low) if low == high else f"{low} to {high}"


def _time(row: Row) -> Text:
    """Return the median with the quartiles."""
    if math.isnan(row["median_s"]):
        return Text("–")
    median, low, high = (f"{row[name]:.0f}" for name in ("median_s", "q1_s", "q3_s"))
    return Text(f"{median} ({low}–{high})")


def _both(row: Row, column: str) -> Text:
    text = f"{short(row[column])} {interval(row[f'{column}_low'], row[f'{column}_high'])}"
    return Text(text)


def _percent_both(row: Row, column: str) -> Text:
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return Text(f"{percent(row[column])} {percent_interval(low, high)}".replace(" %", "%"))


def _briefs(number: ItemNumber, flags: tuple[FlagText, ...]) -> Text:
    """Return a line per kind of flag, glyph and word; the sentences stand in the list below."""
    text = Text()
    mine = ((flag.severity, flag.brief) for flag in flags if flag.number == number)
    for severity, brief in dict.fromkeys(mine):
        text.append("\n" if text else "")
        text.append(f"{SEVERITY_GLYPHS[severity]} {brief}", style=SEVERITY_STYLES[severity])
    return text


def option_table(report: Report, statistics: Statistics) -> Table:
    """Return two responses a line, so that each with both intervals fits 80 columns."""
    titles = [("    ", False), ("share", True), ("r", True)]
    table = _table(("No", True), *titles, *titles, gap=0)
    rows = _rows(statistics.options)
    for entry in report.input.items:
        mine = [
            row for row in rows if row["item"] == entry.item and (row["option"] or row["count"])
        ]
        cells = [cell for row in mine for cell in _response_cells(row)]
        for start in range(0, len(cells), 6):
            number = str(entry.number) if start == 0 else ""
            table.add_row(number, *cells[start : start + 6])
    return table


def _response_cells(row: Row) -> list[Text]:
    label = str(row["label"])
    label = f"{label} ✓" if row["right"] else _BRIEF_BLANKS.get(label, label)
    return [
        Text(label, style="bold" if row["right"] else ""),
        _percent_both(row, "share"),
        _both(row, "r_rest"),
    ]
