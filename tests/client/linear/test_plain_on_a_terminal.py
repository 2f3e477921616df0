"""Plain mode as a process on a pseudo-terminal: whole attempts by lines."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import tempfile
import termios
import threading
from pathlib import Path

import pytest
import uvicorn

from client.kinds import ESSAY, paper_of_kinds
from client.linear.plain_terminal import PlainTerminal, spoken
from client.terminal_support import CODE, NUMBER, Hall, LeapingClock, PseudoTerminal, make_paper
from exam_engine.clock import Stopwatch
from exam_engine.delivery.replay import replay
from exam_engine.model.attempt import Cause, MessageSent, NewEvent, Paused, Resumed
from exam_engine.service.app import create_app
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_candidate
from exam_engine.store.staging import Decision

pytestmark = pytest.mark.journey

GOLDEN = Path(__file__).parent / "golden"
RENEW = "EXAM_ENGINE_RENEW_GOLDEN" in os.environ


@pytest.fixture
def kinds(tmp_path):
    made = Hall(tmp_path, paper_of_kinds())
    made.enter()
    yield made
    made.close()


@contextlib.contextmanager
def engine_socket(hall):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.sock"
        with hall.served(path):
            yield path


def responses_on_record(hall):
    """Return what the engine's own replay of the events gives: option ids, or a text."""
    with reading(hall.database) as connection:
        (place,) = places_of_candidate(connection, NUMBER)
        state = replay(recorded_events(connection, place.attempt_id))
    return dict(state.responses)


SCRIPT = (
    ("b", "Your answer: B. Saved.\nQuestion 1: "),
    ("next", "No answer yet.\nQuestion 2: "),
    ("a", "1 more to choose. Saved.\nQuestion 2: "),
    ("a c", "Your answer: A and C. Saved.\nQuestion 2: "),
    ("strike b", "Saved.\nQuestion 2: "),
    ("next", "No answer yet.\nQuestion 3: "),
    ("d", "Saved.\nQuestion 3: "),
    ("flag", "Flagged. Saved.\nQuestion 3: "),
    ("n", "No answer yet.\nQuestion 4: "),
    ("1 t 2 t 3 f", "Saved.\nQuestion 4: "),
    ("n", "No answer yet.\nQuestion 5: "),
    ("1 a", "line 2, blank. Saved.\nQuestion 5: "),
    ("2 e", "line 2, E. Saved.\nQuestion 5: "),
    ("n", "No answer yet.\nQuestion 6: "),
    ("1 a 2 b 3 b", "Saved.\nQuestion 6: "),
    ("2 c", "Saved.\nQuestion 6: "),
    ("scoring", "costs nothing.\nQuestion 6: "),
    ("n", "No answer yet.\nQuestion 7: "),
    ("scenario", "End of the scenario.\nQuestion 7: "),
    ("1 a 2 a 3 c", "Saved.\nQuestion 7: "),
    ("n", "No answer yet.\nQuestion 8: "),
    ("b c d", "Saved.\nQuestion 8: "),
    ("move a 4", "Your order: B, C, D, A. Saved.\nQuestion 8: "),
    ("n", "Enter: write.\nQuestion 9: "),
    ("write", "Line 1: "),
    ("The old carrier may stop early.", "Saved. Line 2: "),
    ("I would agree on a day of overlap.", "Saved. Line 3: "),
    (".", "2 lines, 14 words.\nQuestion 9: "),
    ("replace 2", "leave it: "),
    ("I would keep both for a week.", "Saved.\nQuestion 9: "),
    ("show", "for a week.\nQuestion 9: "),
    ("n", "fifteen minutes.\nQuestion 10: "),
    ("time", "left.\nQuestion 10: "),
    ("list", "done before your assessors.\nQuestion 10: "),
    ("review", "or finish.\nReview: "),
    ("3", "Your answer: D.\nQuestion 3: "),
    ("what", "what there is.\nQuestion 3: "),
    ("finish", "goes back: "),
    ("finish", "Press Enter to leave: "),
)


def test_an_attempt_at_every_kind_of_question_reads_well_aloud(kinds, tmp_path):
    with engine_socket(kinds) as socket, PlainTerminal(socket, tmp_path / "seat") as terminal:
        terminal.come_in()
        for line, wanted in SCRIPT:
            terminal.type(line, wanted)
        terminal.type("")
        assert terminal.wait_for_exit() == 0
        told = spoken(terminal)
    file = GOLDEN / "every-kind.txt"
    if RENEW:
        file.parent.mkdir(exist_ok=True)
        file.write_text(told)
    assert told == file.read_text()
    assert responses_on_record(kinds) == {
        1: ("y",),
        2: ("z", "x"),
        3: ("w",),
        4: ("T", "T", "F"),
        5: ("A", "E"),
        6: ("z", "x", "y"),
        7: ("z", "z", "x"),
        8: ("y", "x", "w", "z"),
        9: ("The old carrier may stop early.\nI would keep both for a week.",),
    }
    assert sorted(path.name for path in (tmp_path / "seat").iterdir()) == ["terminal.log"]
    log = (tmp_path / "seat" / "terminal.log").read_text()
    for secret in (CODE, NUMBER, "Ada", "carrier"):
        assert secret not in log


def test_nothing_in_the_transcript_is_noise_when_read_aloud():
    told = (GOLDEN / "every-kind.txt").read_text()
    assert not re.findall(r"[^\w\s.,:;'-]", told.replace("?", "")), "signs that a reader spells out"
    assert "\n\n" not in told
    assert max(map(len, told.split("\n"))) <= 80


def test_killed_at_a_text_it_comes_back_with_every_line_that_was_saved(kinds, tmp_path):
    with engine_socket(kinds) as socket:
        with PlainTerminal(socket, tmp_path / "seat") as terminal:
            terminal.come_in()
            terminal.type(f"go {ESSAY}", "Enter: write.\nQuestion 9: ")
            terminal.type("write", "Line 1: ")
            terminal.type("Grüße, first.", "Saved. Line 2: ")
            terminal.send(b"never ended with Ent")
            terminal.signal(signal.SIGKILL)
            assert terminal.wait_for_exit() == -signal.SIGKILL
        with PlainTerminal(socket, tmp_path / "seat") as terminal:
            terminal.hear("Welcome back.")
            terminal.hear("Your text: 1 line, 2 words.\nQuestion 9: ")
            terminal.type("show", "Line 1: Grüße, first.\nQuestion 9: ")
            terminal.type("time", "59 minutes are left.")
            spoken(terminal)


def test_the_end_of_the_time_is_said_while_somebody_types(tmp_path):
    clock = LeapingClock()
    hall = Hall(tmp_path, make_paper(minutes=1), clock)
    hall.enter()
    with engine_socket(hall) as socket, PlainTerminal(socket, tmp_path / "seat") as terminal:
        terminal.come_in()
        terminal.type("b", "Saved.\nQuestion 1: ")
        clock.leap_ms = 56_500
        terminal.type("c", "Saved.\nQuestion 1: ")  # brings the engine's time
        terminal.send(b"half a li")
        said = terminal.hear("The time is up. Your answers are being submitted.", 20)
        assert "left" not in said  # no timer spoke meanwhile
        clock.leap_ms = 200_000
        terminal.hear("The time was up. All the answers on record are submitted.", 20)
        terminal.hear("Press Enter to leave: ")
        terminal.type("")
        assert terminal.wait_for_exit() == 0
    hall.close()
    assert responses_on_record(hall) == {1: ("x",)}


def test_another_terminal_takes_over_and_the_first_one_says_so(hall, socket, tmp_path):
    with (
        PlainTerminal(socket, tmp_path / "one") as first,
        PlainTerminal(socket, tmp_path / "two") as second,
    ):
        first.come_in()
        first.type("b", "Saved.\nQuestion 1: ")
        second.hear("Candidate number:")
        second.type(NUMBER, "One-time code:")
        second.type(hall.reissue(), "Your answer: B.\nQuestion 1: ")
        first.type("c", "Your exam goes on at another terminal.")
        first.hear("Candidate number: ")
        second.type("d", "Saved.\nQuestion 1: ")
    assert responses_on_record(hall) == {1: ("w",)}


def test_an_engine_that_stops_costs_no_answer_and_is_told_of(hall, tmp_path):
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "engine.sock"
        with PlainTerminal(socket, tmp_path / "seat") as terminal:
            terminal.hear("The exam engine cannot be reached.")
            with hall.served(socket):
                terminal.come_in()
            terminal.type("c", "Not saved yet: the engine does not answer.")
            terminal.hear("Question 1: ")
            terminal.type("next", "Question 2: ")
            with hall.served(socket):
                terminal.type("d", "Your answer: D.")
                watch = Stopwatch()
                while "Everything is saved now." not in terminal.transcript:
                    assert watch.elapsed_s() < 20
                    terminal.type("answer", "Your answer: D.")
                    terminal.settle()
    assert responses_on_record(hall) == {1: ("x",), 2: ("w",)}


@contextlib.contextmanager
def attended(hall, path):
    """Serve a hall; give a function that lets an invigilator act on the one attempt."""
    room = hall.room()
    server = uvicorn.Server(uvicorn.Config(create_app(room), uds=str(path), log_level="critical"))
    loops = []

    async def serve():
        loops.append(asyncio.get_running_loop())
        await server.serve()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    watch, pause = Stopwatch(), threading.Event()
    while not server.started and watch.elapsed_s() < 10:
        pause.wait(0.01)

    def act(*events):
        with reading(hall.database) as connection:
            (place,) = places_of_candidate(connection, NUMBER)
        made = room.act(
            place.attempt_id, lambda state, now_ms: Decision([NewEvent(e) for e in events])
        )
        asyncio.run_coroutine_threadsafe(made, loops[0]).result(10)

    try:
        yield act
    finally:
        server.force_exit = server.should_exit = True
        thread.join(10)


def test_a_pause_and_a_message_are_said_at_once_in_words(hall, tmp_path):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.sock"
        with attended(hall, path) as act, PlainTerminal(path, tmp_path / "seat") as terminal:
            terminal.come_in()
            act(MessageSent(1, "Room 2 from 10:30.", "ines"))
            terminal.hear("Message from the invigilator: Room 2 from 10:30.", 3)
            terminal.hear("Question 1: ")
            terminal.type("confirm", "Confirmed. Saved.")
            terminal.hear("Question 1: ")
            terminal.send(b"c")  # begun before the pause, ended after it
            act(Paused(Cause.ENVIRONMENT, "ines", words="Fire alarm."))
            terminal.hear("The invigilator says: Fire alarm.", 3)
            terminal.hear("The clock stands still")
            terminal.hear("Paused: ")
            act(Resumed("ines"))
            terminal.hear("The exam goes on.", 3)
            terminal.hear("Question 1: ")
            terminal.type("", "Your answer: C. Saved.")


def test_no_key_stops_it_and_no_bytes_come_back_as_escapes(hall, socket, tmp_path):
    noise = random.Random(7).randbytes(6_000).replace(b"\r", b"").replace(b"\n", b"")
    with PlainTerminal(socket, tmp_path / "seat") as terminal:
        terminal.come_in()
        terminal.send(b"\x03\x1a\x1c\x13\x04\x16\x12\x0f\x1b[A\x1b]52;c;aGk=\x07\x1b\r")
        terminal.hear("no answer and no command")
        for start in range(0, len(noise), 60):
            terminal.send_all(noise[start : start + 60] + b"\r")
            if start % 600 == 0:
                terminal.settle(0.02)
        terminal.settle()
        terminal.type("x" * 5_000)
        terminal.settle()
        assert terminal.state() in "SR"
        assert b"\x1b" not in terminal.received
        terminal.type("")
        terminal.type("go 2", "Question 2 of 12.")
        terminal.type("b", "Your answer: B. Saved.")


def test_the_terminal_is_left_as_it_was_found(hall, socket, tmp_path):
    with PlainTerminal(socket, tmp_path / "seat") as terminal:
        before = terminal.line_settings()
        terminal.come_in()
        during = terminal.line_settings()
        assert not during[3] & termios.ISIG
        assert during[3] & termios.ICANON
        terminal.type("b")
        terminal.hear("Saved.")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 143
        after = terminal.line_settings()
    assert (after[0], after[3]) == (before[0], before[3])


def test_a_terminal_that_is_closed_ends_it(hall, socket, tmp_path):
    with PlainTerminal(socket, tmp_path / "seat") as terminal:
        terminal.come_in()
        pid = terminal.pid
        terminal.hang_up()
        watch = Stopwatch()
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                break
            assert watch.elapsed_s() < 10
            threading.Event().wait(0.02)
        terminal.exit_code = os.waitstatus_to_exitcode(status)
    assert terminal.exit_code == 129


def test_what_was_begun_in_plain_mode_goes_on_on_screens_and_back(hall, socket, tmp_path):
    with PlainTerminal(socket, tmp_path / "seat") as terminal:
        terminal.come_in()
        terminal.type("c", "Saved.")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 143
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.wait_for("Question 1 of 12")
        terminal.wait_for("1/12")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() == 143
    with PlainTerminal(socket, tmp_path / "seat") as terminal:
        terminal.hear("Your answer: C.\nQuestion 1: ")
