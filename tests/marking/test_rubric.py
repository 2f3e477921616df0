"""Marks from a rubric, by the essay that ships as an example (cm-rv-001: 5 + 6 + 6 + 3 marks)."""

from fractions import Fraction

import pytest

from exam_engine.errors import MarkingError
from exam_engine.marking.rubric import rubric_score
from exam_engine.model.rubric import Band, Cap, Criterion, Rubric


def criterion(name, marks):
    bands = (Band(least=0, most=0, text="none"), Band(least=1, most=marks, text="some"))
    return Criterion(id=name, name=name, task="", marks=marks, bands=bands)


RUBRIC = Rubric(
    criteria=(
        criterion("inputs", 5),
        criterion("judgement", 6),
        criterion("decisions", 6),
        criterion("follow-up", 3),
    ),
    caps=(Cap(id="no-facts", when="no fact of the scenario is used", marks=8),),
    indicative="",
)
GIVEN = {"inputs": 4, "judgement": 5, "decisions": Fraction(7, 2), "follow-up": 2}


def test_the_sum_of_the_criteria_counts():
    assert RUBRIC.marks == 20
    assert rubric_score(RUBRIC, GIVEN) == Fraction(29, 2)


def test_a_cap_is_a_ceiling_and_no_gift():
    assert rubric_score(RUBRIC, GIVEN, ["no-facts"]) == 8
    low = dict.fromkeys(GIVEN, Fraction(1))
    assert rubric_score(RUBRIC, low, ["no-facts"]) == 4


@pytest.mark.parametrize(
    ("given", "caps", "said"),
    [
        ({**GIVEN, "inputs": 6}, [], "criterion inputs: 6 is not between 0 and 5"),
        ({**GIVEN, "inputs": -1}, [], "criterion inputs: -1 is not between 0 and 5"),
        ({"inputs": 1}, [], "missing or unknown: decisions, follow-up, judgement"),
        ({**GIVEN, "style": 1}, [], "missing or unknown: style"),
        (GIVEN, ["late"], "the rubric has no cap 'late'"),
    ],
)
def test_marks_outside_the_rubric_are_refused(given, caps, said):
    with pytest.raises(MarkingError, match=said):
        rubric_score(RUBRIC, given, caps)
