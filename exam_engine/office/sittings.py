"""Scheduling sittings: the paper sealed to the delivery host, the roster, one-time codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.paper import open_paper, paper_of_form, seal_paper
from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import AuthoringError, VaultError
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.form import Form
from exam_engine.model.paper import Paper
from exam_engine.model.sitting import Sitting
from exam_engine.office.home import Home
from exam_engine.store import roster
from exam_engine.store.database import reading, writing
from exam_engine.store.roster import Entry, Place
from exam_engine.text import clean_line
from exam_engine.vault.admission import code_digest, new_code
from exam_engine.vault.identity import Identity

LARGEST_ROSTER_BYTES = 20_000_000
_LONGEST_NAME = 80
_MOST_EXTRA_MINUTES = 600


class RosterLine(NamedTuple):
    """One line of a roster file."""

    candidate: Candidate
    accommodation: Accommodation


class IssuedCode(NamedTuple):
    """A one-time code, to be printed once and handed to its candidate."""

    candidate: Candidate
    code: str


def schedule(
    home: Home,
    sitting: Sitting,
    paper: Paper,
    lines: Iterable[RosterLine],
    editor: Identity,
    delivery: str,
) -> list[IssuedCode]:
    """Seal the paper to the delivery host, put the sitting and its roster on record.

    :param delivery: the name of the delivery host's identity.
    :return: the one-time codes: the engine keeps only their digests.
    """
    host = home.trusted().by_name(delivery)
    if host is None:
        raise VaultError(f"there is no recipient {delivery!r} in {home.identities}")
    path = home.paper(sitting.id)
    seal_paper(paper, path, editor, [host])
    issued = [(line, new_code()) for line in lines]
    with writing(home.engine) as connection:
        roster.add_sitting(connection, sitting, path.name)
        roster.add_entries(
            connection,
            sitting.id,
            (
                Entry(
                    line.candidate,
                    code_digest(sitting.id, line.candidate.number, code),
                    line.accommodation,
                )
                for line, code in issued
            ),
        )
    home.audit(
        editor.name,
        "sitting scheduled",
        sitting.id,
        {"form": sitting.form, "digest": sitting.form_digest, "candidates": str(len(issued))},
    )
    return [IssuedCode(line.candidate, code) for line, code in issued]


def paper_for(form: Form, blueprint: Blueprint, bank: SealedBank) -> Paper:
    """Return the paper of a form; the bank has to be opened by a reader of *paper*."""
    return paper_of_form(form, blueprint, bank)


def reissue(home: Home, sitting: str, candidate: str, actor: str) -> str:
    """Return a new one-time code for a candidate whose terminal is gone."""
    code = new_code()
    attempt = roster.reissue_code(
        home.engine, sitting, candidate, code_digest(sitting, candidate, code)
    )
    home.audit(actor, "code reissued", f"attempt {attempt}", {"sitting": sitting})
    return code


def open_papers(home: Home, host: Identity) -> dict[str, Paper]:
    """Return the papers of all sittings, by form id, as the delivery host opens them."""
    trusted = home.trusted()
    papers = {}
    for sitting, file_name in roster.sittings(home.engine):
        paper = open_paper(home.path / "papers" / file_name, host, trusted)
        if (paper.head.form, paper.head.form_digest) != (sitting.form, sitting.form_digest):
            raise VaultError(f"{file_name}: is not the paper of sitting {sitting.id}")
        papers[paper.head.form] = paper
    return papers


def roster_of(home: Home, sitting: str) -> list[Place]:
    """Return the roster of a sitting, by candidate number."""
    roster.sitting_and_paper(home.engine, sitting)  # says so if there is none
    with reading(home.engine) as connection:
        return roster.places_of_sitting(connection, sitting)


def read_roster(path: Path) -> list[RosterLine]:
    """Read a roster: CSV with the columns number, name and, if any, extra_minutes.

    :raises AuthoringError: with one line for every problem.
    """
    try:
        raw = path.read_bytes()[: LARGEST_ROSTER_BYTES + 1]
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        raise AuthoringError([f"{path}: byte {error.start} is not UTF-8; save as UTF-8"]) from None
    if len(raw) > LARGEST_ROSTER_BYTES:
        raise AuthoringError([f"{path}: is larger than {LARGEST_ROSTER_BYTES // 10**6} MB"])
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    columns = set(rows.fieldnames or ())
    if not {"number", "name"} <= columns or columns - {"number", "name", "extra_minutes"}:
        raise AuthoringError(
            [
                f"{path}: line 1: the columns are number,name or number,name,extra_minutes, "
                f"not {','.join(rows.fieldnames or ['nothing'])}"
            ]
        )
    return _lines(path, rows)


def _lines(path: Path, rows: csv.DictReader[str]) -> list[RosterLine]:
    problems: list[str] = []
    lines: list[RosterLine] = []
    seen: set[str] = set()
    try:
        for row in rows:
            line = _line(row)
            if isinstance(line, str):
                problems.append(f"{path}: line {rows.line_num}: {line}")
            elif line.candidate.number in seen:
                problems.append(
                    f"{path}: line {rows.line_num}: number: {line.candidate.number} stands twice"
                )
            else:
                seen.add(line.candidate.number)
                lines.append(line)
    except csv.Error as error:
        problems.append(f"{path}: line {rows.line_num}: is not CSV: {error}")
    if not lines and not problems:
        problems.append(f"{path}: names no candidates")
    if problems:
        raise AuthoringError(problems)
    return lines


def _line(row: dict[str, str | None]) -> RosterLine | str:
    number, name = clean_line(row["number"] or ""), clean_line(row["name"] or "")
    if not 1 <= len(number) <= 40:
        return "number: 1 to 40 characters are needed"
    if not 1 <= len(name) <= _LONGEST_NAME:
        return f"name: 1 to {_LONGEST_NAME} characters are needed"
    minutes = (row.get("extra_minutes") or "0").strip()
    if not minutes.isdecimal() or int(minutes) > _MOST_EXTRA_MINUTES:
        return f"extra_minutes: a whole number from 0 to {_MOST_EXTRA_MINUTES}, not {minutes!r}"
    if None in row:
        return "there are more fields than columns"
    return RosterLine(
        Candidate(number=number, name=name), Accommodation(extra_time_ms=int(minutes) * 60_000)
    )


def lines_for(candidates: Sequence[Candidate]) -> list[RosterLine]:
    """Return roster lines without accommodations."""
    return [RosterLine(candidate, Accommodation()) for candidate in candidates]
