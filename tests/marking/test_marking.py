"""Marking one attempt: exact, complete, and never in doubt about what belongs together."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exam_engine.errors import MarkingError
from exam_engine.marking.attempt import mark_attempt
from exam_engine.marking.rules import RULES
from exam_engine.marking.rules.exact import marks
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item import Line
from exam_engine.model.item_parts import ItemAnswers

OPTIONS = ("a", "b", "c", "d")
N = 5


def answers_of(letters):
    return {
        f"i-{n}": ItemAnswers(
            id=f"i-{n}",
            version=1,
            lines=(Line(n=1, answer=(letter,), marks=1),),
            rule="exact",
            fact="",
            basis=(),
            why={},
            author="",
            origin="",
        )
        for n, letter in enumerate(letters, start=1)
    }


def form_of(order=OPTIONS):
    items = tuple(
        FormItem(
            n=n,
            item=f"i-{n}",
            version=1,
            requirement="1",
            level="remember",
            topic="t",
            marks=1,
            options=tuple(order),
            expected_seconds=60,
            paper_digest="",
            answers_digest="",
        )
        for n in range(1, N + 1)
    )
    return Form(
        format=1,
        id="f",
        blueprint="x/y",
        blueprint_digest="",
        bank="b",
        content_digest="",
        seed=1,
        number=1,
        minutes=60,
        total_marks=N,
        cut_score=3,
        items=items,
    )


letters = st.lists(st.sampled_from(OPTIONS), min_size=N, max_size=N)
responses = st.dictionaries(
    st.integers(1, N), st.lists(st.sampled_from(OPTIONS), max_size=3).map(tuple)
)


@given(letters, responses)
def test_every_question_gets_a_mark_between_0_and_its_maximum(right, given_responses):
    """Invariant 2 of the item model, for blank and over-full responses too."""
    found = mark_attempt(form_of(), answers_of(right), given_responses)
    assert [mark.n for mark in found] == list(range(1, N + 1))
    for mark in found:
        assert 0 <= mark.earned_fraction <= mark.possible
        response = given_responses.get(mark.n, ())
        assert mark.earned_fraction == (set(response) == {right[mark.n - 1]})
        assert mark.blank == (not response)


@given(letters, responses, st.permutations(OPTIONS))
def test_shuffling_options_cannot_change_a_mark(right, given_responses, order):
    """Invariant 8: responses are stored by option id."""
    answers = answers_of(right)
    before = mark_attempt(form_of(), answers, given_responses)
    assert mark_attempt(form_of(order), answers, given_responses) == before


@pytest.mark.parametrize(
    ("answer", "response", "earned"),
    [
        (("b",), ("b",), 2),
        (("b",), ("a",), 0),
        (("b",), (), 0),
        (("b",), ("b", "a"), 0),
        (("b", "d"), ("d", "b"), 2),
        (("b", "d"), ("b",), 0),
    ],
)
def test_exact_gives_all_or_nothing(answer, response, earned):
    assert marks(Line(n=1, answer=answer, marks=2), response) == Fraction(earned)


def test_what_does_not_belong_together_is_refused():
    right = answers_of("abcda")
    with pytest.raises(MarkingError, match=r"responses to questions \[9\] that it has not"):
        mark_attempt(form_of(), right, {9: ("a",)})
    with pytest.raises(MarkingError, match="question 1: the response names options"):
        mark_attempt(form_of(), right, {1: ("z",)})
    missing = {item: found for item, found in right.items() if item != "i-2"}
    with pytest.raises(MarkingError, match="answer key of i-2 version 1 is missing"):
        mark_attempt(form_of(), missing, {})
    newer = right | {"i-2": replace(right["i-2"], version=2)}
    with pytest.raises(MarkingError, match="answer key of i-2 version 1 is missing"):
        mark_attempt(form_of(), newer, {})
    unknown = right | {"i-3": replace(right["i-3"], rule="by feeling")}
    with pytest.raises(MarkingError, match="no scoring rule 'by feeling'"):
        mark_attempt(form_of(), unknown, {})


def test_the_catalogue_of_rules_is_closed():
    assert set(RULES) == {"exact"}
