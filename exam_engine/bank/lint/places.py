"""Where an item stands in its file: the line that a message points to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_ID = re.compile(r"""^\s*id\s*=\s*["']([a-z0-9-]+)["']""")


def lines_of_items(paths: Iterable[Path]) -> dict[tuple[Path, str], int]:
    """Return by file and item id the line (from 1) of the item's ``id``.

    An item whose id is written in an unusual way is left out; messages then name the file alone.
    """
    places: dict[tuple[Path, str], int] = {}
    for path in dict.fromkeys(paths):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            found = _ID.match(line)
            if found:
                places.setdefault((path, found[1]), number)
    return places
