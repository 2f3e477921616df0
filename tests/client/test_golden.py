"""Every screen as text, at 80x24 and 120x36, held against the files in ``golden/``.

A screen that was changed on purpose is renewed, and looked at in the difference, by::

    EXAM_ENGINE_RENEW_GOLDEN=1 pytest tests/client/test_golden.py
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from client.terminal_support import (
    NUMBER,
    Hall,
    LeapingClock,
    PseudoTerminal,
    make_paper,
    question,
)
from exam_engine.model.attempt import (
    Cause,
    HelpCalled,
    MessageSent,
    Paused,
    Resumed,
)

pytestmark = pytest.mark.journey

GOLDEN = Path(__file__).parent / "golden"
RENEW = "EXAM_ENGINE_RENEW_GOLDEN" in os.environ
SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
SCENARIO = "\n\n".join(
    f"{n}. A regional hospital moves its archive to another provider, step {n} of the plan."
    for n in range(1, 12)
)


class Album:
    """Holds what is on a terminal against the pictures of one folder for each size."""

    def __init__(self, terminal: PseudoTerminal, sizes: dict[str, tuple[int, int]]) -> None:
        self.terminal = terminal
        self._sizes = sizes

    def picture(self, name: str, wanted: str) -> None:
        """Wait for a text on the screen; the screen is then, or becomes, the picture ``name``."""
        self.terminal.wait_for(wanted)
        # The size that stands comes first: every resize costs a whole repaint.
        for folder in sorted(self._sizes, key=lambda folder: self._sizes[folder] != self._size):
            self.resize(folder)
            self._hold_against(GOLDEN / folder / f"{name}.txt")

    @property
    def _size(self) -> tuple[int, int]:
        return self.terminal.screen.columns, self.terminal.screen.lines

    def resize(self, folder: str) -> None:
        """Give the terminal the size of a folder."""
        if self._sizes[folder] != self._size:
            self.terminal.resize(*self._sizes[folder])

    def _hold_against(self, file: Path) -> None:
        if RENEW:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.terminal.settle(0.6) + "\n", encoding="utf-8")
        golden = file.read_text(encoding="utf-8").rstrip("\n")
        self.terminal.wait_until(lambda: self.terminal.text.rstrip("\n") == golden, golden)


def a_paper():
    paper = make_paper(43)
    questions = (*paper.questions[:6], question(7, SCENARIO), *paper.questions[7:])
    return make_paper(questions=questions)


@pytest.fixture
def hall(tmp_path):
    hall = Hall(tmp_path, a_paper(), LeapingClock())
    hall.enter(extra_minutes=15)
    yield hall
    hall.close()


def test_a_candidate_who_goes_all_the_way(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album = Album(terminal, SIZES)
        before_the_clock(album)
        in_the_exam(album)
        to_the_end(album)


def before_the_clock(album):
    press = album.terminal.press
    album.picture("welcome", "Welcome to your exam")
    press(NUMBER, "tab", "AAAAA-AAAAA", "enter")
    album.picture("welcome-refused", "do not fit together")
    press("\x15", "7k2qx 04mpr", "enter")
    album.picture("identity", "Is this you?")
    press("n")
    album.picture("identity-no", "Call the invigilator")
    press("esc")
    album.terminal.wait_for("Is this you?")
    press("enter")
    album.picture("conditions", "type AGREE")
    press("agree", "enter")
    album.picture("ready", "The clock starts")


def mark_some(album):
    """Answer 1, flag 2 answered, see 3, flag 4, strike out two of 5 and answer it."""
    press = album.terminal.press
    press("b", "right", "a", "l", "right", "right", "l", "right", "x", "down", "x", "down", "c")
    press("down")


def in_the_exam(album):
    press = album.terminal.press
    press("enter")
    album.picture("exam", "Question 1 of 43")
    mark_some(album)
    album.picture("exam-marked", "Question 5 of 43")
    press("7", "enter")
    album.picture("exam-long", "Question 7 of 43")
    album.resize("80x24")
    album.terminal.wait_for("more below")
    press("t", "pgdn")
    album.picture("exam-scrolled", "time hidden")
    press("t", "4", "2")
    album.picture("jump", "Go to question: 42")
    press("enter")
    album.picture("exam-last-block", "Question 42 of 43")
    press("?")
    album.picture("help", "Keys")
    press("?", "r", "down")
    album.picture("review", "Review your answers")
    press("tab")
    album.picture("review-flagged", "only: flagged")


def to_the_end(album):
    press = album.terminal.press
    press("f10", "fin")
    album.picture("finish", "FIN___")
    press("ish", "enter")
    album.picture("end", "Any key")


def test_a_candidate_whose_time_is_up(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album = Album(terminal, SIZES)
        terminal.sit_down()
        hall.clock.leap_ms = 75 * 60_000 - 1_000
        terminal.press("b")
        album.picture("time-is-up", "Time is up")
        hall.clock.leap_ms += 3_000
        album.picture("end-expired", "Any key")


def test_an_engine_that_goes_away(hall, tmp_path):
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "engine.sock"
        with PseudoTerminal(socket, tmp_path / "seat") as terminal:
            album = Album(terminal, SIZES)
            album.picture("unreachable", "cannot be reached")
            with hall.served(socket):
                terminal.sit_down()
            terminal.press("b", "right", "c")
            album.picture("not-saved", "not saved yet: 2 answers wait")
            terminal.press("f10", "finish", "enter")
            album.picture("finishing-unreachable", "Finishing your exam")


MESSAGE = (
    "The fire alarm was a false one. You may go on as soon as everybody sits again; the minutes "
    "outside do not count. Leave your coats where they are, and do not talk. Thank you for your "
    "patience."
)


def test_what_invigilators_do(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album, press = Album(terminal, SIZES), terminal.press
        terminal.sit_down()
        press("b", "right")
        terminal.wait_for("Question 2 of 43")
        hall.act(Paused(Cause.ENVIRONMENT, "ines", words="The fire alarm rings. Leave quietly."))
        album.picture("paused", "The fire alarm rings")
        hall.act(MessageSent(1, MESSAGE, "ines"))
        album.picture("paused-message", "I have read it")
        hall.act(Resumed("ines"))
        album.picture("message", "Question 2 of 43")
        press("ctrl+r", "f12")
        album.picture("help-called", "You called the invigilator")
        hall.act(HelpCalled(False))
        terminal.wait_for("You called", gone=True)
        press("!", "Both B and C are right, if a customer is also a supplier of the provi")
        album.picture("comment", "What is wrong with question 2?")
        press("der.", "enter")
        terminal.wait_for("your comment")
        press("m", "ask about the word customer", "enter")
        terminal.wait_for("nobody marks it")
        press("u", "right", "right", "space", "right", "right", "space", "esc")
        album.picture("own-things", "Your note: ask about")


def test_the_practice(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        album, press = Album(terminal, SIZES), terminal.press
        terminal.wait_for("Welcome to your exam")
        press(NUMBER, "tab", "7K2QX-04MPR", "enter")
        terminal.wait_for("Is this you?")
        press("enter")
        terminal.wait_for("type AGREE")
        press("f9")
        album.picture("practice", "Practice: nothing here counts")
        press("ctrl+r", "b", "6", "enter", "s", "u")
        album.picture("practice-scenario", "A house with a garden")
        press("esc", "s", "f10", "f10")
        terminal.wait_for("type AGREE")


def test_another_seat_takes_over(hall, socket, tmp_path):
    with (
        PseudoTerminal(socket, tmp_path / "one") as one,
        PseudoTerminal(socket, tmp_path / "two") as two,
    ):
        one.sit_down()
        one.press("b", "right")
        one.wait_for("Question 2 of 43")
        one.wait_for("✓ saved")
        two.wait_for("Welcome to your exam")
        two.press(NUMBER, "tab", hall.reissue(), "enter")
        two.wait_for("Question 2 of 43")
        two.wait_for("1/43")
        one.press("a")
        Album(one, SIZES).picture("taken-over", "at another terminal")
        one.press("enter")
        one.wait_for("Welcome to your exam")
        assert not (tmp_path / "one" / "session.json").exists()


def test_the_linux_console(hall, socket, tmp_path):
    console = {"TERM": "linux"}
    with PseudoTerminal(socket, tmp_path / "seat", environment=console) as terminal:
        album = Album(terminal, {"console-80x24": (80, 24)})
        terminal.sit_down(tick="* saved")
        mark_some(album)
        album.picture("exam-marked", "3/43")
        terminal.press("?")
        album.picture("help", "Keys")
        terminal.press("?", "r", "down")
        album.picture("review", "Review your answers")
        assert not (set(terminal.text) - set(map(chr, range(32, 127))) - set("\n■•·─━█"))
