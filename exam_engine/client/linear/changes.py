"""Answering, and what else a candidate changes: each change is confirmed in words once saved."""

from __future__ import annotations

from exam_engine.client import remarks, responses
from exam_engine.client.linear.answers import Answer, moved_to
from exam_engine.client.linear.commands import Command, Said
from exam_engine.client.linear.reading import answer_words
from exam_engine.client.linear.sitting import Floor
from exam_engine.client.question import Question
from exam_engine.text import clean_line
from exam_engine.wire.candidate import LONGEST_COMMENT, LONGEST_NOTE

NOT_UNDERSTOOD = "That is no answer and no command here. Enter: help, to hear what there is."


class Changes:
    """What is changed in the attempt of a floor."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._voice = floor.voice
        self._attempt = floor.attempt

    async def do(self, question: Question, said: Said) -> None:
        """Do a command that changes something."""
        match said.command:
            case Command.CLEAR:
                await self._clear(question, said.rest)
            case Command.STRIKE:
                await self._strike(question, said.rest.upper())
            case Command.MOVE:
                await self._move(question, said.rest)
            case Command.FLAG:
                self._attempt.flag(question.view.n)
                await self._confirm("Flagged." if question.flagged else "No longer flagged.")
            case Command.NOTE:
                await self._remark(question, said)
            case Command.PROBLEM:
                await self._remark(question, said)
            case Command.CALL:
                if self._attempt.call_help():
                    await self._confirm(self._floor.announcer.call_words())
            case Command.CONFIRM:
                await self._confirm_message()

    # --- answering ---

    async def answer(self, question: Question, answer: Answer | None) -> None:
        """Take what was understood of a line as an answer."""
        if question.elsewhere:
            self._voice.say("Nothing is to be answered here. " + NOT_UNDERSTOOD)
        elif answer is None:
            writes = question.view.interaction == "text"
            self._voice.say("To write, enter: write." if writes else NOT_UNDERSTOOD)
        elif answer.response is None:
            self._voice.say(answer.words)
        else:
            await self._respond(question, answer)

    async def _respond(self, question: Question, answer: Answer) -> None:
        assert answer.response is not None
        n = question.view.n
        restored = set(answer.response) & question.struck_out
        if question.view.interaction == "choice":
            for position in restored:
                self._attempt.strike(n, position)
        changed = self._attempt.respond(n, answer.response)
        words = " ".join(filter(None, [answer.words, answer_words(question)]))
        if changed or restored:
            await self._confirm(words)
        else:
            self._voice.say(f"Nothing is changed. {words}")

    async def _clear(self, question: Question, rest: str) -> None:
        view = question.view
        if rest and view.interaction == "match":
            known = rest.isascii() and rest.isdecimal() and 1 <= int(rest[:5]) <= len(view.lines)
            if not known:
                self._voice.say(f"There is no such line: the last is {len(view.lines)}.")
                return
            response = responses.selected(view, question.response, int(rest), 0)
            await self._respond(question, Answer(response))
        elif view.interaction == "text":
            self._voice.say("Enter: delete and the number of a line, for example delete 1.")
        else:
            await self._respond(question, Answer(()))

    async def _strike(self, question: Question, letter: str) -> None:
        position = question.letters.find(letter) + 1 if len(letter) == 1 else 0
        if question.view.interaction != "choice" or not position:
            self._voice.say("Enter strike and the letter of an option, for example strike b.")
        elif self._attempt.strike(question.view.n, position):
            struck = position in question.struck_out
            await self._confirm(f"{letter} is {'struck out' if struck else 'restored'}.")
        else:
            self._voice.say(f"{letter} is your answer: take it back first, with clear.")

    async def _move(self, question: Question, rest: str) -> None:
        letter, _, place = rest.replace(" to ", " ").partition(" ")
        place = place.removeprefix("place").strip()
        number = place.isascii() and place.isdecimal() and len(place) < 4
        if question.view.interaction != "order" or not letter or not number:
            self._voice.say("In an order, enter for example: move b 1.")
            return
        await self.answer(question, moved_to(question, letter, int(place)))

    # --- beside answering ---

    async def _remark(self, question: Question, said: Said) -> None:
        """Take a note to oneself, or a comment that something is wrong."""
        problem = said.command is Command.PROBLEM
        known, longest = (
            (question.comment, LONGEST_COMMENT) if problem else (question.note, LONGEST_NOTE)
        )
        text = said.rest
        if not text:
            self._voice.say(f"So far: {known}" if known else "So far there is none.")
            asked = "What is wrong? A full stop leaves it, delete deletes it:"
            prompt = asked if problem else "Your note. A full stop leaves it, delete deletes it:"
            text = clean_line((await self._floor.hear(prompt)).text)
        if text in ("", "."):
            self._voice.say("Nothing was changed.")
            return
        kept = "" if text.lower() == "delete" else text[:longest]
        take = remarks.comment if problem else remarks.note
        if not take(self._attempt, question.view.n, kept):
            self._voice.say("Nothing was changed.")
            return
        what = "Your comment goes to the exam's editors" if problem else "Your note is kept"
        cut = f", its first {longest} characters" if len(text) > longest else ""
        await self._confirm(f"{what}{cut}." if kept else "Deleted.")

    async def _confirm_message(self) -> None:
        if self._attempt.confirm_message():
            left = [message.text.strip() for message in self._attempt.around.messages]
            await self._confirm("Confirmed.")
            if left:
                self._voice.say(f"There is another message: {left[0]}", "Enter: confirm.")
        else:
            self._voice.say("There is no message to confirm.")

    async def _confirm(self, words: str) -> None:
        """Say what was done once it is saved, or that it is not."""
        self._voice.say(f"{words} {await self._floor.confirm()}")
