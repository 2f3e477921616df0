"""Writing a text: what keys change, what they select, and that every step can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from exam_engine.client.answering.text import press_in_text
from exam_engine.client.manuscript import Clipboard, Manuscript
from exam_engine.wire.candidate import LONGEST_ESSAY

KEYS = (
    *("left", "right", "up", "down", "home", "end", "pageup", "pagedown", "backspace", "delete"),
    *("shift+left", "shift+right", "shift+up", "shift+down", "ctrl+left", "ctrl+right"),
    *("ctrl+shift+right", "ctrl+home", "ctrl+end", "ctrl+w", "ctrl+delete", "enter"),
    *("ctrl+a", "ctrl+c", "ctrl+x", "ctrl+v", "ctrl+z", "ctrl+y", "f5", "tab", "escape"),
)


def script(text="", width=20):
    return Manuscript(text, width, Clipboard())


def press(manuscript, *keys):
    """Press keys by name, or type a text."""
    for key in keys:
        named = key in KEYS
        for part in [key] if named else key:
            act = press_in_text(manuscript, part, None if named else part, 5, marking=False)
    return act


class Writer(RuleBasedStateMachine):
    """Presses keys; the text is held against plain slices of a string."""

    def __init__(self):
        super().__init__()
        self.script = script(width=9)

    @rule(text=st.text(alphabet="ab é\n日", min_size=1, max_size=8))
    def types(self, text):
        start, end = self.script.selection
        wanted = self.script.text[:start] + text + self.script.text[end:]
        press(self.script, *text)
        assert self.script.text == wanted
        assert self.script.cursor == start + len(text)

    @rule(key=st.sampled_from(KEYS))
    def presses(self, key):
        before = self.script.text
        act = press(self.script, key)
        assert (act is not None and act.changed) == (self.script.text != before) or key in (
            "enter",
            "ctrl+v",  # a selection replaced by itself is a change
            "ctrl+z",
            "ctrl+y",
        )

    @rule()
    def takes_everything_back_and_makes_it_again(self):
        text, steps = self.script.text, 0
        while self.script.undo():
            steps += 1
        assert self.script.text == ""
        for _ in range(steps):
            assert self.script.redo()
        assert self.script.text == text

    @rule()
    def the_window_changes(self):
        self.script.set_width(9 if self.script.wrapping.width == 14 else 14)

    @invariant()
    def cursor_and_counts_are_those_of_the_text(self):
        start, end = self.script.selection
        assert 0 <= start <= end <= len(self.script.text)
        assert self.script.words == len(self.script.text.split())


TestWriter = Writer.TestCase
TestWriter.settings = TestWriter.settings.__class__(
    max_examples=40, stateful_step_count=25, deadline=None
)


def test_a_word_typed_is_one_step_back():
    manuscript = press_all("one two")
    assert manuscript.undo()
    assert manuscript.text == "one"  # the blank goes with the word after it
    manuscript.redo()
    assert manuscript.text == "one two"


def press_all(*keys, text="", width=20):
    manuscript = script(text, width)
    press(manuscript, *keys)
    return manuscript


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (("ab", "left", "c"), "acb"),
        (("one two", "ctrl+w"), "one "),
        (("one two", "ctrl+left", "ctrl+left", "ctrl+delete"), "two"),
        (("one", "shift+left", "shift+left", "X"), "oX"),
        (("one two", "ctrl+left", "ctrl+shift+right", "delete"), "one "),
        (("ab", "enter", "cd", "up", "Y"), "abY\ncd"),
        (("ab", "ctrl+a", "ctrl+c", "right", "ctrl+v", "ctrl+v"), "ababab"),
        (("ab", "ctrl+a", "ctrl+x", "c", "ctrl+v"), "cab"),
        (("ab", "home", "delete", "end", "c"), "bc"),
        (("ab", "enter", "cd", "ctrl+home", "X", "ctrl+end", "Y"), "Xab\ncdY"),
        (("ab", "shift+left", "left", "X"), "aXb"),
        (("ab", "f5", "tab", "escape"), "ab"),
    ],
)
def test_keys_do_what_an_editor_does(keys, text):
    assert press_all(*keys).text == text


def test_rows_are_moved_by_as_they_are_seen():
    manuscript = script("one two three four", 8)  # rows: "one two " and "three " and "four"
    manuscript.cursor = 2
    for _ in range(2):
        manuscript.move_rows(1)
    assert manuscript.cursor == len("one two three fo")
    manuscript.move_rows(1)
    assert manuscript.cursor == len(manuscript.text)
    manuscript.move_rows(-9)
    assert manuscript.cursor == 0


def test_a_letter_and_its_accent_are_moved_over_together():
    # "x" and COMBINING DIAERESIS have no letter of their own in Unicode.
    manuscript = script("ax\u0308b")
    for offset in (3, 1, 0):
        manuscript.move(-1)
        assert manuscript.cursor == offset
    for offset in (1, 3, 4):
        manuscript.move(1)
        assert manuscript.cursor == offset


def test_a_text_ends_at_its_limit_and_says_so():
    manuscript = script("x" * (LONGEST_ESSAY - 1))
    assert press(manuscript, "y").changed
    act = press(manuscript, "z")
    assert not act.changed
    assert "80,000 characters at most" in act.notice
    manuscript.select_all()
    manuscript.copy()
    manuscript.move(1)
    assert "at most" in press(manuscript, "ctrl+v").notice
    assert len(manuscript.text) == LONGEST_ESSAY
    manuscript.select_all()
    assert press(manuscript, "z").changed  # there is room where something goes


@given(st.text(alphabet="a\x1b\u202e\x9b\x00b", max_size=20))
def test_nothing_that_commands_a_terminal_gets_in(text):
    manuscript = script()
    manuscript.insert(text)
    assert set(manuscript.text) <= set("ab")


def test_one_clipboard_serves_all_texts_and_shows_nothing_of_itself():
    clipboard = Clipboard()
    one, other = Manuscript("secret", 20, clipboard), Manuscript("", 20, clipboard)
    one.select_all()
    one.cut()
    assert one.text == ""
    other.paste()
    assert other.text == "secret"
    assert "secret" not in f"{clipboard!r} {one!r} {other!r}"


def test_what_cannot_be_done_is_said():
    manuscript = script("a")
    for key in ("ctrl+c", "ctrl+x", "ctrl+v", "ctrl+z", "ctrl+y"):
        act = press(manuscript, key)
        assert act.notice
        assert not act.changed
