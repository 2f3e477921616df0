"""Roster files: who is to sit, as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from exam_engine.errors import AuthoringError
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.text import clean_line

LARGEST_ROSTER_BYTES = 20_000_000
_COLUMNS = "number,name or number,name,extra_minutes"
_LONGEST_NUMBER = 40
_LONGEST_NAME = 80
_MOST_EXTRA_MINUTES = 600


class RosterLine(NamedTuple):
    """One line of a roster file."""

    candidate: Candidate
    accommodation: Accommodation


def lines_for(candidates: Sequence[Candidate]) -> list[RosterLine]:
    """Return roster lines without accommodations."""
    return [RosterLine(candidate, Accommodation()) for candidate in candidates]


def read_roster(path: Path) -> list[RosterLine]:
    """Read a roster: CSV with the columns number, name and, if any, extra_minutes.

    :raises AuthoringError: with one line for every problem.
    """
    rows = csv.DictReader(io.StringIO(_text(path), newline=""), strict=True)
    problems: list[str] = []
    lines: dict[str, RosterLine] = {}
    try:
        _require_columns(path, rows.fieldnames or ())
        for row in rows:
            line = _line(row)
            if isinstance(line, RosterLine) and line.candidate.number in lines:
                line = f"number: {line.candidate.number} stands twice"
            if isinstance(line, str):
                problems.append(f"{path}: line {rows.line_num}: {line}")
            else:
                lines[line.candidate.number] = line
    except csv.Error as error:
        problems.append(f"{path}: line {rows.line_num}: is not CSV: {error}")
    if not lines and not problems:
        problems.append(f"{path}: names no candidates")
    if problems:
        raise AuthoringError(problems)
    return list(lines.values())


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_ROSTER_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise AuthoringError([f"{path}: byte {error.start} is not UTF-8; save as UTF-8"]) from None
    if len(raw) > LARGEST_ROSTER_BYTES:
        raise AuthoringError([f"{path}: is larger than {LARGEST_ROSTER_BYTES // 10**6} MB"])
    return text


def _require_columns(path: Path, found: Sequence[str]) -> None:
    columns = set(found)
    if not {"number", "name"} <= columns or columns - {"number", "name", "extra_minutes"}:
        raise AuthoringError(
            [f"{path}: line 1: the columns are {_COLUMNS}, not {','.join(found) or 'nothing'}"]
        )


def _line(row: dict[str, str | None]) -> RosterLine | str:
    """Return a line of the roster, or what is wrong with it."""
    if None in row:
        return "there are more fields than columns"
    number, name = clean_line(row["number"] or ""), clean_line(row["name"] or "")
    if not 1 <= len(number) <= _LONGEST_NUMBER:
        return f"number: 1 to {_LONGEST_NUMBER} characters are needed"
    if not 1 <= len(name) <= _LONGEST_NAME:
        return f"name: 1 to {_LONGEST_NAME} characters are needed"
    minutes = (row.get("extra_minutes") or "0").strip()
    # Only digits of ASCII, and few of them: anything else is a slip, not a long exam.
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) <= 4):
        return f"extra_minutes: a whole number from 0 to {_MOST_EXTRA_MINUTES}, not {minutes!r}"
    if int(minutes) > _MOST_EXTRA_MINUTES:
        return f"extra_minutes: {minutes} is more than the {_MOST_EXTRA_MINUTES} allowed"
    return RosterLine(
        Candidate(number=number, name=name), Accommodation(extra_time_ms=int(minutes) * 60_000)
    )
