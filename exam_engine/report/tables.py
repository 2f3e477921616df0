"""The CSV files of a report: data and every statistic, for any spreadsheet or script.

The files hold no dates and are the same bytes for the same responses. ``data_dictionary.csv`` says
what each column means.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exam_engine.psychometrics import Estimate, responses_frame, scores_frame, times_frame
from exam_engine.report.csv_text import Cell, csv_text
from exam_engine.report.dictionary import (
    COLUMNS,
    FLAG_COLUMNS,
    ITEM_COLUMNS,
    OPTION_COLUMNS,
    TEST_COLUMNS,
)
from exam_engine.report.input import Report
from exam_engine.report.whole_file import write_whole

Table = tuple[tuple[str, ...], list[list[Cell]]]


def write_tables(folder: Path, report: Report) -> tuple[Path, ...]:
    """Write all CSV files into ``folder``, which must exist, and return their paths.

    :raises OSError: if the folder cannot be written to.
    """
    paths = []
    for name, text in table_texts(report).items():
        write_whole(folder / name, text)
        paths.append(folder / name)
    return tuple(paths)


def table_texts(report: Report) -> dict[str, str]:
    """Return the text of each CSV file by its name."""
    tables = {
        "responses.csv": _responses(report),
        "scores.csv": _scores(report),
        "times.csv": _times(report),
        "item_statistics.csv": _item_statistics(report),
        "option_statistics.csv": _option_statistics(report),
        "test_statistics.csv": _test_statistics(report),
        "flags.csv": _flags(report),
        "data_dictionary.csv": _data_dictionary(),
    }
    return {name: csv_text(header, rows) for name, (header, rows) in tables.items()}


def _responses(report: Report) -> Table:
    matrix = report.input.matrix
    return _by_person(report, matrix.items, responses_frame(matrix).to_numpy().tolist())


def _scores(report: Report) -> Table:
    matrix, scores = report.input.matrix, report.input.scores
    rows = scores_frame(matrix, scores).to_numpy().tolist()
    return _by_person(report, (*matrix.items, "total"), rows)


def _times(report: Report) -> Table:
    matrix = report.input.matrix
    return _by_person(report, matrix.items, times_frame(matrix).to_numpy().tolist())


def _by_person(report: Report, columns: tuple[str, ...], rows: list[list[Cell]]) -> Table:
    persons = report.input.matrix.persons
    return ("candidate", *columns), [
        [person, *row] for person, row in zip(persons, rows, strict=True)
    ]


def _item_statistics(report: Report) -> Table:
    statistics = report.analysis.statistics
    flags: dict[str, list[str]] = {}
    for flag in statistics.flags if statistics else ():
        codes = flags.setdefault(flag.item, [])
        codes += [flag.code.value] * (flag.code.value not in codes)
    rows: list[list[Cell]] = []
    for place, entry in enumerate(report.input.items):
        known: dict[str, Cell] = {
            "number": str(entry.number),
            "item": entry.item,
            "requirement": entry.requirement,
            "level": entry.level,
            "on_trial": entry.item in report.input.on_trial,
            "expected_s": entry.expected_s,
            "flags": " ".join(flags.get(entry.item, [])),
            "n": int(report.tally.presented[place]),
            "marks": int(report.input.scores.max_marks[place]),
            "refused": report.analysis.refused,
        }
        if statistics:
            times = statistics.times.iloc[place].to_dict()
            known |= {str(name): each for name, each in statistics.items.iloc[place].items()}
            known |= {"time_n": times.pop("n")}
            known |= {str(name): each for name, each in times.items() if name != "refused"}
        rows.append([known.get(column) for column in ITEM_COLUMNS])
    return ITEM_COLUMNS, rows


def _option_statistics(report: Report) -> Table:
    numbers = {entry.item: str(entry.number) for entry in report.input.items}
    statistics = report.analysis.statistics
    rows: list[list[Cell]] = []
    if statistics:
        reasons = dict(zip(statistics.items.index, statistics.items["refused"], strict=True))
        columns = [statistics.options[name].tolist() for name in OPTION_COLUMNS[1:-1]]
        for row in zip(*columns, strict=True):
            rows.append([numbers[row[0]], *row, reasons[row[0]]])
    else:
        rows = [
            [number, item, *[None] * (len(OPTION_COLUMNS) - 3), report.analysis.refused]
            for item, number in numbers.items()
        ]
    return OPTION_COLUMNS, rows


def _test_statistics(report: Report) -> Table:
    rows: list[list[Cell]] = [
        ["candidates", report.analysis.n, None, None, report.analysis.n, ""],
        ["items", len(report.input.items), None, None, None, ""],
        ["items_on_trial", len(report.input.on_trial), None, None, None, ""],
        ["total_marks", report.input.total_marks, None, None, None, ""],
        ["cut_score", report.input.cut_score, None, None, None, ""],
        ["minimum_n", report.analysis.minimum_n, None, None, None, ""],
    ]
    return TEST_COLUMNS, [*rows, *_score_rows(report)]


def _score_rows(report: Report) -> Iterator[list[Cell]]:
    statistics = report.analysis.statistics
    names = ("mean", "sd", "skew", "alpha", "sem", "passed")
    if statistics is None:
        for name in ("minimum", "maximum", *names):
            yield [name, None, None, None, report.analysis.n, report.analysis.refused]
        return
    scores = statistics.scores
    for name in ("minimum", "maximum"):
        yield [name, int(getattr(scores, name)), None, None, scores.n, ""]
    for name in names:
        estimate: Estimate | None = getattr(scores, name)
        if estimate is not None:
            figures = [estimate.value, estimate.low, estimate.high, estimate.n]
            yield [name, *figures, estimate.undefined]


def _flags(report: Report) -> Table:
    statistics = report.analysis.statistics
    numbers = {entry.item: str(entry.number) for entry in report.input.items}
    rows: list[list[Cell]] = [
        [
            flag.severity.value,
            flag.code.value,
            numbers.get(flag.item),
            flag.item,
            flag.option,
            flag.n,
            flag.sentence,
        ]
        for flag in (statistics.flags if statistics else ())
    ]
    return FLAG_COLUMNS, rows


def _data_dictionary() -> Table:
    header = ("file", "column", "type", "unit_or_range", "meaning")
    return header, [list(entry) for entry in COLUMNS]
