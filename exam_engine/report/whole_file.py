"""Files that are whole or not there: Ctrl-C never leaves half of one."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write ``text`` (UTF-8, line ends as they are) under a temporary name, then rename it.

    :raises OSError: if the folder cannot be written to; an earlier file then stays as it was.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
