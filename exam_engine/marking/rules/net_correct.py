"""*net-correct*: a line that is wrong costs what a right one earns; a blank line costs nothing.

earned = max(0, Σ marks(line) · ([line right] - [line wrong]))
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.marking.rules.lines import line_is_right, line_is_wrong
from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return each line's marks: full if right, the same taken off if wrong."""
    return tuple(
        Fraction(line.marks)
        * (line_is_right(answers, at, response) - line_is_wrong(answers, at, response))
        for at, line in enumerate(answers.lines)
    )
