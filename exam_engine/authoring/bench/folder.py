"""A bank folder as it was read last, and whether it changed since.

A folder that no longer reads keeps what was read before, beside the problems.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.lint.places import lines_of_items
from exam_engine.errors import AuthoringError
from exam_engine.model.item import Item
from exam_engine.source.bank import BankSource, read_bank_source

Stamps = Mapping[Path, tuple[int, int]]
"""By file its time of change in nanoseconds and its size in bytes."""


class Place(NamedTuple):
    """Where an item stands: its file, the line of its id, when it was changed last."""

    path: Path
    line: int
    changed_ms: int


class Reading(NamedTuple):
    """What reading a folder once gave: a bank, or problems."""

    stamps: Stamps
    source: BankSource | None
    places: Mapping[str, Place]
    problems: tuple[str, ...]


# How the reader of TOML says where a file ceases to be TOML.
_AT_LINE = re.compile(r"\(at line ([0-9]{1,7}), column [0-9]+\)$")
NOTHING = Reading({}, None, {}, ())


def stamps_of(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return the stamps of all files that make the bank and its translations."""
    files = [folder / "bank.toml", folder / "topics.toml"]
    for kind in ("items", "scenarios"):
        files += (folder / kind).glob("*.toml")
    files += (folder / "translations").glob("*/*.toml")
    found = {}
    for file in sorted(files):
        try:
            known = file.stat()
        except OSError:  # an editor is replacing it just now
            continue
        found[file] = (known.st_mtime_ns, known.st_size)
    return found


def read_folder(folder: Path, before: Reading = NOTHING) -> Reading:
    """Read a folder; with problems in it, what ``before`` held stays.

    The time of an item's change is its file's; but an item that stands as it stood ``before``
    keeps its time, so that saving one item does not make its neighbours look new.
    """
    stamps = stamps_of(folder)
    try:
        source = read_bank_source(folder)
    except AuthoringError as error:
        return Reading(stamps, before.source, before.places, error.problems)
    except OSError as error:
        problem = f"{error.filename or folder}: {error.strerror}"
        return Reading(stamps, before.source, before.places, (problem,))
    return Reading(stamps, source, _places(source, stamps, before), ())


def file_of_problem(problem: str) -> Path | None:
    """Return the file that a problem names first."""
    path = Path(problem.partition(": ")[0])
    return path if path.is_file() else None


def line_of_problem(problem: str, path: Path) -> int:
    """Return the line that a problem names, or that of the item that it names, or 1."""
    told = _AT_LINE.search(problem)
    if told:
        return int(told[1])
    _, found, rest = problem.partition(": item ")
    name = rest.partition(":")[0]
    return lines_of_items([path]).get((path, name), 1) if found else 1


def _places(source: BankSource, stamps: Stamps, before: Reading) -> dict[str, Place]:
    lines = lines_of_items(path for path, _ in source.items)
    known: dict[str, Item] = {}
    if before.source is not None:
        known = {item.id: item for _, item in before.source.items}
    places = {}
    for path, item in source.items:
        changed_ms = stamps.get(path, (0, 0))[0] // 1_000_000
        if known.get(item.id) == item:
            changed_ms = before.places[item.id].changed_ms
        places[item.id] = Place(path, lines.get((path, item.id), 1), changed_ms)
    return places
