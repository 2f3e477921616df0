"""*negative*: a line that is wrong costs the stated penalty; a blank line costs nothing.

earned = max(0, Σ (marks(line) · [line right] - penalty · [line wrong]))
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.marking.rules.lines import line_is_right, line_is_wrong
from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return each line's marks: full if right, the penalty taken off if wrong."""
    penalty = Fraction(answers.penalty)
    return tuple(
        line.marks * line_is_right(answers, at, response)
        - penalty * line_is_wrong(answers, at, response)
        for at, line in enumerate(answers.lines)
    )
