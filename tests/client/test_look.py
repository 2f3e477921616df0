"""Colours, glyphs and rows: contrast, widths, wrapping."""

from __future__ import annotations

import dataclasses

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from exam_engine.client.look.glyphs import CONSOLE, FULL, Glyphs
from exam_engine.client.look.lines import Span, clip, fit, line, spread, wrap
from exam_engine.client.look.look import choose_look
from exam_engine.client.look.palette import GROUNDS, SCHEMES, TEXTS, contrast

STATES = ("answered", "answered_flagged", "flagged", "seen", "unseen", "in_part", "elsewhere")
MARKS = ("free", "chosen", "struck", "box", "boxed")
CONSOLE_FONT = set(map(chr, range(32, 127))) | set("■•·─━█")
words = st.text(alphabet="abc 日本é\n", max_size=200)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_has_a_contrast_of_seven_on_every_ground(scheme):
    palette = SCHEMES[scheme]
    for text in TEXTS:
        for ground in GROUNDS:
            assert contrast(getattr(palette, text), getattr(palette, ground)) >= 7, (text, ground)
    assert contrast(palette.page, palette.accent) >= 7  # reversed: where the candidate is


def test_contrast_is_that_of_the_guidelines():
    # WCAG 2.2: black on white is 21, a colour on itself 1; #767676 on white is the known 4.54.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("glyphs", [FULL, CONSOLE])
def test_every_glyph_is_one_cell_wide(glyphs):
    for field in dataclasses.fields(Glyphs):
        for character in getattr(glyphs, field.name):
            assert wcwidth.wcwidth(character) == 1, field.name
            assert cell_len(character) == 1, field.name


@pytest.mark.parametrize("glyphs", [FULL, CONSOLE])
def test_states_are_told_by_shape_alone(glyphs):
    for names in (STATES, MARKS):
        shapes = [getattr(glyphs, name) for name in names]
        assert len(set(shapes)) == len(shapes)
    assert len({cell_len(getattr(glyphs, name)) for name in MARKS}) == 1
    assert glyphs.done != glyphs.rest


def test_the_console_profile_stays_within_the_consoles_fonts():
    for field in dataclasses.fields(Glyphs):
        assert set(getattr(CONSOLE, field.name)) <= CONSOLE_FONT, field.name


def test_the_profile_follows_the_terminal_and_no_color_takes_all_colours():
    assert choose_look(None, "dark", {"TERM": "linux"}).glyphs is CONSOLE
    assert choose_look("full", "dark", {"TERM": "linux"}).glyphs is FULL
    assert choose_look("console", "dark", {"TERM": "xterm"}).glyphs is CONSOLE
    plain = choose_look(None, "dark", {"TERM": "xterm", "NO_COLOR": "1"})
    style = plain.style("alert", "tint")
    assert style.color is None
    assert style.bgcolor is None
    assert plain.style("here", "page").reverse
    assert plain.style("selected", "panel").reverse


@given(words, st.integers(1, 40))
def test_wrapping_keeps_every_word_within_the_width(text, width):
    rows = wrap(text, width)
    assert all(cell_len(row) <= max(width, 2) for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert len(rows) >= text.count("\n") + 1


def test_wrapping_breaks_at_spaces_and_keeps_what_fits():
    assert wrap("one two three", 7) == ("one two", "three")
    assert wrap("a  =  1\n  indented line that is long", 14) == (
        "a  =  1", "  indented", "  line that is", "  long",
    )  # fmt: skip
    assert wrap("", 10) == ("",)


@given(words.filter(lambda text: "\n" not in text), st.integers(1, 40))
def test_fitting_gives_exactly_the_width(text, width):
    assert cell_len(fit(text, width)) == width
    assert clip(line(text), width).width <= width


def test_both_ends_of_a_row_and_what_gives_way():
    row = spread(line("left"), line("right"), 12)
    assert row.plain == "left   right"
    assert spread(line("a long left end"), line("right"), 12).plain == "a lon… right"
    assert spread(line("a"), line("b"), 6, Span("-", "rest")).plain == "a----b"
