"""*exact*: full marks if and only if the options chosen are those of the answer key."""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.item import Line


def marks(line: Line, response: tuple[str, ...]) -> Fraction:
    """Return ``line.marks`` if the response is the answer, as a set; otherwise 0."""
    right = bool(response) and set(response) == set(line.answer)
    return Fraction(line.marks if right else 0)
