"""What a line of the candidate does in a running attempt."""

from __future__ import annotations

from exam_engine.client.linear.announcer import clock_words
from exam_engine.client.linear.answers import answer_of
from exam_engine.client.linear.changes import Changes
from exam_engine.client.linear.closing_words import review_lines
from exam_engine.client.linear.commands import Command, Said, command_of, help_lines
from exam_engine.client.linear.reading import (
    answer_words,
    list_lines,
    option_lines,
    question_lines,
    scenario_lines,
)
from exam_engine.client.linear.scribe import Scribe
from exam_engine.client.linear.sitting import Floor
from exam_engine.client.question import Question
from exam_engine.text import clean_line
from exam_engine.wire.instructions import how_scored

FINISH_WORD = "FINISH"
_TEXT_COMMANDS = frozenset(
    {
        Command.WRITE, Command.SHOW, Command.REPLACE, Command.INSERT, Command.DELETE, Command.UNDO,
    }
)  # fmt: skip
_IN_A_PAUSE = frozenset({Command.TIME, Command.CALL, Command.CONFIRM, Command.HELP})
_IN_THE_REVIEW = _IN_A_PAUSE | {
    Command.NEXT, Command.BACK, Command.GO, Command.REPEAT, Command.MORE, Command.LIST,
    Command.REVIEW, Command.FINISH,
}  # fmt: skip


class Deeds:
    """Hears and does until the floor says that it is over."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._voice = floor.voice
        self._attempt = floor.attempt
        self._scribe = Scribe(floor)
        self._changes = Changes(floor)
        self._in_review = False

    async def run(self) -> None:
        """:raises Over: at the end."""
        read = False
        while True:
            if not read and not self._attempt.closed:
                self._open(self._attempt.current)
                read = True
            prompt = "Review:" if self._in_review else f"Question {self._attempt.current}:"
            line = clean_line((await self._floor.hear(prompt)).text)
            if line:
                await self._take(line)

    async def _take(self, line: str) -> None:
        question = self._question
        said = command_of(line, "" if self._in_review else question.letters)
        if self._attempt.paused and (said is None or said.command not in _IN_A_PAUSE):
            self._voice.say("The exam is paused: nothing can be answered or read now.")
        elif self._in_review and (said is None or said.command not in _IN_THE_REVIEW):
            self._voice.say("This is the review. Enter the number of a question, or: back.")
        else:
            self._come_back()
            if said is not None:
                await self._command(question, said)
            else:
                await self._changes.answer(question, answer_of(question, line))

    def _come_back(self) -> None:
        """Tell the engine which question is heard, if the attempt was entered in a pause."""
        if not self._in_review and self._attempt.on_screen is None:
            self._attempt.open(self._attempt.current)

    @property
    def _question(self) -> Question:
        return self._attempt.question(self._attempt.current)

    # --- commands ---

    async def _command(self, question: Question, said: Said) -> None:
        if said.command in _TEXT_COMMANDS:
            await self._scribe.do(question, said)
        elif said.command is Command.FINISH:
            await self._finish()
        elif not (self._go(said) or self._read(question, said)):
            await self._changes.do(question, said)

    def _go(self, said: Said) -> bool:
        """Do a command that goes somewhere."""
        here = self._attempt.current
        match said.command:
            case Command.NEXT:
                self._open(here + 1)
            case Command.BACK:
                self._open(here if self._in_review else here - 1)
            case Command.GO:
                self._go_to(said)
            case Command.REPEAT:
                self._open(here)
            case Command.REVIEW:
                self._review()
            case _:
                return False
        return True

    def _read(self, question: Question, said: Said) -> bool:
        """Do a command that only reads something."""
        match said.command:
            case Command.HELP:
                self._voice.read(help_lines(said.rest))
            case Command.OPTIONS:
                self._voice.read(option_lines(question) or ["This question has no options."])
            case Command.MORE:
                if not self._voice.more():
                    self._voice.say("There is no more.")
            case Command.SCENARIO:
                self._voice.read(scenario_lines(question))
            case Command.ANSWER:
                self._voice.say(answer_words(question))
            case Command.SCORING:
                self._voice.say(how_scored(question.view))
            case Command.LIST:
                self._voice.read(list_lines(self._attempt.questions))
            case Command.TIME:
                self._voice.say(clock_words(self._attempt))
            case _:
                return False
        return True

    # --- going ---

    def _open(self, n: int) -> None:
        """Read question ``n``, and tell the engine that it is the one heard."""
        total = len(self._attempt.questions)
        if not 1 <= n <= total:
            edge = "last" if n > total else "first"
            self._voice.say(f"This is the {edge} question. Enter: review, for what is open.")
            return
        self._in_review = False
        if self._attempt.open(n):
            self._floor.wake()
        self._voice.read(question_lines(self._attempt.question(n), total))

    def _go_to(self, said: Said) -> None:
        number = said.rest
        total, here = len(self._attempt.questions), self._question
        n = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
        if not 1 <= n <= total:
            self._voice.say(f"There is no such question. They are numbered from 1 to {total}.")
            return
        if said.bare and not self._in_review and n <= len(here.view.lines):
            self._voice.say(f"To answer line {n} of a match, add its letter, for example {n} a.")
        self._open(n)

    def _review(self) -> None:
        self._in_review = True
        if self._attempt.open_review():
            self._floor.wake()
        words = "Enter the number of a question; back, to the question; or finish."
        self._voice.read([*review_lines(self._attempt), words])

    # --- finishing ---

    async def _finish(self) -> None:
        self._voice.say(*review_lines(self._attempt), "After this nothing can be changed.")
        prompt = f"To finish, type {FINISH_WORD.lower()} once more; anything else goes back:"
        line = clean_line((await self._floor.hear(prompt)).text)
        if self._attempt.paused:
            self._voice.say("The exam is paused: it was not finished.")
        elif line.upper() == FINISH_WORD:
            self._attempt.finish()
            self._floor.wake()
            self._voice.say("Finishing your exam. Saving your last answers.")
        else:
            self._voice.say("Not finished. The exam goes on.")
