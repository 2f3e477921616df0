"""Reading what rules may be given besides the bank: a form, and the record of reviews."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from exam_engine.bank.lint.context import ReviewRecord
from exam_engine.errors import AuthoringError
from exam_engine.model.form import Form
from exam_engine.text import clean_line

LARGEST_FILE_BYTES = 20_000_000

T = TypeVar("T")


class _Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewers: tuple[str, ...]
    last: date


def read_form(path: Path) -> Form:
    """Return the form of a file that ``form build`` wrote. It carries no signature.

    :raises AuthoringError: if it is no such file.
    """
    return _decode(path, Form, "a form as written by: exam-engine form build")


def read_reviews(path: Path) -> dict[str, ReviewRecord]:
    """Return the reviews of a JSON file: ``{"ITEM": {"reviewers": [...], "last": "2026-01-31"}}``.

    :raises AuthoringError: if it is no such file.
    """
    shape = '{"ITEM": {"reviewers": ["NAME"], "last": "2026-01-31"}}'
    found = _decode(path, dict[str, _Review], shape)
    return {item: ReviewRecord(record.reviewers, record.last) for item, record in found.items()}


def _decode(path: Path, kind: type[T], wanted: str) -> T:
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    if len(raw) > LARGEST_FILE_BYTES:
        raise AuthoringError([f"{path}: larger than {LARGEST_FILE_BYTES // 1_000_000} MB"])
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise AuthoringError([f"{path}: {clean_line(str(error))}; wanted: {wanted}"]) from None
