"""Whole journeys on a pseudo-terminal: the program, a service on a socket, keys, a screen."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import pytest

from client.terminal_support import CODE, NUMBER, Hall, PseudoTerminal, make_paper
from exam_engine.model.attempt import Phase
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_candidate

pytestmark = pytest.mark.journey


def events_on_record(hall, number=NUMBER):
    with reading(hall.database) as connection:
        (place,) = places_of_candidate(connection, number)
        return [entry.event for entry in recorded_events(connection, place.attempt_id)]


def test_from_the_welcome_to_the_end(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        assert "59 min left" in terminal.text
        terminal.press("down", "down")
        terminal.wait_for("▌ C")
        terminal.settle()
        cursor = terminal.screen.cursor  # the terminal's own: screen readers follow it
        assert not cursor.hidden
        assert terminal.screen.display[cursor.y][cursor.x : cursor.x + 3] == "▌ C"
        terminal.press("b", "right", "down", "space", "left")
        terminal.wait_for("Question 1 of 12")
        terminal.press("f10")
        terminal.wait_for("10 questions without an answer")
        terminal.press("finish", "enter")
        terminal.wait_for("You may leave. Call the invigilator.")
        terminal.wait_for("Any key")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert sorted(path.name for path in (tmp_path / "seat").iterdir()) == ["terminal.log"]
    log = (tmp_path / "seat" / "terminal.log").read_text()
    assert "admitted" in log
    for secret in (CODE, NUMBER, "Ada", "withdraws", "Service design"):
        assert secret not in log
    names = [type(event).__name__ for event in events_on_record(hall)]
    assert names == [
        "SessionOpened", "Agreed", "Started", "QuestionOpened", "Responded", "QuestionOpened",
        "Responded", "QuestionOpened", "Ended",
    ]  # fmt: skip


def test_a_terminal_that_was_killed_comes_back_where_it_was(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        terminal.press("c", "5", "enter", "d", "l", "a", "x")
        terminal.wait_for("2/12")
        terminal.wait_for("saved")
        terminal.settle()
        terminal.signal(signal.SIGKILL)
        terminal.wait_for_exit()
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.wait_for("Question 5 of 12")
        terminal.wait_for("2/12")
        assert "look again" in terminal.text
        assert "59 min left" in terminal.text
        assert "A  ◉" in terminal.text
        terminal.press("home")
        terminal.wait_for("Question 1 of 12")
        terminal.settle()
        assert "C  ◉" in terminal.text
    names = [type(event).__name__ for event in events_on_record(hall)]
    assert names.count("SessionOpened") == 2


def test_an_engine_that_stops_costs_neither_answers_nor_time(hall, tmp_path):
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "engine.sock"
        with PseudoTerminal(socket, tmp_path / "seat") as terminal:
            terminal.wait_for("The exam engine cannot be reached.")
            with hall.served(socket):
                terminal.sit_down()
                terminal.press("b")
                terminal.wait_for("1/12")
                terminal.wait_for("saved")
            terminal.press("right", "c", "right", "d")
            terminal.wait_for("not saved yet: 2 answers wait, trying again")
            terminal.wait_for("Question 3 of 12")
            with hall.served(socket):
                terminal.wait_for("✓ saved")
                terminal.press("f10")
                terminal.wait_for("3 questions answered")
                terminal.press("finish", "enter")
                terminal.wait_for("Your exam is submitted")
    responses = [event for event in events_on_record(hall) if type(event).__name__ == "Responded"]
    assert [(event.n, event.response) for event in responses] == [
        (1, ("y",)),
        (2, ("x",)),
        (3, ("w",)),
    ]
    granted = [event for event in events_on_record(hall) if type(event).__name__ == "TimeGranted"]
    assert len(granted) == 1


def test_the_admission_file_fills_the_welcome_in_and_is_gone(hall, socket, tmp_path):
    file = tmp_path / "admission"
    file.write_text(f"{NUMBER}\n{CODE}\n")
    file.chmod(0o600)
    with PseudoTerminal(socket, tmp_path / "seat", "--admission", str(file)) as terminal:
        terminal.wait_for(CODE)
        assert not file.exists()
        terminal.press("enter")
        terminal.wait_for("Is this you?")


def test_a_window_that_grows_and_shrinks_again(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        terminal.resize(120, 36)
        terminal.wait_for("not seen")
        assert "Questions" in terminal.text
        terminal.press("b")
        terminal.wait_for("answered             1")
        terminal.resize(80, 24)
        terminal.wait_for("1/12")
        assert "Questions" not in terminal.settle()
        terminal.resize(40, 10)
        terminal.settle()
        terminal.resize(80, 24)
        terminal.wait_for("Question 1 of 12")


def test_long_questions_scroll_and_say_that_there_is_more(tmp_path):
    stem = "\n\n".join(f"Paragraph {n} of a long scenario." for n in range(1, 12))
    from client.terminal_support import question

    hall = Hall(tmp_path, make_paper(questions=(question(1, stem),)))
    hall.enter()
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "engine.sock"
        with hall.served(socket), PseudoTerminal(socket, tmp_path / "seat") as terminal:
            terminal.sit_down()
            terminal.wait_for("more below")
            assert "Supplier management" not in terminal.text
            terminal.press("pgdn")
            terminal.wait_for("Supplier management")
            assert "more above" in terminal.text
            terminal.press("pgup")
            terminal.wait_for("Paragraph 1 of")
            terminal.press("d")  # the option that is chosen comes into view
            terminal.wait_for("D  ◉")
            terminal.press("up", "up", "up", "up", "up")
            terminal.wait_for("Paragraph 1 of")
    hall.close()


def test_phases_are_words_of_the_wire():
    # The journey decides by these words; the wire carries them as text.
    assert [phase.value for phase in Phase] == [
        "admitted", "agreed", "running", "paused", "ended",
    ]  # fmt: skip
