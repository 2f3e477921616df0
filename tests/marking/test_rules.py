"""Scoring rules: worked examples by hand, and what holds for all of them.

The examples follow the formulas in the item model (invariants 2 to 4) and were worked out on paper.
"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.errors import MarkingError
from exam_engine.marking.rules import RUBRIC, RULES, score
from exam_engine.model.item import Line
from exam_engine.model.item_type import RULES_FOR, ItemType
from marking.made import (
    HALF,
    THIRD,
    answers_of,
    marked_by_rule,
    responses_to,
    right_response,
)


def two_of_five(rule, marks=2):
    line = Line(n=1, answer=("b", "d"), marks=marks)
    return answers_of(ItemType.MULTIPLE, [line], rule=rule, choose=2)


def statements(rule, penalty="0"):
    lines = [Line(n=n, answer=(truth,), marks=1) for n, truth in enumerate("TFTF", start=1)]
    return answers_of(ItemType.TRUE_FALSE, lines, rule=rule, options=("T", "F"), penalty=penalty)


def order_of_four(rule, marks=3):
    line = Line(n=1, answer=("b", "c", "d", "a"), marks=marks)
    return answers_of(ItemType.ORDER, [line], rule=rule, options="abcd")


@pytest.mark.parametrize(
    ("answers", "response", "earned"),
    [
        (two_of_five("exact"), "db", 2),
        (two_of_five("exact"), "b", 0),
        (two_of_five("exact"), "bc", 0),
        (two_of_five("partial"), "bd", 2),
        (two_of_five("partial"), "b", 1),
        (two_of_five("partial"), "bc", 0),
        (two_of_five("partial"), "ac", 0),
        (two_of_five("partial", marks=1), "b", HALF),
        (two_of_five("coverage"), "bc", 1),
        (two_of_five("coverage"), "ac", 0),
        (two_of_five("coverage", marks=1), "bd", 1),
        (two_of_five("every-decision"), "bd", 2),
        (two_of_five("every-decision"), "bc", Fraction(6, 5)),
        (two_of_five("every-decision"), "b", Fraction(8, 5)),
        (two_of_five("every-decision"), "ac", Fraction(2, 5)),
        (statements("per-line"), "TFTF", 4),
        (statements("per-line"), "TTTT", 2),
        (statements("per-line"), ["T", "", "F", ""], 1),
        (statements("exact"), "TFTF", 4),
        (statements("exact"), "TFTT", 0),
        (statements("net-correct"), "TFTT", 2),
        (statements("net-correct"), "TTTT", 0),
        (statements("net-correct"), "FTFT", 0),
        (statements("net-correct"), ["T", "F", "", ""], 2),
        (statements("negative", "1/3"), "TFTT", 3 - THIRD),
        (statements("negative", "1/3"), "FTFT", 0),
        (statements("negative", "1"), ["T", "F", "", "T"], 1),
        (order_of_four("order-exact"), "bcda", 3),
        (order_of_four("order-exact"), "bcad", 0),
        (order_of_four("order-position"), "bcad", Fraction(3, 2)),
        (order_of_four("order-position"), "bc", Fraction(3, 2)),
        (order_of_four("order-position"), "abcd", 0),
        (order_of_four("order-pairs"), "abcd", 2),  # b-c and c-d, not d-a
        (order_of_four("order-pairs"), "adcb", 0),
        (order_of_four("order-pairs"), "cb", 0),
        (order_of_four("order-pairs"), "bd", 0),  # no pair of neighbours is there whole
    ],
)
def test_a_worked_example(answers, response, earned):
    assert score(answers, tuple(response)).earned == earned


def test_a_gradient_gives_the_marks_of_the_option_chosen():
    """Options worth 5, 3, 1 and 0, as in the gradient items of other schemes."""
    weights = {"a": 3, "b": 0, "c": 5, "d": 1}
    line = Line(n=1, answer=("c",), marks=5, weights=weights)
    answers = answers_of(ItemType.GRADIENT, [line], options="abcd")
    assert {option: score(answers, (option,)).earned for option in "abcd"} == weights


def test_the_nordkai_match_gives_one_mark_a_line():
    lines = [Line(n=n, answer=(right,), marks=1) for n, right in enumerate("cfbgd", start=1)]
    answers = answers_of(ItemType.MATCH, lines, options="abcdefg")
    found = score(answers, tuple("cfbga"))
    assert (found.earned, found.lines) == (4, (1, 1, 1, 1, 0))


@given(st.data())
def test_no_response_earns_less_than_0_or_more_than_the_marks(data):
    """Invariant 2, for every type, rule and possible response."""
    answers = data.draw(marked_by_rule())
    found = score(answers, data.draw(responses_to(answers)))
    assert 0 <= found.earned <= answers.marks
    assert isinstance(found.earned, Fraction)


@given(marked_by_rule())
def test_the_right_response_earns_everything_and_a_blank_one_nothing(answers):
    assert score(answers, right_response(answers)).earned == answers.marks
    assert score(answers, ()).earned == 0
    assert score(answers, ("",) * len(answers.lines) if len(answers.lines) > 1 else ()).earned == 0


@given(st.data())
def test_lines_add_up_to_the_item_unless_it_would_fall_below_0(data):
    answers = data.draw(marked_by_rule())
    found = score(answers, data.draw(responses_to(answers)))
    assert len(found.lines) == len(answers.lines)
    assert found.earned == max(0, sum(found.lines))


@given(st.data())
def test_what_cannot_be_a_response_is_refused(data):
    answers = data.draw(marked_by_rule())
    with pytest.raises(MarkingError, match="the response names options it does not have"):
        score(answers, ("z",))
    lines = len(answers.lines)
    if lines > 1:
        with pytest.raises(MarkingError, match="has not one place for each line"):
            score(answers, (answers.options[0],) * (lines + 1))
    else:
        with pytest.raises(MarkingError, match="twice"):
            score(answers, (answers.options[0],) * 2)


def test_the_catalogue_is_closed_and_every_rule_fits_a_type():
    offered = {rule for rules in RULES_FOR.values() for rule in rules}
    assert offered == {*RULES, RUBRIC}
