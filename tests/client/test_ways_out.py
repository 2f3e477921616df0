"""Every way out of a stock Textual application that is known, tried on a pseudo-terminal."""

from __future__ import annotations

import re
import signal
import sys
import termios

import pytest

from client.terminal_support import Hall, PseudoTerminal, make_paper, question
from exam_engine.client.lockdown import KEYBOARD_SIGNALS
from exam_engine.client.locked_driver import only_allowed

pytestmark = pytest.mark.journey

KEYS = {
    "ctrl+q": b"\x11",
    "ctrl+c": b"\x03",
    "ctrl+p": b"\x10",
    "ctrl+z": b"\x1a",
    "ctrl+\\": b"\x1c",
    "ctrl+d": b"\x04",
    "ctrl+s": b"\x13",
    "ctrl+x": b"\x18",
    "f12": b"\x1b[24~",
    "paste": b"\x1b[200~finish\r\x1b[201~",
    "mouse": b"\x1b[<0;10;10M\x1b[<0;10;10m",
    "answer to a query": b"\x1b[?2048;2$y",
    "half a sequence": b"\x1b[",
    "not utf-8": b"\xff\xfe",
}
HOSTILE = (
    "[@click=app.quit]press[/] [red]me[/] \x1b]52;c;aGFjaw==\x07 \x1b[2J \x9b31m \u202eabc "
    "$(reboot) {style}"
)


def test_no_key_no_signal_and_no_variable_leads_out(hall, socket, tmp_path):
    hatches = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DRIVER": "os:system",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "TEXTUAL_PRESS": "f10,f,i,n,i,s,h,enter",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_LOG": str(tmp_path / "textual.log"),
        "TEXTUAL_SHOW_RETURN": "1",
        "PYTHONINSPECT": "1",
        "PYTHONSTARTUP": str(tmp_path / "startup.py"),
        "COLUMNS": "20",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "ALL_PROXY": "http://127.0.0.1:1",
    }
    with PseudoTerminal(socket, tmp_path / "seat", environment=hatches) as terminal:
        terminal.sit_down()
        for keys in KEYS.values():
            terminal.send(keys)
            terminal.press("right", "left")
        for number in KEYBOARD_SIGNALS:
            terminal.signal(number)
        terminal.press("right", "b")
        terminal.wait_for("Question 2 of 12")
        terminal.wait_for("B  ◉")
        terminal.wait_for("✓ saved")
        terminal.wait_for("1/12")
        assert terminal.state() in "SR"
        assert "▄" not in terminal.text  # no palette, no toast
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 143
        assert b">>>" not in terminal.received
    assert {path.name for path in tmp_path.iterdir() if "hall" not in path.name} == {"seat"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_is_stopped_leaves_a_clean_screen_and_can_come_back(
    hall, socket, tmp_path, number
):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        before = terminal.line_settings()
        terminal.sit_down()
        terminal.press("b")
        terminal.wait_for("1/12")  # taken, though perhaps not sent yet
        terminal.signal(number)
        assert terminal.wait_for_exit() == 128 + number
        assert b"\x1b[?1049l" in terminal.received
        assert terminal.received.rstrip().endswith(b"\x1b[?25h")
        assert terminal.line_settings()[3] == before[3]
        assert terminal.line_settings()[3] & termios.ECHO
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.wait_for("1/12")


def test_a_terminal_that_is_closed_ends_the_program(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        terminal.hang_up()
        assert terminal.wait_for_exit() in (128 + signal.SIGHUP, 129)


def test_texts_cannot_command_the_terminal(tmp_path):
    import tempfile
    from pathlib import Path

    hall = Hall(tmp_path, make_paper(questions=(question(1, HOSTILE, (HOSTILE, "B")),)))
    hall.enter(name=HOSTILE)
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "engine.sock"
        with hall.served(socket), PseudoTerminal(socket, tmp_path / "seat") as terminal:
            terminal.sit_down()
            assert "[@click=app.quit]press[/] [red]me[/] ]52;c;aGFjaw==" in terminal.text
            terminal.press("down", "r")
            terminal.wait_for("Review")
            terminal.settle()
    hall.close()
    received = terminal.received.decode()
    assert not re.search("\x1b[\\]PX^_]|[\x80-\x9f\u202e\x07]", received)
    assert "\x1b[2J" not in received
    controls = re.findall("\x1b\\[[0-?]*[ -/]*[@-~]", received)
    kinds = {re.sub(r"[0-9;]+", "", sequence) for sequence in controls}
    assert kinds <= {"\x1b[m", "\x1b[H", "\x1b[?h", "\x1b[?l", "\x1b[?$p", "\x1b[ q"}


class Defective(PseudoTerminal):
    """The terminal with a defect in what a key does."""

    def program(self):
        code = (
            "import sys; from exam_engine.client import desk, main; "
            "desk.Desk.grant = lambda self, wish: 1 / len(wish.secret); "
            "sys.exit(main.main(sys.argv[1:]))"
        )
        return [sys.executable, "-c", code, *self._arguments]


def test_a_defect_shows_no_traceback_and_the_attempt_goes_on_after_it(hall, socket, tmp_path):
    with Defective(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        terminal.press("b")
        terminal.wait_for("✓ saved")
        terminal.press("r")
        assert terminal.wait_for_exit() == 70
        received = terminal.received.decode()
        assert "an error, see terminal.log; call the invigilator" in received
        assert "Traceback" not in received
        assert "secret" not in received
    assert "fatal builtins.AttributeError at" in (tmp_path / "seat" / "terminal.log").read_text()
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.wait_for("1/12")


@pytest.mark.parametrize(
    ("output", "left"),
    [
        ("plain ● text\n", "plain ● text\n"),
        ("\x1b[1;31mred\x1b[0m\x1b[3;4H", "\x1b[1;31mred\x1b[0m\x1b[3;4H"),
        ("\x1b[?1049h\x1b[?25l\x1b[?2026$p\x1b[6 q", "\x1b[?1049h\x1b[?25l\x1b[?2026$p\x1b[6 q"),
        ("a\x1b]52;c;aGk=\x07b\x1b]8;;http://x\x1b\\c", "abc"),
        ("a\x1b]0;title\x1b[1mb", "a\x1b[1mb"),
        ("a\x1bP$q\x1b\\b\x9d0;x\x9cc", "abc"),
        ("\x1b[?1000h\x1b[?1003h\x1b[>25u\x1b[<u\x1b[?1004h\x1b[6n\x1b[c", ""),
        ("\x07\x08\x0e\x7f\x85\u202e\u2066\ufeffx\ty", "x\ty"),
        ("\x1b7\x1bc", "7c"),
    ],
)
def test_only_listed_control_sequences_reach_the_terminal(output, left):
    assert only_allowed(output) == left
