"""Reading any foreign file: which format it is, and what became of each item in it."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import msgspec

from exam_engine.errors import FileRefused
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.limits import LARGEST_PACKAGE_BYTES
from exam_engine.exchange.moodle.gift_text import carried
from exam_engine.exchange.moodle.read_aiken import ANSWERED, read_aiken
from exam_engine.exchange.moodle.read_gift import read_gift
from exam_engine.exchange.moodle.read_xml import ROOT, read_quiz
from exam_engine.exchange.moodle.texts import text_of
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.package import ZIP_MAGIC, Package
from exam_engine.exchange.qti.names import name_of, version_of
from exam_engine.exchange.qti.read_item import ITEM, STIMULUS, read_item
from exam_engine.exchange.qti.read_package import read_package
from exam_engine.exchange.xml_file import parse_xml

FORMATS = ("auto", "gift", "gift-strict", "aiken")
"""What a text file may be said to be; XML files and packages say it themselves."""

_ELSEWHERE = {
    "manifest": "is a package's manifest; give the whole package as a .zip file",
    "assessmentTest": "is a test, not an item; give its items or the whole package",
    "assessmentSection": "is a section of a test, not an item",
    "questestinterop": "is QTI 1; export it again as QTI 2.1, 2.2 or 3.0",
}


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a file; ``place`` is its file within a package."""

    place: str
    outcome: Taken | Refused


class FileRead(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file: its items, or why it is refused as a whole."""

    path: Path
    format: str
    found: tuple[Found, ...] = ()
    refused: str = ""


def read_file(path: Path, text_format: str = "auto") -> FileRead:
    """Return what became of a file. What is wrong with its content is part of the answer.

    :param text_format: one of :data:`FORMATS`, for files that are neither XML nor packages.
    """
    try:
        raw = _bytes(path)
    except OSError as error:
        return FileRead(path=path, format="", refused=f"cannot be read: {error.strerror}")
    except FileRefused as error:
        return FileRead(path=path, format="", refused=str(error))
    return read_bytes(raw, path, text_format)


def read_bytes(raw: bytes, path: Path, text_format: str = "auto") -> FileRead:
    """Return what became of a file's bytes."""
    if raw.startswith(ZIP_MAGIC):
        return _package(raw, path)
    if _is_xml(raw) and text_format == "auto":
        return _xml(raw, path)
    return _text(raw, path, text_format)


def _bytes(path: Path) -> bytes:
    # A pipe would wait for ever, a device never end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise FileRefused("is no regular file")
    with path.open("rb") as stream:
        raw = stream.read(LARGEST_PACKAGE_BYTES + 1)
    if len(raw) > LARGEST_PACKAGE_BYTES:
        raise FileRefused(f"larger than {LARGEST_PACKAGE_BYTES // 1_000_000} MB; divide it")
    return raw


def _package(raw: bytes, path: Path) -> FileRead:
    try:
        entries = read_package(Package(raw))
    except FileRefused as error:
        return FileRead(path=path, format="QTI package", refused=str(error))
    versions = sorted({entry.version.value for entry in entries if entry.version})
    return FileRead(
        path=path,
        format=f"package of {', '.join(versions)}" if versions else "QTI package",
        found=tuple(Found(place=entry.name, outcome=entry.outcome) for entry in entries),
    )


def _xml(raw: bytes, path: Path) -> FileRead:
    try:
        root = parse_xml(raw)
        name = name_of(root)
        if name == ROOT:
            return _of(path, "Moodle XML", read_quiz(root))
        if name not in (ITEM, STIMULUS):
            raise FileRefused(_ELSEWHERE.get(name, f"<{shorten(name)[1:-1]}> is no format known"))
        return _of(path, version_of(root).value, [read_item(root)])
    except FileRefused as error:
        return FileRead(path=path, format="XML", refused=str(error))


def _text(raw: bytes, path: Path, text_format: str) -> FileRead:
    try:
        text = text_of(raw)
        kind = _kind(text, path) if text_format == "auto" else text_format
        if kind == "aiken":
            return _of(path, "Aiken", read_aiken(text))
        return _of(path, "GIFT", read_gift(text, strict=kind == "gift-strict"))
    except FileRefused as error:
        return FileRead(path=path, format="text", refused=str(error))


def _of(path: Path, name: str, outcomes: list[Taken | Refused]) -> FileRead:
    found = tuple(Found(place="", outcome=outcome) for outcome in outcomes)
    return FileRead(path=path, format=name, found=found)


def _is_xml(raw: bytes) -> bool:
    """Return whether a file begins as XML does, whatever its encoding."""
    start = raw[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def _kind(text: str, path: Path) -> str:
    signs = carried(text)
    if "{" in signs or "$CATEGORY:" in text or path.suffix.lower() == ".gift":
        return "gift"
    if ANSWERED.search(text):
        return "aiken"
    if re.search(r"^::.*::", text, re.MULTILINE):
        return "gift"
    raise FileRefused("is of no format known here: neither XML nor GIFT nor Aiken")
