"""*per-line*: each line that is right earns its marks, whatever the others are.

earned = Σ marks(line) · [line right]
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.marking.rules.lines import line_is_right
from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return each line's marks if it is right, else 0."""
    return tuple(
        Fraction(line.marks if line_is_right(answers, at, response) else 0)
        for at, line in enumerate(answers.lines)
    )
