"""Writing a person's decision into the author's file: two items are enemies.

The file is the author's: comments, order and layout stay, and a line is added or made longer. In
order:

1. find the item's ``[[items]]`` table, and its ``enemies`` if it has them;
2. make the new text with one more id;
3. read old and new text as TOML: they have to differ in that entry and in nothing else;
4. put the new file in the old one's place, whole;
5. read the bank again: the two have to be enemies of each other.

What cannot be done so is refused, and the file is as it was. The pair is written in the first item:
enemies are written on one side and count on both.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

from exam_engine.errors import AuthoringError
from exam_engine.source.bank import Sourced, read_bank_source

_TABLE = re.compile(r"^[ \t]*\[\[items\]\][ \t]*(?:#.*)?$", re.MULTILINE)
_HEADER = re.compile(r"^[ \t]*\[\[?[ \t]*[A-Za-z_]", re.MULTILINE)
_ENEMIES = re.compile(r"^[ \t]*enemies[ \t]*=[ \t]*\[", re.MULTILINE)
_STRING_OR_END = re.compile(r"""(#[^\n]*)|("[^"\n]*"|'[^'\n]*')|(\])""")


def make_enemies(folder: Path, one: str, other: str) -> Path | None:
    """Write that two items are enemies; return the file, or None if they were enemies already.

    :raises AuthoringError: if there are no such items, or the file cannot be changed safely.
    """
    items = read_bank_source(folder).items
    first, second = _item(items, one), _item(items, other)
    if one == other:
        raise AuthoringError([f"{one}: an item is no enemy of itself; name two items"])
    if second.item.id in first.item.enemies:
        return None
    path = first.path.resolve()
    before = path.read_bytes()
    after = _with_enemy(before, path, one, other)
    _replace(path, after)
    try:
        again = {found.item.id: found.item for found in read_bank_source(folder).items}
        agreed = other in again[one].enemies and one in again[other].enemies
    except AuthoringError:
        agreed = False
    if not agreed:
        _replace(path, before)
        raise _refusal(path, one, other)
    return first.path


def _item(items: Sequence[Sourced], wanted: str) -> Sourced:
    for found in items:
        if found.item.id == wanted:
            return found
    raise AuthoringError(
        [f"the bank has no item {wanted!r}; bank similar lists pairs by their ids"]
    )


def _with_enemy(before: bytes, path: Path, one: str, other: str) -> bytes:
    """Return a file's content with one more enemy, checked (steps 1 to 3)."""
    text = before.decode("utf-8")
    changed = _edited(text, one, other)
    if changed is None or not _differ_in_the_enemy_alone(text, changed, one, other):
        raise _refusal(path, one, other)
    return changed.encode("utf-8")


def _edited(text: str, one: str, other: str) -> str | None:
    """Return the text with ``other`` among the enemies of ``one``, or None if it is not clear."""
    own_id = re.compile(
        rf"""^[ \t]*id[ \t]*=[ \t]*["']{re.escape(one)}["'][ \t]*(?:#.*)?\r?$""", re.M
    )
    starts = [found.end() for found in _TABLE.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        below = _HEADER.search(text, start, end)  # a table of the item, or the next item
        stop = below.start() if below else end
        named = own_id.search(text, start, stop)
        if not named:
            continue
        listed = _ENEMIES.search(text, start, stop)
        if listed:
            return _longer_list(text, listed.end(), stop, other)
        newline = "\r\n" if named.group().endswith("\r") else "\n"
        at = named.end() - named.group().endswith("\r")
        return f'{text[:at]}{newline}enemies = ["{other}"]{text[at:]}'
    return None


def _longer_list(text: str, start: int, stop: int, other: str) -> str | None:
    """Return the text with one more entry after the last of a list that begins at ``start``."""
    at = start
    last = None
    while found := _STRING_OR_END.search(text, at, stop):
        _, string, end = found.groups()  # what stands in a comment is no entry
        if string:
            last = found.end()
        if end:
            place, entry = (last, f', "{other}"') if last else (start, f'"{other}"')
            return text[:place] + entry + text[place:]
        at = found.end()
    return None


def _differ_in_the_enemy_alone(before: str, after: str, one: str, other: str) -> bool:
    try:
        old, new = _parsed(before), _parsed(after)
    except tomllib.TOMLDecodeError:
        return False
    wanted = deepcopy(old)
    tables = [table for table in wanted.get("items", ()) if table.get("id") == one]
    if len(tables) != 1:
        return False
    tables[0]["enemies"] = [*tables[0].get("enemies", ()), other]
    return wanted == new


def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text.replace("\r\n", "\n"))


def _replace(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another, with its permissions: never a half-written one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _refusal(path: Path, one: str, other: str) -> AuthoringError:
    return AuthoringError(
        [
            f"{path}: item {one}: enemies: cannot be changed without touching more than this "
            f'entry; write enemies = ["{other}"] yourself'
        ]
    )
