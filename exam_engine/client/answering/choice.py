"""Keys of a choice: letters choose, and where several are to be chosen they toggle."""

from __future__ import annotations

from exam_engine.client.answering.act import Act, Press
from exam_engine.client.attempt import Attempt
from exam_engine.wire.instructions import number_word


def press_in_choice(attempt: Attempt, press: Press) -> Act | None:
    """Choose, take back or strike out."""
    if press.position:
        return _choose(attempt, press, press.position)
    if press.key in ("space", "enter"):
        return _choose(attempt, press, press.cursor)
    if press.key in ("backspace", "delete"):
        return Act(attempt.take_back(press.n))
    if press.letter == "X":
        return _strike(attempt, press)
    return None


def _choose(attempt: Attempt, press: Press, position: int) -> Act:
    question = press.question
    changed = attempt.choose(press.n, position)
    one_more = len(question.response) == question.view.choose
    if changed or position in question.response or attempt.closed or not one_more:
        return Act(changed, position)
    word = number_word(question.view.choose)
    chosen = " ".join(map(press.letter_of, question.response))
    return Act(False, position, f"choose {word}, no more: take one of {chosen} back first")


def _strike(attempt: Attempt, press: Press) -> Act:
    changed = attempt.strike(press.n, press.cursor)
    if changed or attempt.closed:
        return Act(changed)
    return Act(notice=f"{press.letter_of(press.cursor)} is your answer: take it back first")
