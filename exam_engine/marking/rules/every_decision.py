"""*every-decision*: each option is a decision, to choose it or not; all count alike.

With n options: earned = marks · (right ones chosen + wrong ones left) / n
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the share of the line's marks."""
    (line,) = answers.lines
    decided_wrong = len(set(response) ^ set(line.answer))
    return (line.marks * Fraction(len(answers.options) - decided_wrong, len(answers.options)),)
