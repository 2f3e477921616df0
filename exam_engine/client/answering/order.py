"""Keys of an order: a letter gives an entry the next place, or takes it out again."""

from __future__ import annotations

from exam_engine.client import responses
from exam_engine.client.answering.act import Act, Press
from exam_engine.client.attempt import Attempt

_STEPS = {"-": -1, "+": 1, "=": 1, "shift+up": -1, "shift+down": 1}


def press_in_order(attempt: Attempt, press: Press) -> Act | None:
    """Place, take out or move an entry; the cursor stays with it."""
    response = press.question.response
    step = _STEPS.get(press.key) or _STEPS.get(press.letter)
    if press.position:
        changed = attempt.respond(press.n, responses.placed(response, press.position))
        return Act(changed, press.position)
    if press.key in ("space", "enter"):
        return _place_here(attempt, press)
    if step is not None:
        return _move(attempt, press, step)
    if press.key in ("backspace", "delete"):
        if press.cursor not in response:
            return Act(notice="this entry has no place yet")
        return Act(attempt.respond(press.n, responses.placed(response, press.cursor)))
    return None


def _place_here(attempt: Attempt, press: Press) -> Act:
    """Place the entry under the cursor and go on to the next one without a place."""
    before = press.question.response
    changed = attempt.respond(press.n, responses.placed(before, press.cursor))
    if press.cursor in before:
        return Act(changed)
    every = range(1, len(press.question.view.options) + 1)
    waiting = [position for position in every if position not in press.question.response]
    after = [position for position in waiting if position > press.cursor]
    return Act(changed, next(iter(after or waiting), press.cursor))


def _move(attempt: Attempt, press: Press, step: int) -> Act:
    response = press.question.response
    if press.cursor not in response:
        return Act(notice="place the entry first: its letter, or Space")
    changed = attempt.respond(press.n, responses.moved(response, press.cursor, step))
    end = "first" if step < 0 else "last"
    return Act(changed, notice="" if changed else f"it has the {end} place")
