"""The commands of plain mode: words, some with a letter where that names no option.

The letters are those of the screens (``L`` looks again, ``J`` jumps, ``X`` strikes out).
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Command(Enum):
    """Word, letter, what to type, what it does."""

    HELP = ("help", "?", "help", "these commands; help and a word for one of them")
    NEXT = ("next", "n", "next", "the next question")
    BACK = ("back", "p", "back", "the question before; in the review, back to the question")
    GO = ("go", "j", "go 23", "question 23")
    REPEAT = ("repeat", "", "repeat", "reads the question again")
    OPTIONS = ("options", "", "options", "reads its lines and options only")
    MORE = ("more", "", "more", "goes on with a long reading")
    SCENARIO = ("scenario", "s", "scenario", "reads the scenario of the question")
    ANSWER = ("answer", "", "answer", "says your answer")
    SCORING = ("scoring", "", "scoring", "says how the question is scored")
    CLEAR = ("clear", "", "clear", "takes your answer back; clear 2 for line 2")
    STRIKE = ("strike", "x", "strike b", "strikes option B out, or restores it; never marked")
    MOVE = ("move", "", "move b 1", "in an order, puts entry B in place 1")
    FLAG = ("flag", "l", "flag", "flags the question to look again, or takes the flag away")
    LIST = ("list", "", "list", "all questions and how they stand")
    REVIEW = ("review", "r", "review", "what is open before you finish")
    TIME = ("time", "t", "time", "the time left; it is said only when you ask, and in warnings")
    WRITE = ("write", "", "write", "writes a text, line by line")
    SHOW = ("show", "", "show", "reads your text with line numbers; show 3 for line 3")
    REPLACE = ("replace", "", "replace 3", "replaces line 3 of your text")
    INSERT = ("insert", "", "insert 3", "puts a new line before line 3 of your text")
    DELETE = ("delete", "", "delete 3", "deletes line 3 of your text")
    UNDO = ("undo", "", "undo", "takes the last change of your text back")
    NOTE = ("note", "m", "note", "a note to yourself on this question")
    PROBLEM = ("problem", "!", "problem", "says that something is wrong with this question")
    CALL = ("call", "", "call", "calls the invigilator, or takes the call back")
    CONFIRM = ("confirm", "", "confirm", "confirms that you heard a message of the invigilator")
    FINISH = ("finish", "", "finish", "finishes the exam; you are asked to type a word")

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def help_line(self) -> str:
        """Return one line of help."""
        _, letter, typed, does = self.value
        short = {"?": ", or a question mark", "!": ", or an exclamation mark", "": ""}
        return f"{typed}{short.get(letter, f', or {letter.upper()}')}: {does}."


class Said(NamedTuple):
    """A command and what follows its word; ``bare`` is a number without a word before it."""

    command: Command
    rest: str
    bare: bool = False


_BY_WORD = {command.word: command for command in Command}
_BY_LETTER = {command.value[1]: command for command in Command if command.value[1]}
_OTHER_WORDS = {"previous": Command.BACK, "goto": Command.GO, "jump": Command.GO}


def command_of(line: str, letters: str) -> Said | None:
    """Return the command in a line; None if it is none, or may be an answer.

    :param letters: those that name options of the question: they are answers, never commands.
    """
    word, _, rest = line.strip().partition(" ")
    word = word.lower()
    if word.isdecimal() and word.isascii() and not rest:
        return Said(Command.GO, word, bare=True)
    command = _BY_WORD.get(word) or _OTHER_WORDS.get(word)
    if command is None and word.upper() not in letters:
        command = _BY_LETTER.get(word)
    return Said(command, rest.strip()) if command else None


def help_lines(about: str = "") -> list[str]:
    """Return the help on all commands, or on one."""
    if about:
        said = command_of(about, "")
        if said is not None:
            return [said.command.help_line]
    return [
        "To answer, enter the letter of an option. In a match, the line and the letter, for "
        "example 2 c. Where several are wanted, or an order, the letters with blanks, for "
        "example b d a.",
        "Commands:",
        *(command.help_line for command in Command),
    ]
