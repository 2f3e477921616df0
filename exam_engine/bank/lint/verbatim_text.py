"""Shingles: a text as the set of its runs of eight words, so that copies are found without it.

The text itself may not be kept with the project. A file of hashes can travel further: no sentence
can be read back from it, though whoever guesses eight words in a row can confirm them. Hashes are
BLAKE2b of 64 bits over the words in small letters: against a text of a million runs, a run of an
item matches by accident with a chance below one in ten million million.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exam_engine.errors import AuthoringError
from exam_engine.text import clean_line

RUN = 8
LARGEST_TEXT_BYTES = 50_000_000
MOST_HASHES = 5_000_000
_HEADER = f"exam-engine shingles 1 words={RUN} blake2b-64"
_WORD = re.compile(r"[^\W_]+")
_HASH = re.compile(r"[0-9a-f]{16}")


class Run(NamedTuple):
    """Words of a text that stand in another text too: from ``start`` to ``end``, from 0."""

    start: int
    end: int
    words: int


class Shingles:
    """The hashes of a text's runs of eight words."""

    def __init__(self, hashes: frozenset[bytes]) -> None:
        self._hashes = hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def runs_in(self, text: str) -> Iterator[Run]:
        """Yield the longest stretches of ``text`` that consist of shared runs."""
        places = [(found.start(), found.end()) for found in _WORD.finditer(text)]
        begin = last = -1
        for at, shingle in enumerate(_shingles(text)):
            if shingle not in self._hashes:
                continue
            if begin >= 0 and at > last + 1:
                yield _run(places, begin, last)
                begin = at
            begin = at if begin < 0 else begin
            last = at
        if begin >= 0:
            yield _run(places, begin, last)

    def write(self, path: Path) -> None:
        """Write the hashes, sorted: the order of the text is not kept."""
        lines = sorted(shingle.hex() for shingle in self._hashes)
        path.write_text("\n".join([_HEADER, *lines]) + "\n", encoding="ascii")


def shingles_of_text(path: Path) -> Shingles:
    """Return the shingles of a local text file.

    :raises AuthoringError: if it cannot be read, is too large or has no run of eight words.
    """
    found = frozenset(_shingles(_read(path)))
    if not found:
        raise AuthoringError([f"{path}: holds no {RUN} words in a row, so nothing can be compared"])
    return Shingles(found)


def read_hashes(path: Path) -> Shingles:
    """Return the shingles of a file that :meth:`Shingles.write` made.

    :raises AuthoringError: if it is no such file.
    """
    lines = _read(path).splitlines()
    if not lines or lines[0] != _HEADER:
        raise AuthoringError(
            [f"{path}: is no file of hashes; make one with --against TEXT --write-hashes FILE"]
        )
    if len(lines) - 1 > MOST_HASHES:
        raise AuthoringError([f"{path}: holds more than {MOST_HASHES:,} hashes; divide the texts"])
    for number, line in enumerate(lines[1:], start=2):
        if not _HASH.fullmatch(line):
            raise AuthoringError(
                [f"{path}: line {number}: {clean_line(line)[:40]!r} is not 16 hexadecimal digits"]
            )
    return Shingles(frozenset(bytes.fromhex(line) for line in lines[1:]))


def _run(places: list[tuple[int, int]], first: int, last: int) -> Run:
    return Run(places[first][0], places[last + RUN - 1][1], last - first + RUN)


def _shingles(text: str) -> Iterator[bytes]:
    words = [word.lower() for word in _WORD.findall(text)]
    for at in range(len(words) - RUN + 1):
        run = " ".join(words[at : at + RUN]).encode()
        yield hashlib.blake2b(run, digest_size=8).digest()


def _read(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_TEXT_BYTES + 1)
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    if len(raw) > LARGEST_TEXT_BYTES:
        raise AuthoringError([f"{path}: larger than {LARGEST_TEXT_BYTES // 1_000_000} MB"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AuthoringError([f"{path}: byte {error.start} is not UTF-8; save as UTF-8"]) from None
