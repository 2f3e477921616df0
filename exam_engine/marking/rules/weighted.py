"""*weighted*: each option earns its own marks, such as 5, 3, 1 or 0.

earned = weight(option chosen)
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the weight of the option chosen."""
    (line,) = answers.lines
    return (Fraction(sum(line.weights.get(option, 0) for option in response)),)
