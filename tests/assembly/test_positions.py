"""Answer positions and question order."""

from collections import Counter
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_engine.assembly.positions import LONGEST_RUN, NOWHERE, Unarranged, arrange, longest_run
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import FormInfeasible
from exam_engine.model.item_type import ItemType, OptionOrder

OPTIONS = ("a", "b", "c", "d")


def items(free, fixed):
    made = [
        Unarranged(f"free-{n}", OPTIONS, answer, OptionOrder.ANY) for n, answer in enumerate(free)
    ]
    return made + [
        Unarranged(f"fixed-{n}", OPTIONS, answer, OptionOrder.FIXED)
        for n, answer in enumerate(fixed)
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(OPTIONS), min_size=30, max_size=40),
    st.lists(st.sampled_from(OPTIONS), max_size=8),
    st.integers(0, 10_000),
)
def test_right_answers_are_spread_and_options_complete(free, fixed, seed):
    questions = arrange(items(free, fixed), SeededStream(seed))
    counts = Counter(question.position for question in questions)
    assert max(counts.values()) - min(counts[at] for at in range(4)) <= max(1, len(fixed))
    if not fixed:
        assert max(counts.values()) - min(counts[at] for at in range(4)) <= 1
    assert longest_run([question.position for question in questions]) <= LONGEST_RUN
    answers = {item.item: item.answer for item in items(free, fixed)}
    for question in questions:
        assert sorted(question.options) == sorted(OPTIONS)
        assert question.options[question.position] == answers[question.item]
        if question.item.startswith("fixed"):
            assert question.options == OPTIONS


def test_the_same_stream_gives_the_same_order():
    made = items("abcd" * 10, "")
    assert arrange(made, SeededStream(1)) == arrange(made, SeededStream(1))
    assert arrange(made, SeededStream(1)) != arrange(made, SeededStream(2))


def test_items_whose_order_is_fixed_can_make_balance_impossible():
    with pytest.raises(FormInfeasible) as found:
        arrange(items("", "a" * 20), SeededStream(1))
    assert "20 right answers stand at A" in str(found.value)


@pytest.mark.parametrize(("positions", "longest"), [([], 0), ([1], 1), ([1, 1, 2, 2, 2, 1], 3)])
def test_longest_run(positions, longest):
    assert longest_run(positions) == longest


@pytest.mark.parametrize(("options", "count"), [(2, 300), (3, 500), (4, 500), (5, 40), (8, 9)])
def test_any_balanced_form_can_be_put_in_order(options, count):
    """An order exists for every balanced form, and is found without trial and error."""
    letters = "abcdefgh"[:options]
    made = [
        Unarranged(f"i-{n}", tuple(letters), letters[n % options], OptionOrder.ANY)
        for n in range(count)
    ]
    questions = arrange(made, SeededStream("large", count))
    assert len({question.item for question in questions}) == count
    assert longest_run([question.position for question in questions]) <= LONGEST_RUN


@pytest.mark.parametrize(("at_a", "at_b", "possible"), [(15, 4, True), (16, 4, False)])
def test_the_limit_of_what_can_be_spread_is_exact(at_a, at_b, possible):
    """Four at B leave five gaps for runs of three at A: fifteen fit, sixteen do not."""
    made = [
        Unarranged(f"i-{n}", ("a", "b"), answer, OptionOrder.FIXED)
        for n, answer in enumerate("a" * at_a + "b" * at_b)
    ]
    if possible:
        assert longest_run([q.position for q in arrange(made, SeededStream(1))]) == LONGEST_RUN
    else:
        with pytest.raises(FormInfeasible, match="cannot be spread"):
            arrange(made, SeededStream(1))


KINDS = (ItemType.SINGLE, ItemType.MULTIPLE, ItemType.MATCH, ItemType.ORDER, ItemType.ESSAY)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS), st.sampled_from(OPTIONS), st.sampled_from(["", "x", "y"])
        ),
        min_size=5,
        max_size=30,
    ),
    st.integers(0, 10_000),
)
def test_questions_of_a_scenario_stand_together_and_each_type_keeps_its_rule(drawn, seed):
    answers = {ItemType.ORDER: OPTIONS, ItemType.MULTIPLE: ("a", "b")}
    made = [
        Unarranged(
            f"i-{n}",
            () if kind is ItemType.ESSAY else OPTIONS,
            answers.get(kind, (option,)),
            OptionOrder.ANY,
            kind,
            scenario,
        )
        for n, (kind, option, scenario) in enumerate(drawn)
    ]
    questions = arrange(made, SeededStream(seed))
    assert sorted(question.item for question in questions) == sorted(item.item for item in made)
    runs = [scenario for scenario, _ in groupby(question.scenario for question in questions)]
    assert len(runs) == len(set(runs))
    assert longest_run([question.position for question in questions]) <= LONGEST_RUN
    kinds = {item.item: item.type for item in made}
    for question in questions:
        kind = kinds[question.item]
        assert (question.position == NOWHERE) == (kind is not ItemType.SINGLE)
        if kind is ItemType.ORDER:
            assert question.options != OPTIONS
        if kind is ItemType.MATCH:
            assert question.options == OPTIONS
        assert sorted(question.options) == sorted(
            next(item.options for item in made if item.item == question.item)
        )
