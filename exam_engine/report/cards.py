"""What the page says of one item, ready to be set: figures as text, places as percentages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from exam_engine.psychometrics import ScoreGroup, Statistics, score_groups
from exam_engine.psychometrics.figures import (
    decimal,
    interval,
    percent,
    percent_interval,
    short,
)
from exam_engine.report.bars import Bar, item_bars
from exam_engine.report.drawing import draw
from exam_engine.report.flag_texts import FlagText, flag_texts
from exam_engine.report.input import ItemText, Report
from exam_engine.report.trace_picture import TraceLine, trace_picture
from exam_engine.text import clean_line, clean_text

Row = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """A figure with what stands beside it: interval, quartiles or n."""

    name: str
    value: str
    beside: str


@dataclass(frozen=True)
class OptionLine:
    """One option as presented. The figures are empty where statistics are refused."""

    label: str
    text: str
    right: bool
    share: str = ""
    share_interval: str = ""
    share_percent: float = 0
    r: str = ""
    r_interval: str = ""


@dataclass(frozen=True)
class Card:
    """One item's part of the page. ``refused`` says why there are no figures, or is empty."""

    text: ItemText
    n: int
    refused: str
    flags: tuple[FlagText, ...]
    options: tuple[OptionLine, ...]
    bars: tuple[Bar, ...] = ()
    facts: tuple[Fact, ...] = ()
    quartiles: str = ""
    picture: Markup | None = None


def cards(report: Report) -> list[Card]:
    """Return the cards in the order of the form."""
    statistics = report.analysis.statistics
    presented = report.tally.presented.tolist()
    if statistics is None:
        return [
            Card(_cleaned(entry), n, report.analysis.refused, (), _bare_options(report, place))
            for place, (entry, n) in enumerate(zip(report.input.items, presented, strict=True))
        ]
    flags = flag_texts(report)
    groups = score_groups(statistics.scores.distribution)
    return [
        _card(report, statistics, groups, place, flags) for place in range(len(report.input.items))
    ]


def _card(
    report: Report,
    statistics: Statistics,
    groups: tuple[ScoreGroup, ...],
    place: int,
    flags: tuple[FlagText, ...],
) -> Card:
    entry = report.input.items[place]
    row = _row(statistics.items, place)
    mine = tuple(flag for flag in flags if flag.number == entry.number)
    if row["refused"]:
        return Card(
            _cleaned(entry), int(row["n"]), row["refused"], mine, _bare_options(report, place)
        )
    return Card(
        text=_cleaned(entry),
        n=int(row["n"]),
        refused="",
        flags=mine,
        options=_options(report, statistics, place),
        bars=item_bars(row),
        facts=_facts(row, _row(statistics.times, place), entry.expected_s),
        quartiles=_quartiles(_row(statistics.times, place)),
        picture=_trace(statistics, groups, entry),
    )


def _row(frame: pd.DataFrame, place: int) -> Row:
    return {str(name): value for name, value in frame.iloc[place].items()}


def _cleaned(entry: ItemText) -> ItemText:
    return ItemText(
        number=entry.number,
        item=clean_line(entry.item),
        requirement=clean_line(entry.requirement),
        requirement_title=clean_line(entry.requirement_title),
        level=clean_line(entry.level),
        stem=clean_text(entry.stem).strip(),
        options=tuple(clean_line(text) for text in entry.options),
        expected_s=entry.expected_s,
    )


def _bare_options(report: Report, place: int) -> tuple[OptionLine, ...]:
    texts = _cleaned(report.input.items[place]).options
    labels = report.input.matrix.labels(place)
    right = report.input.scores.right[place]
    return tuple(
        OptionLine(label, text, bool(answer))
        for label, text, answer in zip(labels, texts, right, strict=False)
    )


def _options(report: Report, statistics: Statistics, place: int) -> tuple[OptionLine, ...]:
    frame = statistics.options
    rows = frame[(frame["item"] == report.input.matrix.items[place]) & (frame["option"] != "")]
    return tuple(
        OptionLine(
            label=bare.label,
            text=bare.text,
            right=bare.right,
            share=percent(row["share"]),
            share_interval=percent_interval(row["share_low"], row["share_high"]),
            share_percent=round(100 * row["share"], 1),
            r=short(row["r_rest"]),
            r_interval=interval(row["r_rest_low"], row["r_rest_high"]),
        )
        for bare, row in zip(_bare_options(report, place), rows.to_dict("records"), strict=True)
    )


def _facts(row: Row, times: Row, expected_s: float | None) -> tuple[Fact, ...]:
    expected = "" if expected_s is None else f", expected {decimal(expected_s, 0)} s"
    time = Fact("median time", "refused", times["refused"].removeprefix("refused: "))
    if not times["refused"]:
        quartiles = f"quartiles {_quartiles(times)} s"
        n = "" if times["n"] == row["n"] else f", n = {times['n']}"
        time = Fact("median time", f"{decimal(times['median_s'], 0)} s", quartiles + expected + n)
    without = interval(row["alpha_without_low"], row["alpha_without_high"])
    return (
        time,
        Fact("alpha without it", short(row["alpha_without"]), without),
        *(
            Fact(
                name,
                percent(row[column]),
                percent_interval(row[f"{column}_low"], row[f"{column}_high"]),
            )
            for name, column in (("omitted", "omitted"), ("not reached", "not_reached"))
        ),
    )


def _quartiles(times: Row) -> str:
    if times["refused"]:
        return ""
    return f"{decimal(times['q1_s'], 0)}–{decimal(times['q3_s'], 0)}"


def _trace(statistics: Statistics, groups: tuple[ScoreGroup, ...], entry: ItemText) -> Markup:
    frame = statistics.traces
    rows = frame[(frame["item"] == entry.item) & (frame["option"] != "")]
    lines = [
        TraceLine(
            label=str(label),
            right=bool(line["right"].iloc[0]),
            share=line["share"].tolist(),
            low=line["share_low"].tolist(),
            high=line["share_high"].tolist(),
        )
        for label, line in rows.groupby("label", sort=False)
    ]
    ends = "; ".join(
        f"{line.label}{' (answer)' if line.right else ''} from {percent(line.share[0])} "
        f"to {percent(line.share[-1])}"
        for line in lines
    )
    label = f"Item {entry.number}, share of each option from the weakest to the strongest: {ends}"
    return draw(trace_picture(groups, lines), label)
