"""CSV files from outside: columns by name, limits on everything, mistakes named by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from exam_engine.errors import AuthoringError
from exam_engine.text import visible_line

LARGEST_FILE_BYTES = 10_000_000
MOST_LINES = 50_000
MOST_PROBLEMS = 20
"""After so many mistakes the file is not read any further: they are most likely all alike."""
LONGEST_FIELD = 1_000
_BOM = "utf-8-sig"
T = TypeVar("T")


class Columns(NamedTuple):
    """The columns that a file has to have, and those that it may have."""

    needed: tuple[str, ...]
    allowed: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the columns as a message names them: ``number,name[,extra_minutes]``."""
        return ",".join(self.needed) + "".join(f"[,{name}]" for name in self.allowed)


def read_csv(path: Path, columns: Columns, row_of: Callable[[dict[str, str]], T]) -> list[T]:
    """Return what ``row_of`` makes of each line: a dictionary by column, absent columns empty.

    Empty lines are passed over. Separators are commas.

    :param row_of: raises ValueError with what is wrong with a line.
    :raises AuthoringError: with one line for each problem, MOST_PROBLEMS of them at most.
    """
    problems: list[str] = []
    found: list[T] = []
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = _header(path, next(rows, []), columns)
        for cells in rows:
            if not any(cells):
                continue
            try:
                found.append(row_of(_by_column(header, cells)))
            except ValueError as error:
                problems.append(f"{path}: line {rows.line_num}: {error}")
                if len(problems) == MOST_PROBLEMS:
                    problems.append(f"{path}: not read any further; mend these first")
                    break
    except csv.Error as error:
        problems.append(f"{path}: line {rows.line_num}: is not CSV: {error}")
    if problems:
        raise AuthoringError(problems)
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise AuthoringError([f"{path}: is larger than {LARGEST_FILE_BYTES // 10**6} MB"])
    try:
        text = raw.decode(_BOM)
    except UnicodeDecodeError as error:
        raise AuthoringError([f"{path}: byte {error.start} is not UTF-8; save as UTF-8"]) from None
    if text.count("\n") > MOST_LINES:
        raise AuthoringError([f"{path}: has more than {MOST_LINES} lines; divide it"])
    return text


def _header(path: Path, cells: Sequence[str], columns: Columns) -> list[str]:
    most = len(columns.needed) + len(columns.allowed)
    names = [visible_line(cell[:100]) for cell in cells[: most + 1]]
    told = _short(",".join(names)) or "nothing"
    twice = next((name for at, name in enumerate(names) if name in names[:at]), "")
    if not (twice or len(cells) > most or set(columns.needed) - set(names)) and set(names) <= {
        *columns.needed,
        *columns.allowed,
    }:
        return names
    hint = f"; {_short(twice)} stands twice" if twice else ""
    if ";" in told:
        hint = "; save it with commas between the columns"
    raise AuthoringError([f"{path}: line 1: the columns are {columns.words}, not {told}{hint}"])


def _by_column(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) > len(header):
        raise ValueError("there are more fields than columns")
    if len(cells) < len(header):
        raise ValueError(f"{header[len(cells)]}: is missing; write as many fields as columns")
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > LONGEST_FIELD:
            raise ValueError(f"{name}: longer than {LONGEST_FIELD} characters")
    return dict(zip(header, cells, strict=True))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
