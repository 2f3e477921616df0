"""*coverage*: the share of the answer key that was found; wrong choices cost nothing.

No more options can be chosen than the answer key has, so that choosing everything is no way.
With k options in the answer key: earned = marks · right / k
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the share of the line's marks."""
    (line,) = answers.lines
    return (line.marks * Fraction(len(set(response) & set(line.answer)), len(line.answer)),)
