"""The difference between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_LARGEST = 20_000


class Piece(NamedTuple):
    """A stretch of text: ``kind`` is "same", "removed" or "added"."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces that make ``before`` (same, removed) and ``after`` (same, added).

    Texts too long to be compared word by word are given as removed and added whole.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _LARGEST:
        return [Piece("removed", before), Piece("added", after)]
    return list(_pieces(old, new))


def marked(before: str, after: str) -> str:
    """Return both texts as one line: ``[-removed-]`` and ``{+added+}``."""
    marks = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    shown = (
        (marks[piece.kind][0], piece.text, marks[piece.kind][1])
        for piece in word_diff(before, after)
    )
    return " ".join("".join(part for piece in shown for part in piece).split())


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        removed, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if what == "equal":
            yield Piece("same", removed)
            continue
        if removed:
            yield Piece("removed", removed)
        if added:
            yield Piece("added", added)
