"""What a key does to an answer, one kind of question a file. No screen: a key, an act, its effect.

A key that is none of the kind's returns None and may then mean something to the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exam_engine.client.answering.act import Act, Press
from exam_engine.client.answering.choice import press_in_choice
from exam_engine.client.answering.match import press_in_match
from exam_engine.client.answering.order import press_in_order
from exam_engine.client.attempt import Attempt

_BY_KIND: Mapping[str, Callable[[Attempt, Press], Act | None]] = {
    "choice": press_in_choice,
    "match": press_in_match,
    "order": press_in_order,
}


def press_in_answer(attempt: Attempt, press: Press) -> Act | None:
    """Let the kind of the question decide what a key does."""
    kind = _BY_KIND.get(press.question.view.interaction)
    return kind(attempt, press) if kind is not None else None
