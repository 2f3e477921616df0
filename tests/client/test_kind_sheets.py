"""The sheets of every kind: what is told, what is marked in part, what always stays in view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from client.kinds import (
    ESSAY,
    GRADIENT,
    MATCH,
    MATCH_AGAIN,
    MULTIPLE,
    ORAL,
    ORDER,
    REASON,
    SINGLE,
    TRUE_FALSE,
    presented_kinds,
)
from client.made import START
from exam_engine.client.attempt import Attempt
from exam_engine.client.commands import Command, name_of_key, shown_key
from exam_engine.client.look.glyphs import CONSOLE, FULL
from exam_engine.client.manuscript import Clipboard, Manuscript
from exam_engine.client.sheets.card import help_page
from exam_engine.client.sheets.essay import caret_of, count_row, editor_rows
from exam_engine.client.sheets.frame import question_head
from exam_engine.client.sheets.hints import exam_hints
from exam_engine.client.sheets.match import all_selections, selections
from exam_engine.client.sheets.navigator import RAIL_WIDTH, glyph_of, rail, strip
from exam_engine.client.sheets.question import question_sheet
from exam_engine.client.sheets.review import Filter, review_sheet
from exam_engine.client.sheets.scenario import ADDITIONAL, scenario_sheet
from exam_engine.clock import SetClock
from exam_engine.wire.candidate import LONGEST_ESSAY
from exam_engine.wire.instructions import how_scored, what_to_do

VIEW = presented_kinds().view
EVERY = range(1, len(VIEW.questions) + 1)


def begun():
    return Attempt(VIEW, START, SetClock(0))


def plain(lines):
    return " ".join(" ".join(row.plain for row in lines).split())


def sheet_of(n, width=80, cursor=0, glyphs=FULL, scored=True):
    question = begun().question(n)
    return question_sheet(question, cursor, glyphs, width, airy=False, scored=scored)


@pytest.mark.parametrize("n", EVERY)
@pytest.mark.parametrize("width", [44, 80, 110])
def test_every_kind_tells_what_to_do_below_the_stem_and_fits(n, width):
    view = VIEW.questions[n - 1]
    for scored in (True, False):
        sheet = sheet_of(n, width, scored=scored)
        told = plain(sheet.lines)
        assert told.index(view.stem) < told.index(what_to_do(view))
        assert (how_scored(view) in told) is scored
        assert all(row.width <= width for row in sheet.lines)


@pytest.mark.parametrize("n", EVERY)
def test_the_help_of_a_question_always_tells_how_it_is_scored(n):
    view = VIEW.questions[n - 1]
    page = help_page(begun().question(n), FULL, 80)
    assert f"{what_to_do(view)} {how_scored(view)}" in plain(page)
    assert all(row.width <= 80 for row in page)
    assert "…" not in plain(page)  # no act of a key is cut


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (SINGLE, "choose one"),
        (MULTIPLE, "choose two"),
        (GRADIENT, "choose the best"),
        (TRUE_FALSE, "true or false"),
        (REASON, "assertion and reason"),
        (MATCH, "match"),
        (ORDER, "put in order"),
        (ESSAY, "write"),
        (ORAL, "before your assessors"),
    ],
)
def test_the_header_names_the_kind(n, words):
    assert f" · {words} · " in question_head(begun().question(n), 10, 80, FULL).plain


@pytest.mark.parametrize("glyphs", [FULL, CONSOLE])
def test_what_is_answered_in_part_and_what_is_done_elsewhere_have_signs_of_their_own(glyphs):
    attempt = begun()
    attempt.choose(MULTIPLE, 1)
    attempt.respond(MATCH, (0, 2, 0))
    attempt.respond(ORDER, (4, 3, 2, 1))
    signs = [glyph_of(question, glyphs)[0] for question in attempt.questions]
    part = [n for n, sign in enumerate(signs, start=1) if sign == glyphs.in_part]
    assert part == [MULTIPLE, MATCH]
    assert signs[ORDER - 1] == glyphs.answered
    assert signs[ORAL - 1] == glyphs.elsewhere
    assert "1/9" in strip(attempt, glyphs, 80).plain
    rows = rail(attempt, glyphs, 30)
    assert any(row.plain.split()[1:] == [glyphs.in_part, "in", "part", "2"] for row in rows)
    assert all(row.width <= RAIL_WIDTH for row in rows)


def test_the_review_counts_what_is_in_part_among_what_needs_attention():
    attempt = begun()
    attempt.choose(SINGLE, 3)
    attempt.respond(MATCH, (0, 2, 0))
    attempt.respond(ORDER, (2, 1))
    attempt.write(ESSAY, "three words here")
    sheet = review_sheet(attempt, Filter.UNANSWERED, MATCH, FULL, 80)
    assert {MATCH, ORDER} <= set(sheet.rows)
    assert not {SINGLE, ESSAY, ORAL} & set(sheet.rows)
    everything = review_sheet(attempt, Filter.ALL, MATCH, FULL, 80)
    assert list(everything.rows)[-3:] == [SINGLE, ESSAY, ORAL]
    said = {n: everything.lines[row].plain for n, row in everything.rows.items()}
    assert "1 of 3" in said[MATCH]
    assert "2 of 4" in said[ORDER]
    assert "3 words" in said[ESSAY]
    assert all(row.width <= 80 for row in everything.lines)


# --- lines and their selections ---


def test_a_slot_shows_the_letter_and_true_and_false_as_words():
    attempt = begun()
    attempt.respond(MATCH, (0, 2, 0))
    attempt.respond(TRUE_FALSE, (1, 2, 0))
    match = question_sheet(attempt.question(MATCH), 2, FULL, 80, airy=False)
    assert "[B] The same reader" in match.lines[match.rows[2][0]].plain
    assert "[ ] A card reader" in match.lines[match.rows[1][0]].plain
    true_false = plain(question_sheet(attempt.question(TRUE_FALSE), 1, FULL, 80, airy=False).lines)
    assert "[True ] Top" in true_false
    assert "[False] It is" in true_false


def test_assertion_and_reason_are_joined():
    assert "needs a plan BECAUSE its data" in plain(sheet_of(REASON).lines)


def test_lines_that_are_worth_different_marks_say_so():
    view = VIEW.questions[MATCH - 1]
    lines = tuple(replace(entry, marks=1 + (entry.n == 2)) for entry in view.lines)
    paper = replace(VIEW, questions=(replace(view, n=1, lines=lines),))
    question = Attempt(paper, START, SetClock(0)).question(1)
    told = plain(question_sheet(question, 0, FULL, 80, airy=False).lines)
    assert told.count("(1 mark)") == 2
    assert told.count("(2 marks)") == 1


@given(
    st.lists(st.text(alphabet="ab c日", min_size=1, max_size=60), min_size=2, max_size=12),
    st.integers(40, 120),
    st.integers(1, 9),
)
def test_selections_are_listed_whole_or_not_at_all(texts, width, most):
    view = VIEW.questions[MATCH - 1]
    options = tuple(
        replace(view.options[0], position=n, text=" ".join(f"x{text}".split()))
        for n, text in enumerate(texts, start=1)
    )
    paper = replace(VIEW, questions=(replace(view, n=1, options=options),))
    question = Attempt(paper, START, SetClock(0)).question(1)
    whole = all_selections(question, FULL, width)
    listed = selections(question, FULL, width, most)
    assert len(listed) <= most
    for rows in filter(None, (whole, listed)):
        assert all(row.width <= width for row in rows)
        told = "".join("".join(row.plain.split()) for row in rows)
        assert all(told.count(letter) for letter in question.letters)
    # A text alone on its row, or side by side with others, but never cut.
    told = "".join("".join(row.plain.split()) for row in whole)
    assert all("".join(option.text.split()) in told for option in options)
    if listed:
        assert "…" not in plain(listed)


def test_a_selection_that_is_used_and_can_be_used_once_is_ticked():
    attempt = begun()
    for n in (MATCH, MATCH_AGAIN):
        attempt.respond(n, (2, 0, 0))
    assert plain(all_selections(attempt.question(MATCH), FULL, 80)).count("✓") == 1
    assert "✓" not in plain(all_selections(attempt.question(MATCH_AGAIN), FULL, 80))


# --- entries in order ---


def test_entries_stand_in_their_order_and_then_those_without_a_place():
    attempt = begun()
    attempt.respond(ORDER, (3, 1))
    sheet = question_sheet(attempt.question(ORDER), 1, FULL, 80, airy=False)
    assert list(sheet.rows) == [3, 1, 2, 4]
    told = plain(sheet.lines)
    assert "[ 1] C Opening" in told
    assert told.index("[ 2] A") < told.index("Without a place yet") < told.index("[ ] B")


# --- texts ---


def script(text, width=20):
    return Manuscript(text, width, Clipboard())


def test_only_the_rows_in_view_are_made_and_the_cursor_is_among_them():
    long = script("word " * 400)
    rows = editor_rows(long, 70, 5, FULL, writing=True)
    assert [row.plain for row in rows] == [f" ▌ {long.wrapping.row(n)}" for n in range(70, 75)]
    long.cursor = long.wrapping.starts[72] + 3
    assert caret_of(long, 70) == (6, 2)


def test_what_is_selected_is_reversed_and_so_is_a_line_end():
    text = script("ab\n\ncd")
    text.anchor, text.cursor = 1, 5
    rows = editor_rows(text, 0, 3, FULL, writing=True)
    selected = [[span.text for span in row.spans if span.role == "selected"] for row in rows]
    assert selected == [["b "], [" "], ["c"]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (0, "0 words of 20 to 40"),
        (1, "1 word of"),
        (30, "30 words of"),
        (47, "of 20 to 40, 7 over"),
    ],
)
def test_words_are_counted_against_the_guidance(words, told):
    question = begun().question(ESSAY)
    row = count_row(question, script("a " * words), FULL, 0, 9, writing=True)
    assert told in row.plain


def test_the_limit_is_told_before_it_is_reached():
    question = begun().question(ESSAY)
    near = script("x" * (LONGEST_ESSAY - 10), width=70)
    assert "room for 10 characters" in count_row(question, near, FULL, 0, 9, writing=True).plain
    assert "room" not in count_row(question, script("x"), FULL, 0, 9, writing=True).plain


# --- scenarios ---


def test_additional_information_is_shown_only_as_the_question_names_it():
    attempt = begun()
    named = plain(scenario_sheet(attempt.question(MATCH_AGAIN), FULL, 80, here=True))
    assert ADDITIONAL in named
    assert "Two engineers leave" in named
    assert "carrier ends" not in named
    unnamed = plain(scenario_sheet(attempt.question(ESSAY), FULL, 80, here=True))
    assert ADDITIONAL not in unnamed
    assert "Northgate Hospital runs two sites" in unnamed
    assert scenario_sheet(attempt.question(SINGLE), FULL, 80, here=True) == []


def test_a_question_that_names_a_scenario_says_so_and_where_it_is():
    for n in EVERY:
        told = plain(sheet_of(n).lines)
        assert ("Scenario: Northgate Hospital" in told) is (n in (MATCH_AGAIN, ESSAY))
    question = begun().question(ESSAY)
    beside = question_sheet(question, 1, FULL, 80, airy=False, beside=True)
    assert "(at the left)" in plain(beside.lines)


# --- keys told ---


@pytest.mark.parametrize("n", EVERY)
@pytest.mark.parametrize("writing", [True, False])
@pytest.mark.parametrize("reading", [True, False])
def test_no_key_is_told_that_means_something_else(n, writing, reading):
    question = begun().question(n)
    for key, act in exam_hints(question, FULL, writing=writing, reading=reading):
        if len(key) == 1 and act in ("flag", "review", "time", "scenario"):
            assert key not in question.letters


def test_a_key_that_always_works_is_told_where_a_letter_names_an_option():
    assert shown_key(Command.TIME, "TF") == "F6"
    assert shown_key(Command.TIME, "ABCD") == "T"
    assert shown_key(Command.FLAG, "ABCDEFGHIJKL") == "F2"
    assert shown_key(Command.NEXT, "ABCDEFGHIJKLMN") == "Right"
    assert cell_len(shown_key(Command.FINISH, "")) == 3
    assert shown_key(Command.COMMENT, "AB") == "!"
    assert name_of_key("ctrl+e") == "Ctrl+E"
