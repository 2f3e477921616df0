"""*partial*: right choices less wrong ones, as a share of the answer key.

With k options in the answer key: earned = marks · max(0, (right - wrong) / k)
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the share of the line's marks."""
    (line,) = answers.lines
    right = len(set(response) & set(line.answer))
    wrong = len(set(response) - set(line.answer))
    return (line.marks * max(Fraction(0), Fraction(right - wrong, len(line.answer))),)
