"""Writing a text line by line."""

from __future__ import annotations

from collections.abc import Callable

from exam_engine.client.linear import essay
from exam_engine.client.linear.commands import Command, Said
from exam_engine.client.linear.discipline import LONGEST_LINE_BYTES
from exam_engine.client.linear.ears import Heard
from exam_engine.client.linear.sitting import Floor
from exam_engine.client.question import Question

_MOST_UNDONE = 30
_HOW = (
    "Write. Each line that you end with Enter is added to your text. A line with nothing but a "
    "full stop ends the writing."
)
_CUT = (
    f"This line was as long as a terminal takes, {LONGEST_LINE_BYTES - 1:,} bytes; what came after "
    "that is lost. What is kept ends with:"
)
_FULL = "Not added: the text would be longer than it may be. Enter a line with a full stop only."
_PAUSED = "Not added: the exam is paused. Enter the line again when the exam goes on."
_KEPT_WORDS = 8


class Scribe:
    """``floor`` hears; each change is saved before the next line is asked for."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._attempt = floor.attempt
        self._before: dict[int, list[str]] = {}

    async def do(self, question: Question, said: Said) -> None:
        """Do one of the commands of a text."""
        say = self._floor.voice.say
        if question.view.interaction != "text":
            say("This question is not answered with a text.")
            return
        match said.command:
            case Command.WRITE:
                await self._write(question)
            case Command.SHOW:
                self._show(question, said.rest)
            case Command.UNDO:
                await self._undo(question)
            case _:
                line = self._line(question, said)
                if line:
                    await self._edit(question, said.command, line)

    async def _write(self, question: Question) -> None:
        voice = self._floor.voice
        voice.say(_HOW)
        prefix = ""
        while True:
            n = len(essay.lines_of(question.written)) + 1
            heard = await self._floor.hear(f"{prefix}Line {n}:")
            prefix = ""
            if heard.text.strip() == essay.END_OF_WRITING:
                voice.say(f"End of writing. {essay.length_words(question.written).capitalize()}.")
                return
            if not heard.text.strip() and n == 1:
                voice.say("An empty line cannot be the first.")
                continue
            words = await self._put(question, essay.added(question.written, heard.text), heard)
            if words == "Saved.":
                prefix = "Saved. "
            else:
                voice.say(words)

    async def _edit(self, question: Question, command: Command, n: int) -> None:
        """Replace, insert or delete line ``n``, which is there."""
        voice = self._floor.voice
        if command is Command.DELETE:
            voice.say(*essay.numbered(question.written, n, n))
            words = await self._put(question, essay.deleted(question.written, n))
            voice.say(f"Deleted. {words}" if words == "Saved." else words)
            return
        change: Callable[[str, int, str], str]
        change = essay.replaced if command is Command.REPLACE else essay.inserted
        if command is Command.REPLACE:
            voice.say(*essay.numbered(question.written, n, n))
        heard = await self._floor.hear(f"New line {n}, or a full stop to leave it:")
        if heard.text.strip() == essay.END_OF_WRITING:
            voice.say("Nothing was changed.")
            return
        voice.say(await self._put(question, change(question.written, n, heard.text), heard))

    async def _undo(self, question: Question) -> None:
        versions = self._before.get(question.view.n)
        if not versions:
            self._floor.voice.say("There is nothing to take back.")
            return
        text = versions.pop()
        words = await self._put(question, text, undone=True)
        self._floor.voice.say(f"Taken back. {essay.length_words(text).capitalize()}. {words}")

    def _show(self, question: Question, rest: str) -> None:
        text, voice = question.written, self._floor.voice
        if not rest:
            voice.read(essay.numbered(text) or ["There is no text yet. Enter: write."])
            return
        n = self._line(question, Said(Command.SHOW, rest))
        if n:
            voice.read(essay.numbered(text, n, n))

    def _line(self, question: Question, said: Said) -> int:
        """Return the line that is named; 0, with words, if there is none."""
        last = len(essay.lines_of(question.written))
        number = said.rest.lower().removeprefix("line").strip()
        n = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
        if 1 <= n <= last:
            return n
        word = said.command.word
        self._floor.voice.say(
            f"There is no such line; your text has {last}. Enter for example: {word} 1."
        )
        return 0

    async def _put(
        self, question: Question, text: str, heard: Heard | None = None, *, undone: bool = False
    ) -> str:
        """Write ``text`` and save it; return what to say."""
        n, before = question.view.n, question.written
        if self._attempt.paused:
            return _PAUSED
        if not essay.fits(text):
            return _FULL
        if heard is not None and heard.cut:
            self._floor.voice.say(_CUT, " ".join(heard.text.split()[-_KEPT_WORDS:]))
        if not self._attempt.write(n, text):
            return "Not added."
        if not undone:
            kept = self._before.setdefault(n, [])
            kept.append(before)
            del kept[:-_MOST_UNDONE]
        self._attempt.save_drafts()
        return await self._floor.confirm()
