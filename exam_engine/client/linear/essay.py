"""A text as numbered lines, and what a command makes of it. Pure; lines count from 1."""

from __future__ import annotations

from exam_engine.wire.candidate import LONGEST_ESSAY

END_OF_WRITING = "."


def lines_of(text: str) -> list[str]:
    """Return the lines of a text; none if it is empty."""
    return text.split("\n") if text else []


def added(text: str, line: str) -> str:
    """Return the text with a line at its end."""
    return "\n".join([*lines_of(text), line.rstrip()])


def inserted(text: str, n: int, line: str) -> str:
    """Return the text with a new line before line ``n``."""
    lines = lines_of(text)
    return "\n".join([*lines[: n - 1], line.rstrip(), *lines[n - 1 :]])


def replaced(text: str, n: int, line: str) -> str:
    """Return the text with another line ``n``."""
    lines = lines_of(text)
    lines[n - 1] = line.rstrip()
    return "\n".join(lines)


def deleted(text: str, n: int) -> str:
    """Return the text without line ``n``."""
    lines = lines_of(text)
    del lines[n - 1]
    return "\n".join(lines)


def fits(text: str) -> bool:
    """Return whether a text is no longer than one may be."""
    return len(text) <= LONGEST_ESSAY


def length_words(text: str) -> str:
    """Return how long a text is, in words."""
    lines, words = len(lines_of(text)), len(text.split())
    return f"{_count(lines, 'line')}, {_count(words, 'word')}"


def numbered(text: str, first: int = 1, last: int = 0) -> list[str]:
    """Return lines as they are read aloud, each with its number."""
    lines = lines_of(text)
    return [f"Line {n}: {lines[n - 1] or 'empty'}" for n in range(first, (last or len(lines)) + 1)]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
