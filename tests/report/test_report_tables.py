"""The CSV files: the same bytes every time, safe in a spreadsheet, explained, and right."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from exam_engine.report.csv_text import cell_text, csv_text
from exam_engine.report.input import Report, make_report
from exam_engine.report.tables import table_texts, write_tables
from report.harmful_report import make_input

FILES = [
    "responses.csv",
    "scores.csv",
    "times.csv",
    "item_statistics.csv",
    "option_statistics.csv",
    "test_statistics.csv",
    "flags.csv",
    "data_dictionary.csv",
]


def _frame(report: Report, name: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(table_texts(report)[name]))


def test_statistics_are_those_of_pandas_from_the_exported_marks(report: Report) -> None:
    marks = _frame(report, "scores.csv").set_index("candidate")
    total, marks = marks["total"], marks.drop(columns="total")
    assert (marks.sum(axis=1) == total).all()
    test = _frame(report, "test_statistics.csv").set_index("name")
    alpha = 6 / 5 * (1 - marks.var().sum() / total.var())
    assert test.loc["alpha", "value"] == pytest.approx(alpha, abs=5e-7)
    assert test.loc["sem", "value"] == pytest.approx(total.std() * math.sqrt(1 - alpha), abs=5e-7)
    assert test.loc["passed", "value"] == pytest.approx((total >= 4).mean(), abs=5e-7)
    items = _frame(report, "item_statistics.csv").set_index("item")
    assert items["p"].to_numpy() == pytest.approx(marks.mean().to_numpy(), abs=5e-7)
    for item in marks:
        rest = marks[item].corr(total - marks[item])
        assert items.loc[item, "r_rest"] == pytest.approx(rest, abs=5e-7)


def test_option_statistics_are_those_of_pandas_from_the_exported_responses(report: Report) -> None:
    responses = _frame(report, "responses.csv").set_index("candidate")
    marks = _frame(report, "scores.csv").set_index("candidate")
    options = _frame(report, "option_statistics.csv").set_index(["item", "label"])
    for (item, label), row in options.iterrows():
        gave = (responses[item] == label).astype(float)
        assert row["count"] == gave.sum()
        assert row["share"] == pytest.approx(gave.mean(), abs=5e-7)
        if gave.any():
            rest = gave.corr(marks["total"] - marks[item])
            assert row["r_rest"] == pytest.approx(rest, abs=5e-7)


def test_two_runs_write_the_same_bytes(report: Report, tmp_path: Path) -> None:
    again = make_report(make_input())
    for folder, each in (("one", report), ("two", again)):
        (tmp_path / folder).mkdir()
        paths = write_tables(tmp_path / folder, each)
        assert [path.name for path in paths] == FILES
    for name in FILES:
        one, two = (tmp_path / folder / name for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
        assert b"\r" not in one.read_bytes()
    assert {path.name for path in (tmp_path / "one").iterdir()} == set(FILES)


def test_no_text_cell_is_a_formula(report: Report, refused_report: Report) -> None:
    for each in (report, refused_report):
        for text in table_texts(each).values():
            for row in csv.reader(io.StringIO(text)):
                for cell in row:
                    if cell.startswith(("=", "+", "-", "@", "\t")):
                        float(cell)  # only numbers may begin so
    rows = list(csv.reader(io.StringIO(table_texts(report)["responses.csv"])))
    assert [row[0] for row in rows[:4]] == ["candidate", "'=HYPERLINK(1)", "'-2", "cand-002"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        ("\t=1", "'=1"),
        (" =1", "'=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("two\nlines\x1b[0m", "two lines[0m"),
        (-0.25, "-0.250000"),
        (-1e-9, "0.000000"),
        (float("nan"), ""),
        (None, ""),
        (True, "yes"),
        (-3, "-3"),
    ],
)
def test_cells(cell: str | float | None, text: str) -> None:
    assert cell_text(cell) == text


def test_quotes_stand_only_where_needed() -> None:
    assert csv_text(["a", "b"], [['x, "y"', 1]]) == 'a,b\n"x, ""y""",1\n'


def test_the_dictionary_explains_every_column(report: Report) -> None:
    texts = table_texts(report)
    explained = _frame(report, "data_dictionary.csv")
    assert explained["meaning"].notna().all()
    for name in FILES:
        header = next(csv.reader(io.StringIO(texts[name])))
        columns = explained.loc[explained["file"] == name, "column"].tolist()
        if name in FILES[:3]:
            items = list(report.input.matrix.items)
            place = columns.index("(one column per item id)")
            columns[place : place + 1] = items
        assert header == columns


def test_below_the_minimum_the_reason_stands_in_place_of_numbers(refused_report: Report) -> None:
    reason = "refused: n = 12, at least 50 needed"
    items = _frame(refused_report, "item_statistics.csv")
    assert (items["refused"] == reason).all()
    assert items[["p", "r_rest", "d", "median_s"]].isna().all(axis=None)
    assert (items["n"] == 12).all()
    options = _frame(refused_report, "option_statistics.csv")
    assert (options["refused"] == reason).all()
    assert options["share"].isna().all()
    test = _frame(refused_report, "test_statistics.csv").set_index("name")
    assert test.loc["alpha", "remark"] == reason
    assert math.isnan(test.loc["alpha", "value"])
    assert _frame(refused_report, "flags.csv").empty


def test_an_interruption_leaves_the_earlier_file_whole(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "responses.csv").write_text("earlier")

    def interrupted(path: Path, text: str, **_: str) -> int:
        path.write_bytes(text[:100].encode())
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_tables(tmp_path, report)
    assert [path.name for path in tmp_path.iterdir()] == ["responses.csv"]
    assert (tmp_path / "responses.csv").read_bytes() == b"earlier"


def test_whole_numbers_are_written_whole() -> None:
    """A count that comes from an array is a count all the same."""
    assert [cell_text(np.int64(300)), cell_text(np.int16(1)), cell_text(7)] == ["300", "1", "7"]
    assert cell_text(np.float64(0.5)) == "0.500000"
