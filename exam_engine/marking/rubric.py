"""Marks from a rubric: what one examiner gave for each criterion, under the caps that hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from exam_engine.errors import MarkingError
from exam_engine.model.rubric import Rubric


def rubric_score(
    rubric: Rubric, given: Mapping[str, Fraction], caps: Collection[str] = ()
) -> Fraction:
    """Return the marks of one examiner: the sum of all criteria, no more than any cap that holds.

    :param given: marks by criterion id, for every criterion.
    :param caps: ids of the caps that hold.
    :raises MarkingError: if a criterion is missing or unknown, a mark is out of its range, or there
        is no such cap.
    """
    marks = {criterion.id: criterion.marks for criterion in rubric.criteria}
    if given.keys() != marks.keys():
        odd = ", ".join(sorted(given.keys() ^ marks.keys()))
        raise MarkingError(f"each criterion needs one mark; missing or unknown: {odd}")
    for name, mark in given.items():
        if not 0 <= mark <= marks[name]:
            raise MarkingError(f"criterion {name}: {mark} is not between 0 and {marks[name]}")
    ceilings = {cap.id: cap.marks for cap in rubric.caps}
    unknown = sorted(set(caps) - ceilings.keys())
    if unknown:
        raise MarkingError(f"the rubric has no cap {unknown[0]!r}")
    return min([sum(given.values(), Fraction(0)), *(Fraction(ceilings[name]) for name in caps)])
