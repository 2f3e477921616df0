"""Keys of a match: a letter fills the line under the cursor and goes to the next one."""

from __future__ import annotations

from exam_engine.client import responses
from exam_engine.client.answering.act import Act, Press
from exam_engine.client.attempt import Attempt


def press_in_match(attempt: Attempt, press: Press) -> Act | None:
    """Fill a line, try the next selection at it, or clear it."""
    lines = len(press.question.view.lines)
    following = min(press.cursor + 1, lines)
    if press.position:
        act = _select(attempt, press, press.position)
        return act._replace(cursor=following)
    if press.key == "enter":
        return Act(cursor=following)
    if press.key == "space":
        return _select(attempt, press, _next_selection(press))
    if press.key in ("backspace", "delete"):
        return _select(attempt, press, 0)
    return None


def _select(attempt: Attempt, press: Press, position: int) -> Act:
    """Put a selection at the line, and say so if another line lost it."""
    view, before = press.question.view, press.question.response
    changed = attempt.respond(press.n, responses.selected(view, before, press.cursor, position))
    loser = 0 if view.reuse or not position else responses.line_of(before, position)
    if not changed or loser in (0, press.cursor):
        return Act(changed)
    letter = press.letter_of(position)
    return Act(True, notice=f"{letter} was taken from line {loser}: each can be used once")


def _next_selection(press: Press) -> int:
    """Return the selection after the one at the line; after the last none, which is 0.

    Selections that can be used once and stand at another line are passed over: nothing is taken
    from a line by a key that names no letter.
    """
    view, response = press.question.view, press.question.response
    here = response[press.cursor - 1] if response else 0
    taken = set() if view.reuse else set(response) - {here}
    later = range(here + 1, len(view.options) + 1)
    return next((position for position in later if position not in taken), 0)
