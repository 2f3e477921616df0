"""A candidate's number and one-time code, handed over in a file rather than in an argument."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from exam_engine.client.failures import CannotRun
from exam_engine.text import clean_line

_LARGEST_BYTES = 1_000


class Entry(NamedTuple):
    """What the welcome screen asks for."""

    number: str = ""
    code: str = ""


def take_admission(path: Path) -> Entry:
    """Read the two lines of an admission file, and delete it.

    :raises CannotRun: if the file cannot be read, others can read it, or it is not two lines.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            body = file.read(_LARGEST_BYTES)
    except OSError as error:
        raise CannotRun(f"the admission file {path} cannot be read: {error.strerror}") from None
    if not stat.S_ISREG(mode) or mode & 0o077:
        raise CannotRun(f"others can read the admission file {path}: chmod 600 {path}")
    try:
        path.unlink()
    except OSError as error:
        raise CannotRun(f"the admission file {path} cannot be deleted: {error.strerror}") from None
    lines = [clean_line(line) for line in body.decode("utf-8", "replace").splitlines()]
    if len(lines) != 2 or not all(lines):
        raise CannotRun(f"the admission file {path} must hold two lines: number, one-time code")
    return Entry(*lines)
