"""The terminal shows the same figures, at 80 columns, without colour and without obeying texts."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from exam_engine.psychometrics.figures import decimal, interval, percent, sentence, short
from exam_engine.report.input import Report
from exam_engine.report.terminal import StatisticsView


def _printed(view: StatisticsView, width: int = 80) -> str:
    console = Console(width=width, no_color=True, file=io.StringIO(), legacy_windows=False)
    console.print(view)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 140])
def test_it_fits_and_has_no_control_characters(report: Report, width: int) -> None:
    text = _printed(StatisticsView(report), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "\x1b" not in text
    assert "…" not in text


def test_every_figure_of_the_issue_is_there(report: Report) -> None:
    text = _printed(StatisticsView(report), 140)
    statistics = report.analysis.statistics
    assert statistics is not None
    assert f"alpha                   {short(statistics.scores.alpha.value):>5}" in text
    for row in statistics.items.itertuples():
        for value, low, high in (
            (row.p, row.p_low, row.p_high),
            (row.r_rest, row.r_rest_low, row.r_rest_high),
            (row.d, row.d_low, row.d_high),
        ):
            assert f"{short(value)} {interval(low, high)}" in text
    for row in statistics.options[statistics.options["option"] != ""].itertuples():
        assert f"{percent(row.share).replace(' ', '')} [" in text
        assert f"{short(row.r_rest)} {interval(row.r_rest_low, row.r_rest_high)}" in text
    assert "Items (n = 80; times: median and quartiles, n = 77 to 80)" in text


def test_flags_are_words(report: Report) -> None:
    text = _printed(StatisticsView(report))
    assert "■ miskey?" in text
    assert "stop: settle before any result is released" in text
    assert "item 3" in text


def test_markup_in_texts_is_shown_and_not_obeyed(report: Report) -> None:
    assert "[red]Munich[/red]" in _printed(StatisticsView(report))


def test_options_can_be_left_out(report: Report) -> None:
    assert "Options" not in _printed(StatisticsView(report, options=False))


def test_below_the_minimum_it_says_why(refused_report: Report) -> None:
    text = _printed(StatisticsView(refused_report))
    assert "Statistics refused: n = 12, at least 50 needed." in text
    assert "alpha" not in text


def test_figures_are_written_as_the_field_writes_them() -> None:
    assert [short(value) for value in (0.471, -0.05, 1.0, -0.001)] == [".47", "−.05", "1.00", ".00"]
    assert short(float("nan")) == "–"
    assert decimal(-0.04) == "0.0"
    assert percent(0.615) == "62 %"
    assert sentence("p", 0.2, 0.1, 0.3, 80) == "p = .200 [.10, .30], n = 80"
