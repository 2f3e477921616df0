"""Keys of an editor. What prints is written; all other keys of the exam rest meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exam_engine.client.answering.act import Act
from exam_engine.client.manuscript import Manuscript
from exam_engine.wire.candidate import LONGEST_ESSAY

_CHANGES: Mapping[str, Callable[[Manuscript], bool]] = {
    "backspace": Manuscript.delete_left,
    "delete": Manuscript.delete_right,
    "ctrl+w": lambda script: script.delete_left(word=True),
    "ctrl+delete": lambda script: script.delete_right(word=True),
    "ctrl+x": Manuscript.cut,
    "ctrl+z": Manuscript.undo,
    "ctrl+y": Manuscript.redo,
    "ctrl+b": Manuscript.go_back,
}
_NOTHING = {
    "ctrl+x": "nothing is selected: F9 or Shift and the arrows select",
    "ctrl+z": "there is nothing to undo",
    "ctrl+y": "there is nothing to redo",
    "ctrl+b": "there is no earlier version",
}
_FULL = f"the text is full: {LONGEST_ESSAY:,} characters at most"


def press_in_text(
    script: Manuscript, key: str, character: str | None, page: int, *, marking: bool
) -> Act | None:
    """Write, delete or move; None if the key means nothing here.

    :param page: how many rows a page is.
    :param marking: every move selects, as with Shift.
    """
    if key in _CHANGES:
        changed = _CHANGES[key](script)
        return Act(changed, notice="" if changed else _NOTHING.get(key, ""))
    if key == "ctrl+c":
        done = script.copy()
        return Act(notice="copied, for use in this exam" if done else _NOTHING["ctrl+x"])
    if key == "ctrl+v":
        return _paste(script)
    if key == "ctrl+a":
        script.select_all()
        return Act()
    text = "\n" if key in ("enter", "ctrl+j") else character
    if text:
        changed = script.insert(text)
        return Act(changed, notice="" if changed or len(script.text) < LONGEST_ESSAY else _FULL)
    return _move(script, key, page, marking=marking)


def _paste(script: Manuscript) -> Act:
    if not script.clipboard.text:
        return Act(notice="nothing was cut or copied in this exam yet")
    changed = script.paste()
    return Act(changed, notice="" if changed else _FULL)


def _move(script: Manuscript, key: str, page: int, *, marking: bool) -> Act | None:
    """Move the cursor, and select with Shift or while a selection is being marked."""
    parts = key.split("+")
    select, word = "shift" in parts or marking, "ctrl" in parts
    match parts[-1]:
        case "left" | "right" as side:
            script.move(-1 if side == "left" else 1, word=word, select=select)
        case "up" | "down" as side:
            script.move_rows(-1 if side == "up" else 1, select=select)
        case "pageup" | "pagedown" as side:
            script.move_rows(-page if side == "pageup" else page, select=select)
        case "home" | "end" as side:
            script.move_to_edge(-1 if side == "home" else 1, whole=word, select=select)
        case _:
            return None
    return Act()
