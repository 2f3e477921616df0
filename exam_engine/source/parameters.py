"""Files of item parameters: CSV with the columns item, version, a, b, c, p, n, angoff.

Columns may stand in any order and those that are not known may be left out, as may single fields.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from exam_engine.errors import AuthoringError
from exam_engine.model.parameters import ItemParameters, ParameterTable
from exam_engine.source.item_schema import ID_PATTERN

LARGEST_FILE_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_PROBLEMS = 20
_ID = re.compile(ID_PATTERN)
_DECIMAL = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,18})?")
_WHOLE = re.compile(r"[0-9]{1,9}")


class _Figure(NamedTuple):
    """The range of a decimal column, both ends included, and how to say it."""

    low: Decimal
    high: Decimal
    allowed: str


_FIGURES = {
    "a": _Figure(Decimal("0.01"), Decimal(10), "a decimal from 0.01 to 10"),
    "b": _Figure(Decimal(-10), Decimal(10), "a decimal from -10 to 10"),
    "c": _Figure(Decimal(0), Decimal("0.9"), "a decimal from 0 to 0.9"),
    "p": _Figure(Decimal(0), Decimal(1), "a decimal from 0 to 1"),
    "angoff": _Figure(Decimal(0), Decimal(1), "a decimal from 0 to 1"),
}
_COLUMNS = ("item", "version", *_FIGURES, "n")


def read_parameters(path: Path) -> ParameterTable:
    """Read a file of item parameters.

    :raises AuthoringError: naming file, line, column and what is allowed there.
    """
    rows = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    problems: list[str] = []
    found: dict[tuple[str, int], ItemParameters] = {}
    try:
        columns = _heading(path, next(rows, []))
        for row in rows:
            if not any(row):
                continue
            where = f"{path}: line {rows.line_num}"
            entry = _entry(row, columns, where, problems)
            if entry is not None:
                if (entry.item, entry.version) in found:
                    problems.append(f"{where}: item: {entry.item} {entry.version} stands twice")
                found[entry.item, entry.version] = entry
            if len(found) > MOST_ROWS:
                problems.append(f"{where}: more than {MOST_ROWS} rows")
            if len(problems) >= MOST_PROBLEMS:
                break
    except csv.Error as error:
        problems.append(f"{path}: line {rows.line_num}: is not CSV: {error}")
    if problems:
        raise AuthoringError(problems[:MOST_PROBLEMS])
    return ParameterTable(items=tuple(found[name] for name in sorted(found)))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    if len(raw) > LARGEST_FILE_BYTES:
        limit_mb = LARGEST_FILE_BYTES // 1_000_000
        raise AuthoringError([f"{path}: larger than {limit_mb} MB; keep the items of one bank"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AuthoringError([f"{path}: byte {error.start} is not UTF-8; save as UTF-8"]) from None


def _heading(path: Path, names: Sequence[str]) -> list[str]:
    names = [name.strip() for name in names]
    unknown = [name for name in names if name not in _COLUMNS]
    missing = [name for name in ("item", "version") if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if unknown or missing or twice:
        wrong = [
            *(f"unknown column {name[:40]!r}" for name in unknown),
            *(f"no column {name!r}" for name in missing),
            *(f"column {name!r} stands twice" for name in twice),
        ]
        raise AuthoringError(
            [f"{path}: line 1: {', '.join(wrong)}; allowed: {', '.join(_COLUMNS)}"]
        )
    return names


def _entry(
    row: Sequence[str], columns: Sequence[str], where: str, problems: list[str]
) -> ItemParameters | None:
    if len(row) != len(columns):
        problems.append(f"{where}: {len(row)} fields, but the heading has {len(columns)}")
        return None
    fields = {name: value.strip() for name, value in zip(columns, row, strict=True)}
    wrong = list(_wrong(fields))
    problems += [f"{where}: {each}" for each in wrong]
    if wrong:
        return None
    return ItemParameters(
        item=fields["item"],
        version=int(fields["version"]),
        n=int(fields.get("n") or 0),
        **{name: fields.get(name, "") for name in _FIGURES},
    )


def _wrong(fields: dict[str, str]) -> Iterator[str]:
    if len(fields["item"]) > 60 or not _ID.match(fields["item"]):
        yield f"item: {fields['item'][:60]!r} is not an item's id"
    if not _WHOLE.fullmatch(fields["version"]) or not 1 <= int(fields["version"]) <= 9999:
        yield f"version: {fields['version'][:20]!r} is not right; allowed: a whole number from 1"
    if fields.get("n") and not _WHOLE.fullmatch(fields["n"]):
        yield f"n: {fields['n'][:20]!r} is not right; allowed: a whole number of candidates"
    for name, figure in _FIGURES.items():
        value = fields.get(name, "")
        if value and not (
            _DECIMAL.fullmatch(value) and figure.low <= Decimal(value) <= figure.high
        ):
            yield f"{name}: {value[:20]!r} is not right; allowed: {figure.allowed}"
    if not fields.get("b") and (fields.get("a") or fields.get("c")):
        yield "b: missing; a and c say nothing without it"
