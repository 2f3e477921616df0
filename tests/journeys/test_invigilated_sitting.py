"""A sitting under supervision, by keys alone: candidates and a console in pseudo-terminals.

The service, two candidates' terminals and the invigilators' console are processes of their own.
What is held against the record at the end is what was seen on the screens.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from client.terminal_support import REPOSITORY, PseudoTerminal
from conftest import CHEAP
from exam_engine.model.attempt import CheckedIn, EndedFor, MessageRead, Paused, TimeGranted
from exam_engine.model.candidate import Candidate
from exam_engine.office import sittings
from exam_engine.office.home import Home
from exam_engine.office.roster_file import lines_for
from exam_engine.office.sittings import SittingOrder
from exam_engine.simulation import practice
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.secret import Secret, read_passphrase_file

pytestmark = pytest.mark.journey

SECOND_PASSPHRASE = "two people, one decision"
PEOPLE = (Candidate(number="C-1", name="Ada Lovelace"), Candidate(number="C-2", name="Bo Diddley"))


class ConsoleTerminal(PseudoTerminal):
    """``exam-engine invigilate`` on a pseudo-terminal."""

    def __init__(self, centre, *, size=(80, 24)):
        self._command = ["--server", f"unix:{centre.socket}", "--home", str(centre.home.path)]
        self._command += ["--identity", "ines", "--delivery", "centre"]
        self._command += ["--passphrase-file", str(centre.body.passphrase_file)]
        super().__init__(Path("unused"), Path("unused"), size=size)

    def program(self):
        return [sys.executable, "-m", "exam_engine", "invigilate", *self._command]


class Centre:
    """A practice body with two candidates and two invigilators, and its service as a process."""

    def __init__(self, folder, socket):
        self.folder, self.socket = folder, socket
        self.home = Home(folder / "home")
        self.body = practice.found(self.home, CHEAP)
        self.body.seal_bank()
        form = self.body.build_form(seed=1)
        shared = read_passphrase_file(self.body.passphrase_file)
        for name, passphrase in (("ines", shared), ("ivan", Secret(SECOND_PASSPHRASE.encode()))):
            save_identity(Identity.generate(name), self.home.identities, passphrase, CHEAP)
        now_ms = self.home.clock.now_ms()
        order = SittingOrder(
            "watched", (form.id,), now_ms - 1000, now_ms + 10**7, "centre", ("ines", "ivan")
        )
        issued = sittings.schedule(self.home, order, lines_for(PEOPLE), self.body.people["editor"])
        self.codes = {one.candidate.number: one.code for one in issued}

    def serve(self):
        command = [sys.executable, "-m", "exam_engine", "serve", "--unix", self.socket]
        command += ["--home", self.home.path, "--identity", "centre"]
        service = subprocess.Popen(
            [*map(str, command), "--passphrase-file", str(self.body.passphrase_file)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert service.stdout.readline().startswith("ready")
        return service

    def terminal(self, name):
        return PseudoTerminal(self.socket, self.folder / name)

    def sit_down(self, terminal, number, code=""):
        """Go through the first screens, whatever they are, to the first question."""
        terminal.wait_for("Welcome to your exam")
        terminal.press(number, "tab", code or self.codes[number], "enter")

    def events(self, number):
        (place,) = [
            place
            for place in sittings.roster_of(self.home, "watched")
            if place.candidate.number == number
        ]
        with reading(self.home.engine) as connection:
            return [entry.event for entry in recorded_events(connection, place.attempt_id)]


def begin(terminal):
    """Confirm who it is, agree, start."""
    terminal.wait_for("Is this you?")
    terminal.press("enter")
    for _ in range(40):
        terminal.settle(0.3)
        if "type AGREE" in terminal.text:
            break
        terminal.press("esc" if "ractise" in terminal.text else "enter")
    terminal.wait_for("type AGREE")
    terminal.press("agree", "enter")
    terminal.wait_for("start the clock")
    terminal.press("enter")
    terminal.wait_for("Question 1 of")


def test_a_supervised_sitting_from_check_in_to_an_ending_on_behalf(tmp_path):
    with tempfile.TemporaryDirectory() as sockets:
        centre = Centre(tmp_path, Path(sockets) / "engine.sock")
        service = centre.serve()
        try:
            with ConsoleTerminal(centre) as console, centre.terminal("one") as ada:
                supervised(centre, console, ada)
                console.press("q")
                console.wait_for("Sign out and leave")
                console.press("enter")
                assert console.wait_for_exit() == 0
        finally:
            service.terminate()
            service.communicate(timeout=20)
            centre.home.close()
    on_record(centre)


def supervised(centre, console, ada):
    console.wait_for("expected")
    console.press("c", "2", "Room 1/A1", "enter")
    console.wait_for("C-1: checked in")
    centre.sit_down(ada, "C-1")
    begin(ada)
    ada.press("b")
    ada.wait_for("✓ saved")
    console.wait_for("1/40")

    # Everybody: the paper is gone from the screen, and the words are there instead.
    console.press("a", "p", "1", "enter")
    console.wait_for("Not done:")  # who has not started has nothing to pause
    console.press("esc")
    ada.wait_for("interrupted")
    assert "Question 1 of" not in ada.text
    console.wait_for("PAUSED")
    console.press("esc", "home", "m", "Back in a minute", "enter")
    console.wait_for("message sent")
    console.press("t", "5", "enter", "fire alarm", "enter")
    console.wait_for("time granted")
    console.press("r", "enter")
    console.wait_for("goes on")
    ada.wait_for("Back in a minute")
    ada.press("\x12")  # Ctrl+R: I have read it
    ada.wait_for("Question 1 of")
    console.wait_for("+5 min")
    console.wait_for("1 unread", gone=True)

    # Another seat, with the answer and the time.
    console.press("o", "enter", "enter")
    text = console.wait_for("The code is shown once")
    code = re.search(r"code\s+([0-9A-Z]{5}-[0-9A-Z]{5})", text)[1]
    console.press("esc")
    with centre.terminal("two") as other:
        centre.sit_down(other, "C-1", code)
        ada.wait_for("another terminal")
        console.press("r", "enter")
        other.wait_for("Question 1 of")
        other.wait_for("1/40")

        console.press("f", "fell ill", "enter", "ivan", "enter", "wrong words", "enter")
        console.press("FINISH", "enter")
        console.wait_for("not done")
        other.settle()
        assert "Question 1 of" in other.text
        # What was typed is still there: only the passphrase and the last word are asked again.
        console.press("enter", "enter", SECOND_PASSPHRASE, "enter")
        console.press("FINISH", "enter")
        console.wait_for("C-1: finished")
        other.wait_for("submitted")


def on_record(centre):
    events = centre.events("C-1")
    (checked_in,) = [event for event in events if isinstance(event, CheckedIn)]
    assert (checked_in.seen, checked_in.seat) == ("passport", "Room 1/A1")
    assert [event.by for event in events if isinstance(event, Paused)] == ["ines", "ines"]
    (granted,) = [event for event in events if isinstance(event, TimeGranted)]
    assert (granted.granted_ms, granted.reason) == (300_000, "fire alarm (ines)")
    assert MessageRead(1) in events
    assert isinstance(events[-1], EndedFor)
    assert events[-1].by == ("ines", "ivan")
    assert centre.events("C-2") == []
