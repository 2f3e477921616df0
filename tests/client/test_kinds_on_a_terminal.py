"""Each kind of question answered by keys on a pseudo-terminal, and on record as it was meant.

Every one is then killed with -9 and comes back with its answer.
"""

from __future__ import annotations

import re
import signal
import tempfile
import threading
from pathlib import Path

import pytest

from client.kinds import (
    ESSAY,
    GRADIENT,
    MATCH,
    MATCH_AGAIN,
    MULTIPLE,
    ORAL,
    ORDER,
    REASON,
    TRUE_FALSE,
    made,
    paper_of_kinds,
)
from client.terminal_support import Hall, LeapingClock, PseudoTerminal, make_paper
from client.test_on_a_terminal import events_on_record
from exam_engine.delivery.responses import edited
from exam_engine.model.attempt import Edited, Ended, Responded
from exam_engine.model.item_type import ItemType

pytestmark = pytest.mark.journey


@pytest.fixture
def hall(tmp_path):
    hall = Hall(tmp_path, paper_of_kinds(), LeapingClock())
    hall.enter()
    yield hall
    hall.close()


def go_to(terminal, n):
    terminal.press(*str(n), "enter")
    terminal.wait_for(f"Question {n} of 10")


def see_saved(terminal):
    terminal.settle()
    terminal.wait_for("✓ saved")


def responses(hall, n):
    """Return all responses to a question on record, in their order, edits applied."""
    found = []
    for event in events_on_record(hall):
        if isinstance(event, Responded) and event.n == n:
            found.append(event.response)
        elif isinstance(event, Edited) and event.n == n:
            found.append(edited(found[-1] if found else (), event))
    return found


def has(screen, row):
    """Return whether a row stands on a screen, however many blanks are in it."""
    return " ".join(row.split()) in " ".join(screen.replace("▌", " ").split())


ANSWERS = (
    (MULTIPLE, ("b", "e", "b", "a", "c"), ("z", "v"), "A ▣ Incident management"),
    (GRADIENT, ("b", "down", "space"), ("x",), "C ◉ Wait"),
    (TRUE_FALSE, ("t", "down", "f"), ("T", "", "F"), "3 [False] It needs no record."),
    (REASON, ("a", "e", "up", "d"), ("D", "E"), "2 [E] An agreement has to"),
    (MATCH, ("b", "b", "space"), ("", "y", "z"), "3 [A] A new reader"),
    (MATCH_AGAIN, ("b", "b", "a", "backspace"), ("y", "y", ""), "2 [B] The same reader"),
    (ORDER, ("c", "b", "a", "-", "b"), ("x", "z"), "[ 2] A Closing meeting"),
)
"""Number, keys, what is on record then, and a row that is on the screen then."""


def test_answers_of_every_kind_by_keys_are_on_record_and_come_back(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        for n, keys, _, row in ANSWERS:
            go_to(terminal, n)
            terminal.press(*keys)
            terminal.wait_until(lambda row=row: has(terminal.text, row), row)
        see_saved(terminal)
        terminal.signal(signal.SIGKILL)
        terminal.wait_for_exit()
    on_record = {n: responses(hall, n)[-1] for n, *_ in ANSWERS}
    assert on_record == {n: response for n, _, response, _ in ANSWERS}
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.wait_for(f"Question {ORDER} of 10")
        for n, _, _, row in reversed(ANSWERS):
            go_to(terminal, n)
            terminal.wait_until(lambda row=row: has(terminal.text, row), row)


def test_a_text_is_written_saved_and_comes_back(hall, socket, tmp_path):
    text = "Rlx t17? Two risks\nare seen."
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ESSAY)
        terminal.press("enter", "Rlx t17? Two risks", "enter", "are seen.")
        terminal.wait_for("6 words")
        assert f"Question {ESSAY} of 10" in terminal.text  # r, l, x, t and digits were typed
        see_saved(terminal)
        assert responses(hall, ESSAY) == [(text,)]  # one pause, one event
        terminal.signal(signal.SIGKILL)
        terminal.wait_for_exit()
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.wait_for("are seen.")
        terminal.press("x")
        terminal.wait_for("press Enter to write")
        terminal.press("enter")
        terminal.wait_for("Esc leave the text")
        terminal.press("!", "\x1a", "?")
        terminal.wait_for("are seen.?")
        terminal.press("esc")
        terminal.wait_for("Enter go on writing")
        see_saved(terminal)
        assert responses(hall, ESSAY)[-1] == (f"{text}?",)
        terminal.press("left")
        terminal.wait_for(f"Question {ESSAY - 1} of 10")


def test_finishing_in_the_middle_of_a_word_submits_it(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ESSAY)
        terminal.press("enter", "unfinis", "f10")
        terminal.wait_for("Finish the exam?")
        terminal.press("finish", "enter")
        terminal.wait_for("Your exam is submitted")
    assert responses(hall, ESSAY) == [("unfinis",)]
    assert isinstance(events_on_record(hall)[-1], Ended)


def test_a_text_is_saved_when_the_time_is_up_in_the_middle_of_it(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ESSAY)
        hall.clock.leap_ms = 60 * 60_000 - 5_000
        terminal.press("f2", "enter")  # the flag goes out, and brings the time back
        while "Time is up" not in terminal.text:
            terminal.press("w")
            terminal.read_for(0.2)
        terminal.wait_for("Saving your last answers")
        hall.clock.leap_ms += 3_000
        terminal.wait_for("Your exam is submitted")
        assert "could not be counted" not in terminal.text
    (*_, last) = responses(hall, ESSAY)
    assert set(last[0]) == {"w"}


def test_pasting_from_outside_is_refused_and_said(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ESSAY)
        terminal.press("enter", "mine ")
        terminal.send(b"\x1b[200~a text from elsewhere\x1b[201~")
        terminal.wait_for("nothing can be pasted from outside")
        terminal.press("too")
        terminal.wait_for("mine too")
        terminal.press("\x01", "\x03", "right", "\x16")  # select all, copy, paste: within the exam
        terminal.wait_for("mine toomine too")
        see_saved(terminal)
        assert "elsewhere" not in terminal.text
    assert responses(hall, ESSAY)[-1] == ("mine toomine too",)
    assert b"\x1b]52" not in terminal.received


def test_the_line_under_the_cursor_stays_in_view_when_the_terminal_is_made_smaller(
    hall, socket, tmp_path
):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, TRUE_FALSE)
        terminal.press("t", "f")
        terminal.wait_for("▌ 3 [")
        terminal.resize(40, 15)
        terminal.wait_for("▌ 3 [")
        terminal.resize(80, 24)
        terminal.wait_for("▌ 3 [")
        terminal.wait_for("Decide on these statements about a major incident.")


def test_saved_is_not_said_of_what_was_typed_just_now(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ESSAY)
        terminal.press("enter", "one two", "esc")
        see_saved(terminal)
        terminal.press("enter", "x")
        terminal.wait_until(
            lambda: "twox" in terminal.text and "saving…" in terminal.text, "the key's frame"
        )
        assert "✓ saved" not in terminal.text


def test_a_flood_of_keys_is_taken_for_a_paste_and_the_keyboard_is_free_again(
    hall, socket, tmp_path
):
    """An emulator without marks for pasting types what it pastes: 100,000 characters here."""
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ESSAY)
        terminal.press("enter", "mine ")
        flood = threading.Thread(target=terminal.send_all, args=(b"word " * 20_000,))
        flood.start()
        while flood.is_alive():
            terminal.read_for(0.1)
        terminal.wait_for("nothing can be pasted from outside", limit_s=30)
        see_saved(terminal)
        terminal.press("\x01", "x")  # select all, write over it
        terminal.wait_for("1 word of")
        terminal.press("esc")
        see_saved(terminal)
        status = Path(f"/proc/{terminal.pid}/status").read_text()
        peak_kb = int(status.split("VmHWM:")[1].split()[0])
        assert peak_kb < 150_000, "a flood must not take memory"
    assert responses(hall, ESSAY)[-1] == ("x",)


def test_the_scenario_covers_the_question_and_is_found_where_it_was_left(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        terminal.press("s")
        terminal.wait_for("refers to no scenario")
        go_to(terminal, MATCH_AGAIN)
        terminal.press("s")
        terminal.wait_for("Scenario: Northgate Hospital")
        terminal.wait_for("runs two sites")
        assert f"Question {MATCH_AGAIN}" not in terminal.text
        terminal.press("end")
        terminal.wait_for("Two engineers leave")
        assert "Additional information for this question" in terminal.text
        assert "carrier ends in June" not in terminal.text  # a block that it does not name
        terminal.press("b")
        terminal.wait_for("Esc goes back")
        terminal.press("s", "b")
        terminal.wait_for("1 [B]")
        go_to(terminal, ESSAY)
        terminal.press("f4")
        terminal.wait_for("Fact 14 of the case")
        assert "Additional information" not in terminal.text  # this question names no block
        terminal.press("s")
        terminal.wait_for("Enter write")
        terminal.press("enter", "a", "f4")
        terminal.wait_for("F4 back to the question")
        terminal.press("s", "f4")
        terminal.wait_for("1 word")
        assert "▌ a\n" in terminal.text  # what is typed over the scenario goes nowhere
        see_saved(terminal)
    assert responses(hall, MATCH_AGAIN) == [("y", "", "")]


def test_the_scenario_stands_beside_the_question_where_there_is_room(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat", size=(120, 30)) as terminal:
        terminal.sit_down()
        assert "Questions" in terminal.text
        go_to(terminal, MATCH_AGAIN)
        terminal.wait_for("Scenario: Northgate Hospital")
        terminal.press("b")
        terminal.wait_for("1 [B]")
        terminal.press("s", "pgdn", "c")
        terminal.wait_for("2 [C]")
        terminal.wait_for("Fact 9 of the case")
        terminal.resize(80, 24)
        terminal.press("s")
        terminal.wait_for("S or F4 shows it")
        terminal.resize(120, 30)
        terminal.wait_for("the left)")
        go_to(terminal, 1)
        terminal.wait_for("Questions")


def test_a_part_before_assessors_takes_no_answer_and_is_not_missed(hall, socket, tmp_path):
    with PseudoTerminal(socket, tmp_path / "seat") as terminal:
        terminal.sit_down()
        go_to(terminal, ORAL)
        terminal.wait_for("This part is done before your assessors")
        terminal.press("a", "space", "enter", "backspace", "f10")
        terminal.wait_for("9 questions without an answer")
        assert "1 question done before your assessors" in terminal.text
        terminal.press("finish", "enter")
        terminal.wait_for("Your exam is submitted")
        assert re.search(r"No answer +9 questions", terminal.text)
    assert responses(hall, ORAL) == []


def crowded_paper():
    """Return a paper whose questions are as large as an author may write them."""
    texts = tuple(f"{n} selection " + "that goes on and on " * 9 for n in range(1, 13))
    match = made(
        1, ItemType.MATCH, "Match.", texts, prompts=[f"Line {n}" for n in range(1, 21)], reuse=True
    )
    tasks = tuple(f"Task {n} of the essay, which has many of them." for n in range(1, 11))
    essay = made(2, ItemType.ESSAY, "Write.", tasks=tasks)
    return make_paper(questions=(match, essay))


def test_questions_larger_than_the_screen(tmp_path):
    hall = Hall(tmp_path, crowded_paper())
    hall.enter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "engine.sock"
        with hall.served(path), PseudoTerminal(path, tmp_path / "seat") as terminal:
            terminal.sit_down()
            assert "Tab shows the 12 selections in full" in terminal.text
            terminal.press("tab")
            terminal.wait_for("Tab goes back")
            terminal.press("l")  # the twelfth selection here, and not the flag
            terminal.wait_for("1 [L]")
            assert "look again" not in terminal.text
            terminal.press("f2")
            terminal.wait_for("look again")
            terminal.press(*["b"] * 19)
            terminal.wait_for("20 [B] Line 20")
            terminal.press("right", "enter", "so far")
            terminal.wait_for("2 words")
            assert "more below F8" in terminal.text
            assert "Task 10" not in terminal.text
            terminal.press("f8")
            terminal.wait_for("Task 10")
            terminal.press(" and on")
            terminal.wait_for("so far and on")
            see_saved(terminal)
        assert responses(hall, 1)[-1] == ("o", *("y",) * 19)
    hall.close()
