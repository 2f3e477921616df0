"""The whole way of a candidate by keys, in one process with the real service."""

from __future__ import annotations

import asyncio
import contextlib

import httpx
import pytest
from textual.events import Key

from client.terminal_support import CODE, NUMBER, Hall, make_paper
from exam_engine.client.admission_file import Entry
from exam_engine.client.app import ExamTerminal
from exam_engine.client.gateway import Gateway
from exam_engine.client.log import TerminalLog
from exam_engine.client.look.look import choose_look
from exam_engine.client.plan import Plan
from exam_engine.client.state import StateFolder
from exam_engine.client.transport import HttpTransport
from exam_engine.clock import SetClock
from exam_engine.model.attempt import NewEvent, TimeGranted
from exam_engine.service.app import create_app
from exam_engine.store.staging import Decision

NOW_MS = 1_772_442_000_000
_CHARACTERS = {"space": " ", "question_mark": "?", "enter": "\r", "tab": "\t"}
SERVER = "unix:/run/engine.sock"


class Room:
    """A hall, its service in this process, and terminals of candidates in it."""

    def __init__(self, folder, paper=None, **arranged):
        self.clock = SetClock(NOW_MS)
        self.folder = folder
        self.hall = Hall(folder, paper or make_paper(3), self.clock)
        self.hall.enter(**arranged)

    @contextlib.asynccontextmanager
    async def open(self):
        async with self.hall.room() as room:
            self._room = room
            service = httpx.ASGITransport(create_app(room, enters_room=False))
            self.transport = HttpTransport(service)
            yield self
        self.hall.close()

    async def grant(self, granted_ms):
        """Grant time as the engine does after a stop of its own."""
        granted = Decision([NewEvent(TimeGranted(granted_ms, "a stop"))])
        await self._room._ledger.execute(1, lambda state, now_ms: granted)

    def terminal(self, name="seat", entry=Entry()):  # noqa: B008
        state = StateFolder(self.folder / name)
        plan = Plan(
            server=SERVER, state=state, log=TerminalLog(state.log_file, self.clock),
            look=choose_look("full", "dark", {}), clock=self.clock,
            connect=lambda: Gateway(self.transport), entry=entry,
        )  # fmt: skip
        return ExamTerminal(plan)


def text_of(app):
    """Return what is on the screen as text."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def press(app, *keys):
    """Send keys as the driver does, without waiting for each."""
    for key in keys:
        character = _CHARACTERS.get(key, key if len(key) == 1 else None)
        app.post_message(Key(key, character))


async def until(app, pilot, *wanted, gone=None):
    """Wait for texts on the screen, or until one is gone."""
    for _ in range(500):
        shown = text_of(app)
        if all(text in shown for text in wanted) and (gone is None or gone not in shown):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"{wanted} without {gone!r} is not on the screen:\n{shown}")


async def begin(app, pilot, code=CODE):
    await until(app, pilot, "Welcome to your exam")
    press(app, *NUMBER, "tab", *code, "enter")
    await until(app, pilot, "Is this you?", "Ada Lovelace", NUMBER)
    press(app, "enter")
    await until(app, pilot, "closed-book", "I am the person", "type AGREE")
    press(app, *"agree", "enter")
    await until(app, pilot, "The clock starts")
    press(app, "enter")
    await until(app, pilot, "Question 1 of 3", "60 min left")


def in_room(folder, story, paper=None, **arranged):
    """Run a story in a room that is open."""

    async def over():
        async with Room(folder, paper, **arranged).open() as room:
            await story(room)

    asyncio.run(over())


def test_from_the_welcome_to_the_end_by_keys(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            press(app, "b", "right")
            await until(app, pilot, "Question 2 of 3", "1/3")
            press(app, "down", "down", "space", "l", "x", "r")
            await until(app, pilot, "Review your answers", "answer C, flagged", "answer B")
            press(app, "tab")
            await until(app, pilot, "only: flagged")
            press(app, "enter")
            await until(app, pilot, "Question 2 of 3", "look again")
            press(app, "backspace", "l", "question_mark")
            await until(app, pilot, "Keys", "call the invigilator")
            press(app, "pagedown")
            await until(app, pilot, "Signs", "Ctrl+R")
            press(app, "escape", "f10")
            await until(app, pilot, "1 question answered", "2 questions without an answer")
            press(app, *"finisch", "enter")
            await until(app, pilot, "The word is FINISH")
            press(app, "delete", *"finish", "enter")
            await until(app, pilot, "Your exam is submitted", "1 question", "2 questions")
            await until(app, pilot, "Any key")
            files = {path.name for path in (tmp_path / "seat").iterdir()}
            assert files == {"terminal.log"}
            press(app, "x")
        assert app.return_code == 0

    in_room(tmp_path, story)


def test_wrong_codes_are_answered_in_words_and_then_slowed_down(tmp_path):
    async def story(room):
        app = room.terminal(entry=Entry(NUMBER, "AAAAA-AAAAA"))
        async with app.run_test() as pilot:
            for _ in range(5):
                press(app, "enter")
                await until(app, pilot, "do not fit together")
                press(app, "down", "backspace", "A", "down")
                await until(app, pilot, gone="do not fit together")
            press(app, "enter")
            await until(app, pilot, "Too many wrong codes; wait 10 s")
            room.clock.advance_ms(10_000)
            press(app, "tab", "ctrl+u", *CODE, "enter")
            await until(app, pilot, "Is this you?")

    in_room(tmp_path, story)


def test_the_wrong_person_gives_the_place_back(tmp_path):
    async def story(room):
        app = room.terminal(entry=Entry(NUMBER, CODE))
        async with app.run_test() as pilot:
            press(app, "enter")
            await until(app, pilot, "Is this you?")
            press(app, "n")
            await until(app, pilot, "Call the invigilator")
            press(app, "escape")
            await until(app, pilot, "Is this you?")
            press(app, "n")
            await until(app, pilot, "Call the invigilator")
            press(app, "enter")
            await until(app, pilot, "Welcome to your exam")
            assert not (tmp_path / "seat" / "session.json").exists()

    in_room(tmp_path, story)


def test_the_time_is_up_the_last_answers_are_saved_and_the_end_shows(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            room.clock.advance_ms(3_600_000 - 299_000)
            press(app, "t", "a")
            await until(app, pilot, "4 min left", "saved")
            press(app, "t")
            await until(app, pilot, "the time stays on the screen")
            room.clock.advance_ms(299_000)
            await pilot.press("b")  # too late: the screen has locked
            app._desk.time_passes()
            await until(app, pilot, "Time is up", "Saving your last answers")
            room.clock.advance_ms(4_000)
            await until(app, pilot, "The time was up", "1 question", "2 questions")

    in_room(tmp_path, story)


def test_time_granted_at_the_last_moment_unlocks_the_exam(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            room.clock.advance_ms(3_600_000)
            app._desk.time_passes()
            await until(app, pilot, "Time is up")
            await room.grant(300_000)
            await until(app, pilot, "Question 1 of 3", "5 min left", "time was added: 5 minutes")
            press(app, "c")
            await until(app, pilot, "C  ◉", "✓ saved")

    in_room(tmp_path, story)


@pytest.mark.parametrize("keys", [["4", "2", "enter"], ["j", "0", "enter"]])
def test_a_jump_to_a_question_that_is_not_there(tmp_path, keys):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            press(app, *keys)
            await until(app, pilot, "there is no question", "the last is 3", "Question 1 of 3")
            press(app, "j", "3", "enter")
            await until(app, pilot, "Question 3 of 3")
            press(app, "right")
            await until(app, pilot, "this is the last question; R reviews")
            press(app, "home", "left", "h")
            await until(app, pilot, "there is no option H here")
            press(app, "1", "escape", "end")
            await until(app, pilot, "Question 3 of 3")

    in_room(tmp_path, story)


def test_a_defect_ends_the_terminal_with_70_and_leaves_only_its_place_in_the_log(tmp_path):
    async def story(room):
        app = room.terminal()
        with pytest.raises(ZeroDivisionError):
            async with app.run_test() as pilot:
                await begin(app, pilot)
                app._desk.grant = lambda wish: 1 / 0
                press(app, "f1")
                while app.is_running:
                    await pilot.pause(0.01)
        assert app.return_code == 70
        log = (tmp_path / "seat" / "terminal.log").read_text()
        assert "fatal builtins.ZeroDivisionError at" in log
        for secret in (CODE, NUMBER, "configuration item", "division by zero"):
            assert secret not in log

    in_room(tmp_path, story)
