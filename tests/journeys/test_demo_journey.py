"""``exam-engine demo`` as somebody meets it who tries the engine: killed, resumed, marked."""

import os
import signal
import sys
from pathlib import Path

import pytest

from client.terminal_support import PseudoTerminal

pytestmark = pytest.mark.journey


class Demo(PseudoTerminal):
    """The demonstration on a pseudo-terminal."""

    def __init__(self, home, *arguments):
        self._command = [sys.executable, "-m", "exam_engine", "demo", "--home", str(home)]
        self._command += arguments
        super().__init__(home, home, size=(80, 60))

    def program(self):
        return self._command

    def kill_the_terminal(self):
        """Kill the terminal's process, not the command that started it."""
        (client,) = [
            process for process in Path("/proc").iterdir() if is_client_of(process, self.pid)
        ]
        os.kill(int(client.name), signal.SIGKILL)


def is_client_of(process, parent):
    try:
        line = (process / "stat").read_text().rpartition(")")[2].split()
        return (
            int(line[1]) == parent and b"exam_engine.client" in (process / "cmdline").read_bytes()
        )
    except OSError:  # not a process, or no longer one
        return False


def test_an_interrupted_demonstration_goes_on_and_ends_with_a_result(tmp_path):
    home = tmp_path / "home"
    with Demo(home, "--seed", "5") as demo:
        demo.wait_for("Welcome to your exam", limit_s=60)
        demo.press("enter")
        demo.wait_for("Is this you?")
        demo.press("enter")
        demo.wait_for("type AGREE")
        demo.press("agree", "enter")
        demo.wait_for("The clock starts")
        demo.press("enter")
        demo.wait_for("Question 1 of 40")
        demo.press("b", "right")
        demo.wait_for("Question 2 of 40")
        demo.press("c")
        demo.wait_for("2/40")
        demo.settle()
        demo.wait_for("✓ saved")
        demo.kill_the_terminal()
        demo.wait_for("Give the same command again")
        assert demo.wait_for_exit() == 1
    with Demo(home) as demo:
        demo.wait_for("Question 2 of 40", limit_s=30)
        demo.wait_for("2/40")
        os.kill(demo.pid, signal.SIGKILL)  # all of it, the service too: its parent is gone
        demo.wait_for_exit()
    with Demo(home) as demo:
        demo.wait_for("Question 2 of 40", limit_s=30)
        demo.wait_for("2/40")
        demo.press("f10")
        demo.wait_for("2 questions answered")
        demo.press("finish", "enter")
        demo.wait_for("Any key")
        demo.press("q")
        demo.wait_for("marking")
        assert demo.wait_for_exit() == 0
        assert "Practice candidate" in demo.text
        assert "of 40" in demo.text
    with Demo(home) as demo:  # that exam has its result: a new one begins
        demo.wait_for("Welcome to your exam", limit_s=60)
    kept = sorted(path.name for path in (home / "demo").iterdir())
    assert kept == ["demonstration.lock", "tuv-sud-foundation", "tuv-sud-foundation-before"]
