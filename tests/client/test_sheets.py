"""Pure layout: questions, navigator, review, rows of the frame."""

from __future__ import annotations

import pytest

from client.made import HOUR_MS, START, attempt
from client.terminal_support import make_paper, question
from exam_engine.client.attempt import Attempt
from exam_engine.client.field import Field
from exam_engine.client.look.glyphs import CONSOLE, FULL
from exam_engine.client.look.lines import line
from exam_engine.client.sheets.frame import hints_row, question_head, saving_words, time_bar
from exam_engine.client.sheets.navigator import RAIL_WIDTH, rail, strip
from exam_engine.client.sheets.question import question_sheet
from exam_engine.client.sheets.review import Filter, review_sheet
from exam_engine.clock import SetClock
from exam_engine.delivery.presentation import PresentedPaper


def text(lines):
    return [row.plain.rstrip() for row in lines]


@pytest.mark.parametrize("glyphs", [FULL, CONSOLE])
def test_the_text_of_an_option_hangs_below_itself(glyphs):
    candidate = attempt()
    sheet = question_sheet(candidate.question(1), 3, glyphs, 80, airy=False)
    first, last = sheet.rows[3]
    assert last == first + 1
    head, tail = text(sheet.lines[first : last + 1])
    assert head.index("Service level") == tail.index("interested")
    assert head[1] == tail[1] == glyphs.cursor
    assert {row.ground for row in sheet.lines[first : last + 1]} == {"tint"}


def test_marks_tell_chosen_struck_out_and_free_apart():
    candidate = attempt()
    candidate.choose(1, 2)
    candidate.strike(1, 1)
    lines = question_sheet(candidate.question(1), 0, FULL, 80, airy=False).lines
    rows = [row for row in text(lines) if row[3:4] in tuple("ABCD")]
    assert [row[6] for row in rows] == ["×", "◉", "○", "○"]
    struck = next(row for row in lines if "Release" in row.plain)
    chosen = next(row for row in lines if "transition" in row.plain)
    assert struck.spans[-1].role == "struck"
    assert chosen.spans[-1].role == "strong"


def test_text_runs_no_wider_than_ninety_cells():
    paper = PresentedPaper(make_paper(questions=(question(1, "word " * 80),)))
    candidate = Attempt(paper.view, START, SetClock(0))
    lines = question_sheet(candidate.question(1), 1, FULL, 200, airy=True).lines
    assert max(len(row) for row in text(lines)) <= 92


@pytest.mark.parametrize("items", [1, 40, 43, 80, 400, 1000])
@pytest.mark.parametrize("width", [60, 80, 109])
def test_the_strip_shows_the_current_question_in_any_paper(items, width):
    candidate = attempt(items)
    for n in {1, items // 2 + 1, items}:
        candidate.open(n)
        row = strip(candidate, FULL, width)
        assert row.width == width
        assert [span.role for span in row.spans].count("here") == 1
        assert f"/{items}" in row.plain


@pytest.mark.parametrize("items", [1, 40, 400])
def test_the_rail_shows_the_current_question_in_any_paper(items):
    candidate = attempt(items)
    for n in {1, items // 2 + 1, items}:
        candidate.open(n)
        rows = rail(candidate, FULL, 30)
        assert len(rows) == 30
        assert all(row.width <= RAIL_WIDTH for row in rows)
        (here,) = [span.text for row in rows for span in row.spans if span.role == "here"]
        assert here.strip() == f"{n}○"


def test_the_review_puts_first_what_needs_attention():
    candidate = attempt(5)
    for n in (1, 2, 4):
        candidate.choose(n, 1)
    candidate.flag(2)
    candidate.open(3)
    sheet = review_sheet(candidate, Filter.ALL, 2, FULL, 80)
    assert list(sheet.rows) == [2, 3, 5, 1, 4]
    assert text(sheet.lines)[0].strip() == "Needs attention (3)"
    assert "answer A, flagged" in sheet.lines[sheet.rows[2]].plain
    assert "no answer" in sheet.lines[sheet.rows[3]].plain
    assert "not seen" in sheet.lines[sheet.rows[5]].plain
    assert list(review_sheet(candidate, Filter.FLAGGED, 2, FULL, 80).rows) == [2]
    assert list(review_sheet(candidate, Filter.UNANSWERED, 2, FULL, 80).rows) == [3, 5]
    nothing = review_sheet(attempt(1), Filter.FLAGGED, 1, FULL, 80)
    assert text(nothing.lines) == ["  There is no such question."]


def test_saving_in_words():
    candidate = attempt()
    assert saving_words(candidate, FULL).plain == " ✓ saved "
    candidate.choose(1, 1)
    assert saving_words(candidate, FULL).plain == " saving… "
    candidate.trouble = True
    one = " ! not saved yet: 1 answer waits, trying again "
    assert saving_words(candidate, FULL).plain == one
    candidate.choose(2, 1)
    assert "2 answers wait" in saving_words(candidate, FULL).plain
    candidate.engine_has(2)
    assert "does not answer" in saving_words(candidate, FULL).plain
    candidate.flag(1)
    assert saving_words(candidate, FULL).plain == " ! not saved yet, trying again "


def test_the_time_bar_never_shows_nothing_while_time_is_left():
    for share, cells in ((1.0, 80), (0.5, 40), (1 / HOUR_MS, 1), (0.0, 0)):
        assert time_bar(share, 80, FULL, urgent=False).plain.count("━") == cells


def test_hints_that_do_not_fit_are_left_out_from_the_right():
    hints = [("A", "one"), ("B", "two"), ("C", "three")]
    assert hints_row(hints, 80).plain == " A one  B two  C three  "
    assert hints_row(hints, 13).plain.rstrip() == " A one  B two"


def test_the_header_of_a_question():
    candidate = attempt()
    assert question_head(candidate.question(1), 6, 80, FULL).plain.strip() == (
        "Question 1 of 6 · choose one · 1 mark"
    )
    candidate.flag(1)
    assert question_head(candidate.question(1), 6, 80, FULL).plain.endswith("⚐ look again  ")


def test_a_field_takes_what_prints_and_nothing_else():
    field = Field("", 5, upper=True)
    for character in "ab\x1b\u202e c":
        field.press("x", character)
    assert field.text == "AB C"
    assert field.press("backspace", None)
    assert field.text == "AB "
    assert not field.press("f5", None)
    assert field.press("ctrl+u", None)
    digits = Field("", 2, digits_only=True)
    for character in "1x²23":
        digits.press("x", character)
    assert digits.text == "12"
    assert line("") == line()
