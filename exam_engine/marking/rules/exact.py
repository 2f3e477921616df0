"""*exact*: full marks if and only if the response is the answer key.

Of a choice, the options chosen are those of the answer key, no more and no fewer; of lines, all are
right. earned = marks · [response = answer]
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.marking.rules.lines import line_is_right
from exam_engine.model.item_parts import ItemAnswers


def marks(answers: ItemAnswers, response: tuple[str, ...]) -> tuple[Fraction, ...]:
    """Return each line's marks, or 0 for all."""
    if len(answers.lines) == 1:
        right = set(response) == set(answers.lines[0].answer)
    else:
        right = all(line_is_right(answers, at, response) for at in range(len(answers.lines)))
    return tuple(Fraction(line.marks if right else 0) for line in answers.lines)
