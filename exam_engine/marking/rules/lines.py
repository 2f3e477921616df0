"""What the rules for lines share."""

from __future__ import annotations

from exam_engine.model.item_parts import ItemAnswers


def line_is_right(answers: ItemAnswers, at: int, response: tuple[str, ...]) -> bool:
    """Return whether line ``at`` (from 0) was filled in right."""
    return response[at] in answers.lines[at].answer


def line_is_wrong(answers: ItemAnswers, at: int, response: tuple[str, ...]) -> bool:
    """Return whether line ``at`` was filled in, and not right; a blank line is neither."""
    return bool(response[at]) and not line_is_right(answers, at, response)
