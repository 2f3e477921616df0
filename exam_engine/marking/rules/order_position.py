"""*order-position*: a share of the marks for each option that stands in its place.

With n options: earned = marks · (options in their place) / n
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the share of the line's marks; an order that was not finished counts as far as it
    goes.
    """
    (line,) = answers.lines
    right = sum(given == wanted for given, wanted in zip(response, line.answer, strict=False))
    return (line.marks * Fraction(right, len(line.answer)),)
