"""Decisions on answer keys: invariants 5 and 6 of the item model, and each remedy on paper."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exam_engine.errors import MarkingError
from exam_engine.marking.attempt import mark_attempt
from exam_engine.marking.decisions import score_decided
from exam_engine.marking.rules import score
from exam_engine.model.form import Role
from exam_engine.model.item import Line
from exam_engine.model.item_type import ItemType
from exam_engine.model.key_decision import KeyDecision, Remedy
from marking.made import answers_of, form_of, marked_by_rule, responses_to


def decided(remedy, *, line=0, answer=()):
    return KeyDecision(
        item="i-1", version=1, remedy=remedy, reason="found wanting", line=line, answer=answer
    )


def single(letter="a"):
    return answers_of(ItemType.SINGLE, [Line(n=1, answer=(letter,), marks=1)])


def match(rule):
    lines = [Line(n=n, answer=(option,), marks=2) for n, option in enumerate("abc", start=1)]
    return answers_of(ItemType.MATCH, lines, rule=rule)


@given(st.data())
def test_credit_to_all_leaves_nobody_with_less(data):
    """Invariant 6: of any line, or of the whole item, by any rule."""
    answers = data.draw(marked_by_rule())
    response = data.draw(responses_to(answers))
    line = data.draw(st.sampled_from([0, *(line.n for line in answers.lines)]))
    found = score_decided(answers, response, [decided(Remedy.CREDIT, line=line)])
    assert found.possible == answers.marks
    assert score(answers, response).earned <= found.score.earned <= answers.marks
    credited = sum(each.marks for each in answers.lines if line in (0, each.n))
    assert found.score.earned >= credited
    if credited == answers.marks:
        assert found.score.earned == answers.marks


@given(st.data())
def test_a_removed_line_is_as_if_it_had_never_been_there(data):
    """Invariant 6: marks that can be had fall by the line's, and what it said is nothing."""
    answers = data.draw(marked_by_rule())
    response = data.draw(responses_to(answers))
    at = data.draw(st.integers(0, len(answers.lines) - 1))
    line = answers.lines[at]
    found = score_decided(answers, response, [decided(Remedy.REMOVE, line=line.n)])
    assert found.possible == answers.marks - line.marks
    assert 0 <= found.score.earned <= found.possible
    if len(answers.lines) > 1 and response:
        for option in ("", *answers.options):
            other = (*response[:at], option, *response[at + 1 :])
            again = score_decided(answers, other, [decided(Remedy.REMOVE, line=line.n)])
            assert again.score.earned == found.score.earned


@given(st.data())
def test_accepting_another_answer_leaves_nobody_with_less(data):
    answers = data.draw(marked_by_rule())
    response = data.draw(responses_to(answers))
    line = data.draw(st.sampled_from(answers.lines))
    answer = tuple(data.draw(st.permutations(answers.options))[: len(line.answer)])
    found = score_decided(answers, response, [decided(Remedy.ACCEPT, line=line.n, answer=answer)])
    assert score(answers, response).earned <= found.score.earned <= answers.marks


@given(st.data())
def test_without_decisions_nothing_changes(data):
    answers = data.draw(marked_by_rule())
    response = data.draw(responses_to(answers))
    assert score_decided(answers, response, ()) == (score(answers, response), answers.marks)


def earned(answers, response, *decisions):
    return score_decided(answers, response, decisions).score.earned


def test_each_remedy_on_a_single_item():
    accept, rekey = (decided(r, answer=("b",)) for r in (Remedy.ACCEPT, Remedy.REKEY))
    assert [earned(single(), (letter,), accept) for letter in "abc"] == [1, 1, 0]
    assert [earned(single(), (letter,), rekey) for letter in "abc"] == [0, 1, 0]
    assert earned(single(), (), decided(Remedy.CREDIT)) == 1
    found = score_decided(single(), ("a",), [decided(Remedy.REMOVE)])
    assert (found.score.earned, found.possible) == (0, 0)


def test_a_removed_line_no_longer_costs_what_it_cost_by_net_correct():
    """Right 2, wrong 1: 2·2 - 2 = 2. Without the wrong line: 4 of 4."""
    answers = match("net-correct")
    assert score(answers, ("a", "b", "e")).earned == 2
    found = score_decided(answers, ("a", "b", "e"), [decided(Remedy.REMOVE, line=3)])
    assert (found.score.earned, found.possible) == (4, 4)
    assert found.score.lines == (2, 2, 0)


def test_a_credited_line_counts_beside_what_the_rule_gives_the_rest():
    """Exact: the lines left have to be right, all of them."""
    credit = decided(Remedy.CREDIT, line=3)
    assert earned(match("per-line"), ("a", "e", "e"), credit) == 4
    assert earned(match("exact"), ("a", "b", "e"), credit) == 6
    assert earned(match("exact"), ("a", "e", "e"), credit) == 2


def test_a_rekeyed_best_option_of_a_gradient_item_gets_full_marks():
    weights = {"a": 5, "b": 3, "c": 1, "d": 0, "e": 0}
    line = Line(n=1, answer=("a",), marks=5, weights=weights)
    answers = answers_of(ItemType.GRADIENT, [line])
    accept = decided(Remedy.ACCEPT, answer=("b",))
    assert [earned(answers, (letter,), accept) for letter in "abcde"] == [5, 5, 1, 0, 0]


def test_a_question_on_trial_is_marked_and_stays_outside_the_total():
    """Invariant 5; the total is held in tests/results."""
    answers = single()
    form = form_of([answers])
    trial = replace(form, items=(replace(form.items[0], role=Role.PILOT),))
    (mark,) = mark_attempt(trial, {"i-1": answers}, {1: ("a",)})
    assert mark.earned_fraction == Fraction(1)
    assert not trial.items[0].scored


@pytest.mark.parametrize(
    ("decision", "problem"),
    [
        (decided(Remedy.REKEY, answer=("z",)), "needs options of the item as its answer; found: z"),
        (decided(Remedy.ACCEPT), "needs options of the item as its answer; found: none"),
        (decided(Remedy.CREDIT, answer=("a",)), "names an answer; it takes none"),
        (decided(Remedy.CREDIT, line=4), "names line 4, which the item has not"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(decision, problem):
    with pytest.raises(MarkingError, match=problem):
        score_decided(single(), ("a",), [decision])


def test_decisions_that_contradict_each_other_are_refused():
    with pytest.raises(MarkingError, match="contradict each other"):
        score_decided(single(), (), [decided(Remedy.CREDIT), decided(Remedy.REKEY, answer=("b",))])
    with pytest.raises(MarkingError, match="has to name one of the item's lines"):
        score_decided(match("exact"), (), [decided(Remedy.REKEY, answer=("b",))])
