"""*order-exact*: full marks if and only if every option stands in its place.

earned = marks · [response = answer]
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the line's marks, or 0."""
    (line,) = answers.lines
    return (Fraction(line.marks if response == line.answer else 0),)
