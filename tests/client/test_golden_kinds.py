"""Every kind of question as text, at 80x24; scenarios and texts at 120x36 as well.

Renewed as those of ``test_golden`` are.
"""

from __future__ import annotations

import pytest

from client.kinds import ESSAY, MATCH, ORDER, paper_of_kinds
from client.terminal_support import Hall, LeapingClock, PseudoTerminal
from client.test_golden import SIZES, Album

pytestmark = pytest.mark.journey

NARROW = {"80x24": (80, 24)}


@pytest.fixture
def hall(tmp_path):
    hall = Hall(tmp_path, paper_of_kinds(), LeapingClock())
    hall.enter(extra_minutes=15)
    yield hall
    hall.close()


def go_to(album, n):
    album.terminal.press(*str(n), "enter")
    album.terminal.wait_for(f"Question {n} of 10")


def test_questions_that_are_answered_by_letters(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album, press = Album(terminal, NARROW), terminal.press
        terminal.sit_down()
        press("right", "b", "e", "c")
        album.picture("kind-multiple", "choose TWO, no more")
        press("right", "b")
        album.picture("kind-gradient", "choose the best")
        press("right", "t", "f")
        album.picture("kind-true-false", "true or false")
        press("right", "c", "?")
        album.picture("kind-assertion-reason-help", "1/3 of a mark")
        press("?")
        album.picture("kind-assertion-reason", "BECAUSE")
        press("right", "b", "a", "b")
        album.picture("kind-match-once", "B was taken from line 1")
        press("tab")
        album.picture("kind-match-selections", "Tab goes back")
        go_to(album, ORDER)
        press("c", "b", "a", "-")
        album.picture("kind-order", "Without a place yet")
        press("right", "right")
        album.picture("kind-performance", "before your assessors")
        press("r")
        album.picture("kinds-review", "Done before your assessors")
        press("f10")
        album.picture("kinds-finish", "answered in part")


def test_scenarios(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album, press = Album(terminal, SIZES), terminal.press
        terminal.sit_down()
        go_to(album, MATCH + 1)
        album.picture("scenario-named", "with additional information")
        album.resize("80x24")
        terminal.wait_for("S or F4 shows it")
        press("s")
        terminal.wait_for("runs two sites")
        press("end")
        album.picture("scenario", "Two engineers leave")


def test_a_text(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album, press = Album(terminal, SIZES), terminal.press
        terminal.sit_down()
        go_to(album, ESSAY)
        album.picture("text", "Enter write")
        press("enter", "Two risks: the carrier is late, and nobody told the ward. rlx 17", "enter")
        terminal.wait_for("nobody told the ward.")
        press("enter", "I would ask both.", "\x1b[1;2D", "\x1b[1;2D")
        terminal.wait_for("I would ask both.")
        album.picture("text-written", "✓ saved")
        album.resize("80x24")
        press("f1")
        album.picture("text-help", "Ctrl+Z")


def test_kinds_on_the_linux_console(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat", environment={"TERM": "linux"}) as terminal:
        album = Album(terminal, {"console-80x24": (80, 24)})
        terminal.sit_down(tick="* saved")
        terminal.press("right", "b", "right", "right", "t", "left", "left")
        album.picture("kind-multiple", "choose two")
        font = set(map(chr, range(32, 127))) | set("\n■•·─━█")
        assert not set(terminal.text) - font
