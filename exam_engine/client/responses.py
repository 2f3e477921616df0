"""What a candidate's act makes of a response, as positions; no screen and no network.

The engine refuses impossible responses (too many options, a selection twice); nothing here makes
one.
"""

from __future__ import annotations

from exam_engine.text import clean_text
from exam_engine.wire.candidate import LONGEST_ESSAY, QuestionView

Response = tuple[int, ...]


def chosen(view: QuestionView, response: Response, position: int) -> Response | None:
    """Return the response with ``position`` chosen, or no longer; None if that is one too many."""
    if view.choose == 1:
        return (position,)
    if position in response:
        return tuple(other for other in response if other != position)
    if len(response) == view.choose:
        return None
    return tuple(sorted((*response, position)))


def selected(view: QuestionView, response: Response, line: int, position: int) -> Response:
    """Return the response with ``position`` at a line, 0 to clear it.

    Where a selection can be used only once, the line that had it becomes blank.
    """
    slots = list(response or (0,) * len(view.lines))
    if not view.reuse and position:
        slots = [0 if slot == position else slot for slot in slots]
    slots[line - 1] = position
    return tuple(slots) if any(slots) else ()


def line_of(response: Response, position: int) -> int:
    """Return the first line at which a selection stands, 0 for none."""
    return response.index(position) + 1 if position in response else 0


def placed(response: Response, position: int) -> Response:
    """Return the response with an entry in the next place, or taken out if it had one."""
    if position in response:
        return tuple(other for other in response if other != position)
    return (*response, position)


def moved(response: Response, position: int, step: int) -> Response:
    """Return the response with a placed entry one place earlier or later, as far as there is one.

    An entry without a place stays without.
    """
    if position not in response:
        return response
    at = response.index(position)
    to = max(0, min(at + step, len(response) - 1))
    others = [other for other in response if other != position]
    return (*others[:to], position, *others[to:])


def written(text: str) -> str:
    """Return a text as the engine will have it on record: clean, and empty if only blanks."""
    cleaned = clean_text(text)[:LONGEST_ESSAY]
    return cleaned if cleaned.strip() else ""
