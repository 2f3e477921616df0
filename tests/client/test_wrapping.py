"""Breaking a text into rows while it is typed: every character has one place, and keeps it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from exam_engine.client.wrapping import Wrapping, cells

texts = st.text(alphabet="ab  \n日é\u0301", max_size=120)
widths = st.integers(2, 12)


def rows_of(wrapping):
    return [wrapping.row(index) for index in range(wrapping.rows)]


def test_rows_break_after_blanks_and_inside_words_that_are_too_long():
    assert rows_of(Wrapping("one two three", 8)) == ["one two ", "three"]
    assert rows_of(Wrapping("one two three", 7)) == ["one two ", "three"]  # the blank hangs over
    assert rows_of(Wrapping("abcdefgh", 3)) == ["abc", "def", "gh"]
    assert rows_of(Wrapping("a\n\nb\n", 9)) == ["a", "", "b", ""]
    assert rows_of(Wrapping("日本語", 4)) == ["日本", "語"]
    assert rows_of(Wrapping("", 4)) == [""]


@given(texts, widths)
def test_rows_are_the_text_in_stretches_that_fit(text, width):
    wrapping = Wrapping(text, width)
    ends = [*wrapping.starts[1:], len(text)]
    stretches = zip(wrapping.starts, ends, strict=True)
    assert "".join(text[start:end] for start, end in stretches) == text
    assert all(cells(row.rstrip(" ")) <= width for row in rows_of(wrapping))
    assert all("\n" not in row for row in rows_of(wrapping))


@given(texts, widths, st.lists(st.tuples(st.integers(0, 130), st.integers(0, 9), texts)))
def test_a_change_breaks_rows_as_if_all_were_broken_anew(text, width, changes):
    wrapping = Wrapping(text, width)
    for start, removed, inserted in changes:
        at = min(start, len(text))
        gone = min(removed, len(text) - at)
        wrapping.replace(at, gone, inserted)
        text = text[:at] + inserted + text[at + gone :]
        assert wrapping.text == text
        assert wrapping.starts == Wrapping(text, width).starts


@given(texts, widths)
def test_every_character_has_one_place_on_the_screen_and_back(text, width):
    wrapping = Wrapping(text, width)
    for offset, character in enumerate(text):
        row, column = wrapping.place_of(offset)
        assert 0 <= column <= width
        hangs_over = cells(text[wrapping.starts[row] : offset]) >= width
        if character not in "\n\u0301" and not hangs_over:
            assert wrapping.offset_at(row, column) == offset


@given(texts)
def test_widths_are_those_of_the_terminal(text):
    assert cells(text.replace("\n", "")) == cell_len(text.replace("\n", ""))


def test_the_end_of_a_row_that_goes_on_is_still_in_that_row():
    wrapping = Wrapping("one two three", 8)
    assert wrapping.row_of(wrapping.offset_at(0, 99)) == 0
    assert wrapping.offset_at(1, 99) == 13
    assert wrapping.offset_at(7, 0) == 8
