"""The keys of the exam that answer nothing: where to go, what to see.

Each has a letter or a sign for most questions, and one that always works: letters belong to the
options of a question that has so many, and to the text where one is written.
"""

from __future__ import annotations

from enum import Enum


class Command(Enum):
    """What a key may ask for: the key that always works, and the letter where it is free."""

    HELP = ("f1", "?")
    FLAG = ("f2", "L")
    REVIEW = ("f3", "R")
    SCENARIO = ("f4", "S")
    GO_TO = ("f5", "J")
    TIME = ("f6", "T")
    NOTE = ("ctrl+n", "M")
    HIGHLIGHT = ("ctrl+u", "U")
    COMMENT = ("ctrl+e", "!")
    COLOURS = ("f11", "V")
    BREAK = ("ctrl+p", "")
    FINISH = ("f10", "")
    PREVIOUS = ("left", "P")
    NEXT = ("right", "N")
    FIRST = ("home", "")
    LAST = ("end", "")
    UP = ("up", "")
    DOWN = ("down", "")


_BY_KEY = {command.value[0]: command for command in Command}
_BY_LETTER = {command.value[1]: command for command in Command if command.value[1]}


def command_of_key(key: str) -> Command | None:
    """Return what a key with a name asks for."""
    return _BY_KEY.get(key)


def command_of_letter(letter: str) -> Command | None:
    """Return what a letter asks for, where it names no option."""
    return _BY_LETTER.get(letter)


def shown_key(command: Command, letters: str) -> str:
    """Return the key to tell the candidate, where ``letters`` name options."""
    key, letter = command.value
    return letter if letter and letter not in letters else name_of_key(key)


def name_of_key(key: str) -> str:
    """Return a key's name as it is printed on keyboards: ``F2``, ``Ctrl+E``."""
    return "+".join(part.capitalize() for part in key.split("+"))


def interrupts(key: str) -> bool:
    """Return whether a command's key counts also while a text is written."""
    return key.startswith(("f", "ctrl+"))
