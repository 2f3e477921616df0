"""Plain mode's small parts: rows, bytes, commands, what is imported, what a wrong start says."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
import sys
import tty
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.client.linear import essay
from exam_engine.client.linear.closing_words import spans
from exam_engine.client.linear.commands import Command, command_of, help_lines
from exam_engine.client.linear.ears import Ears, TerminalClosed, heard
from exam_engine.client.linear.voice import LINES_AT_ONCE, Voice, harmless
from exam_engine.client.linear.wrap import cells, wrapped
from exam_engine.client.main import main

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)


@given(_TEXT, st.integers(20, 100))
def test_rows_fit_the_width_and_lose_no_word(text, width):
    rows = wrapped(text, width)
    assert all(cells(row) <= width for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())
    assert all(row.strip() for row in rows)


def test_wide_characters_take_two_columns():
    # Unicode's East Asian Width property (UAX 11) says which characters are wide.
    assert unicodedata.east_asian_width("試") == "W"
    assert cells("試験 a") == 6
    assert wrapped("試" * 15, 20) == ["試" * 10, "試" * 5]


@given(st.one_of(_TEXT, st.binary(max_size=200).map(lambda raw: raw.decode("latin-1"))))
def test_no_control_character_but_the_line_feed_leaves(text):
    raw = harmless(text)
    assert not set(raw) & ({*range(0x20), 0x7F} - {0x0A})
    assert not {*raw.decode()} & {chr(code) for code in range(0x80, 0xA0)}


@given(st.binary(max_size=5_000))
def test_any_bytes_are_heard_as_one_harmless_line(raw):
    line = heard(raw).text
    assert line.isprintable() or not set(line) & {chr(code) for code in range(0x20)}
    assert "\n" not in line


def test_a_long_reading_comes_in_parts_and_whole():
    out = bytearray()
    voice = Voice(out.extend, lambda: 80)
    voice.read([f"Sentence {n}." for n in range(50)])
    assert out.decode().count("\n") == LINES_AT_ONCE + 1
    assert voice.more()
    assert voice.more()
    assert not voice.more()
    said = out.decode()
    assert [f"Sentence {n}." in said for n in range(50)] == [True] * 50
    assert said.count("There is more. Enter: more.") == 2


def test_what_is_said_at_an_open_prompt_begins_a_row():
    out = bytearray()
    voice = Voice(out.extend, lambda: 80)
    voice.ask("Question 1:")
    voice.say("The time is up.")
    voice.ask("Question 1:")
    voice.answered()
    voice.say("Saved.")
    assert out.decode() == "Question 1: \nThe time is up.\nQuestion 1: Saved.\n"


def test_every_command_has_a_word_of_its_own_and_one_line_of_help():
    words = [command.word for command in Command]
    letters = [command.value[1] for command in Command if command.value[1]]
    assert len(set(words)) == len(words)
    assert len(set(letters)) == len(letters)
    for command in Command:
        assert command_of(command.word, "ABCD").command is command
        assert len(command.help_line) < 85
        assert help_lines(command.word) == [command.help_line]
        assert command.help_line in help_lines()


@given(st.text(max_size=30), st.text("ABCDEFGHIJKLMNOPQRST", max_size=20))
def test_a_letter_of_an_option_is_never_a_command(line, letters):
    said = command_of(line, letters)
    assert said is None or len(line.strip()) > 1 or line.strip().upper() not in [*letters]


@given(st.lists(st.text("ab \u00fc", max_size=6), max_size=6), st.data())
def test_lines_of_a_text_are_changed_one_at_a_time(lines, data):
    text = "\n".join(lines)
    known = essay.lines_of(text)
    if known:
        n = data.draw(st.integers(1, len(known)))
        without = [*known[: n - 1], *known[n:]]
        assert essay.deleted(text, n) == "\n".join(without)
        assert essay.lines_of(essay.replaced(text, n, "new"))[n - 1] == "new"
        assert essay.deleted(essay.inserted(text, n, "new"), n) == text
    assert essay.lines_of(essay.added(text, "new"))[-1] == "new"


@given(st.sets(st.integers(1, 60), min_size=1))
def test_numbers_in_words_are_the_numbers(numbers):
    words = spans(sorted(numbers)).replace(" and ", ", ")
    read = set()
    for part in words.split(", "):
        first, _, last = part.partition(" to ")
        read |= {*range(int(first), int(last or first) + 1)}
    assert read == numbers


def test_lines_arrive_one_by_one_and_a_closed_terminal_is_told():
    async def story():
        master, slave = pty.openpty()
        tty.setraw(slave)
        ears = Ears(slave)
        os.write(master, b"one\ntwo\nthr")
        assert (await ears.line()).text == "one"
        assert (await ears.line()).text == "two"
        os.write(master, b"ee\n")
        assert (await ears.line()).text == "three"
        for n in range(100):  # more than wait here at once
            os.write(master, f"{n}\n".encode())
        assert [(await ears.line()).text for _ in range(100)] == [str(n) for n in range(100)]
        os.close(master)
        for _ in range(2):
            with pytest.raises(TerminalClosed):
                await ears.line()
        os.close(slave)

    asyncio.run(story())


def test_plain_mode_imports_neither_textual_nor_rich():
    code = (
        "import sys\n"
        "import exam_engine.client.linear.start\n"
        "import exam_engine.client.linear.plan\n"
        "import exam_engine.client.gateway, exam_engine.client.transport\n"
        "print(sorted({'textual', 'rich', 'prompt_toolkit', 'curses'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_without_a_terminal_it_says_so_and_does_not_run(tmp_path, capsys):
    code = main(["--server", "unix:/nowhere", "--state", str(tmp_path / "seat"), "--plain"])
    assert code == 2
    assert "needs a terminal" in capsys.readouterr().err
