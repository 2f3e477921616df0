"""Opening a file at a line in the author's own editor."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from exam_engine.errors import AuthoringError

_FALLBACKS = ("sensible-editor", "vi", "nano")
_PLUS_LINE = frozenset({"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "kak", "micro", "joe",
                        "ed", "mg", "jed", "ne", "sensible-editor"})  # fmt: skip
_COLON_LINE = frozenset({"hx", "helix", "subl", "zed"})
_CODE = frozenset({"code", "codium", "code-insiders"})


def editor_command(environment: Mapping[str, str], path: Path, line: int) -> list[str]:
    """Return the command that opens ``path`` at ``line``: of VISUAL, EDITOR, or one that is there.

    An editor that is not known here opens the file without the line.

    :raises AuthoringError: if there is no editor.
    """
    wanted = environment.get("VISUAL") or environment.get("EDITOR")
    if not wanted:
        wanted = next(filter(shutil.which, _FALLBACKS), "")
    try:
        words = shlex.split(wanted)
    except ValueError:
        raise AuthoringError([f"EDITOR: {wanted!r} is no command; quotes do not match"]) from None
    if not words:
        raise AuthoringError(["there is no editor; name one in EDITOR, such as EDITOR=nano"])
    name = Path(words[0]).name
    if name in _PLUS_LINE:
        return [*words, f"+{line}", str(path)]
    if name in _COLON_LINE:
        return [*words, f"{path}:{line}"]
    if name in _CODE:
        return [*words, "--wait", "--goto", f"{path}:{line}"]
    return [*words, str(path)]


def run_editor(command: list[str]) -> str:
    """Run an editor until it ends; return what went wrong, or an empty text."""
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as error:
        return f"{command[0]}: {error.strerror}; name another editor in EDITOR"
    return f"{command[0]} ended with code {code}" if code else ""
