"""Marking one attempt: exact, complete, and never in doubt about what belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exam_engine.errors import MarkingError
from exam_engine.marking.attempt import mark_attempt
from exam_engine.model.item import Line
from exam_engine.model.item_type import ItemType
from exam_engine.model.rubric import Rubric
from marking.made import answers_of, form_of, marked_by_rule, responses_to


def singles(letters):
    return [
        answers_of(ItemType.SINGLE, [Line(n=1, answer=(letter,), marks=1)], item=f"i-{n}")
        for n, letter in enumerate(letters, start=1)
    ]


def by_id(answers):
    return {found.id: found for found in answers}


@st.composite
def papers(draw):
    """Some items of any types, with a response to some of them."""
    many = draw(st.lists(marked_by_rule(), min_size=1, max_size=6))
    answers = [replace(found, id=f"i-{n}") for n, found in enumerate(many, start=1)]
    given_responses = {
        n: draw(responses_to(found))
        for n, found in enumerate(answers, start=1)
        if draw(st.booleans())
    }
    return answers, given_responses


@given(papers())
def test_every_question_gets_a_mark_between_0_and_its_maximum(paper):
    """Invariants 2 and 4 of the item model."""
    answers, given_responses = paper
    found = mark_attempt(form_of(answers), by_id(answers), given_responses)
    assert [mark.n for mark in found] == list(range(1, len(answers) + 1))
    for mark in found:
        assert 0 <= mark.earned_fraction <= mark.possible
        assert mark.blank == (not any(given_responses.get(mark.n, ())))
        if mark.blank:
            assert mark.earned == "0"


@given(papers(), st.randoms(use_true_random=False))
def test_shuffling_options_cannot_change_a_mark(paper, random):
    """Invariant 8: responses are stored by option id."""
    answers, given_responses = paper
    before = mark_attempt(form_of(answers), by_id(answers), given_responses)
    form = form_of(answers)
    items = tuple(
        replace(entry, options=tuple(random.sample(entry.options, len(entry.options))))
        for entry in form.items
    )
    assert mark_attempt(replace(form, items=items), by_id(answers), given_responses) == before


@given(papers())
def test_marking_again_gives_the_same_marks(paper):
    """Invariant 10."""
    answers, given_responses = paper
    one = mark_attempt(form_of(answers), by_id(answers), given_responses)
    assert mark_attempt(form_of(answers), by_id(answers), dict(given_responses)) == one


def test_what_lines_earned_stands_in_the_mark():
    lines = [Line(n=n, answer=(option,), marks=2) for n, option in enumerate("abc", start=1)]
    answers = [answers_of(ItemType.MATCH, lines)]
    (mark,) = mark_attempt(form_of(answers), by_id(answers), {1: ("a", "", "b")})
    assert (mark.earned, mark.possible, mark.lines) == ("2", 6, ("2", "0", "0"))


def test_a_text_waits_for_examiners_and_a_blank_one_does_not():
    rubric = Rubric(criteria=(), caps=(), indicative="")
    essay = replace(answers_of(ItemType.ESSAY, []), rubric=rubric)
    form = form_of([essay])
    (mark,) = mark_attempt(form, by_id([essay]), {1: ("My briefing note.",)})
    assert (mark.awaiting, mark.earned, mark.blank) == (True, "0", False)
    (mark,) = mark_attempt(form, by_id([essay]), {})
    assert (mark.awaiting, mark.blank) == (False, True)
    oral = replace(answers_of(ItemType.PERFORMANCE, []), rubric=rubric)
    (mark,) = mark_attempt(form_of([oral]), by_id([oral]), {})
    assert (mark.awaiting, mark.blank) == (True, False)


def test_what_does_not_belong_together_is_refused():
    answers = singles("abcda")
    form, right = form_of(answers), by_id(answers)
    with pytest.raises(MarkingError, match=r"responses to questions \[9\] that it has not"):
        mark_attempt(form, right, {9: ("a",)})
    with pytest.raises(MarkingError, match="i-1: the response names options"):
        mark_attempt(form, right, {1: ("z",)})
    missing = {item: found for item, found in right.items() if item != "i-2"}
    with pytest.raises(MarkingError, match="answer key of i-2 version 1 is missing"):
        mark_attempt(form, missing, {})
    newer = right | {"i-2": replace(right["i-2"], version=2)}
    with pytest.raises(MarkingError, match="answer key of i-2 version 1 is missing"):
        mark_attempt(form, newer, {})
    unknown = right | {"i-3": replace(right["i-3"], rule="by feeling")}
    with pytest.raises(MarkingError, match="no scoring rule 'by feeling'"):
        mark_attempt(form, unknown, {})
