"""Roster files: who is to sit, as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from exam_engine.errors import AuthoringError
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.source.csv_file import Columns, read_csv
from exam_engine.source.people import Register, candidate_name

_ROSTER = Columns(("number",), ("name", "extra_minutes"))
_PEOPLE = Columns(("number", "name"))
_MOST_EXTRA_MINUTES = 600
T = TypeVar("T")


class RosterLine(NamedTuple):
    """One line of a roster. The name is empty where the engine's record has it."""

    candidate: Candidate
    accommodation: Accommodation


def lines_for(candidates: Sequence[Candidate]) -> list[RosterLine]:
    """Return roster lines without accommodations."""
    return [RosterLine(candidate, Accommodation()) for candidate in candidates]


def read_roster(path: Path) -> list[RosterLine]:
    """Read a roster: CSV with the column number and, if any, name and extra_minutes.

    :raises AuthoringError: with one line for every problem.
    """
    register = Register()

    def line(row: dict[str, str]) -> RosterLine:
        if "name" in row:
            candidate_name(row["name"])  # says so if it is empty
        candidate = register.add(row["number"], row.get("name", ""))
        return RosterLine(candidate, Accommodation(extra_time_ms=_extra_ms(row)))

    return _some(path, read_csv(path, _ROSTER, line))


def read_people(path: Path) -> list[Candidate]:
    """Read candidates: CSV with the columns number and name.

    :raises AuthoringError: with one line for every problem.
    """
    register = Register()

    def person(row: dict[str, str]) -> Candidate:
        return register.add(row["number"], candidate_name(row["name"]))

    return _some(path, read_csv(path, _PEOPLE, person))


def _some(path: Path, found: list[T]) -> list[T]:
    if not found:
        raise AuthoringError([f"{path}: names no candidates"])
    return found


def _extra_ms(row: dict[str, str]) -> int:
    minutes = (row.get("extra_minutes") or "0").strip()
    # Only digits of ASCII, and few of them: anything else is a slip, not a long exam.
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) <= 4):
        shown = repr(minutes if len(minutes) <= 20 else minutes[:17] + "...")
        raise ValueError(
            f"extra_minutes: a whole number from 0 to {_MOST_EXTRA_MINUTES}, not {shown}"
        )
    if int(minutes) > _MOST_EXTRA_MINUTES:
        raise ValueError(f"extra_minutes: {minutes} is more than the {_MOST_EXTRA_MINUTES} allowed")
    return int(minutes) * 60_000
