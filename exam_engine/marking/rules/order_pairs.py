"""*order-pairs*: a share of the marks for each pair of neighbours that stands in the right order.

The pairs are those of neighbours in the right order; a pair is right if both were placed and the
first stands before the second. With n options: earned = marks · (right pairs) / (n - 1)
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return the share of the line's marks."""
    (line,) = answers.lines
    place = {option: at for at, option in enumerate(response)}
    right = sum(
        one in place and other in place and place[one] < place[other]
        for one, other in pairwise(line.answer)
    )
    return (line.marks * Fraction(right, len(line.answer) - 1),)
