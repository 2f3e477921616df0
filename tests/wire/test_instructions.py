"""Instructions and scoring rules in words, from the fields of a question."""

import re

import pytest

from exam_engine.model.item_type import INTERACTIONS, RULES_FOR, ItemType
from exam_engine.wire.candidate import LineView, OptionView, QuestionView
from exam_engine.wire.instructions import how_scored, what_to_do


def question(kind, rule=None, **changes):
    lines = 3 if INTERACTIONS[kind].value == "match" else 0
    given = {
        "n": 1,
        "marks": max(lines, 1),
        "type": kind.value,
        "interaction": INTERACTIONS[kind].value,
        "choose": 1,
        "stem": "?",
        "options": (OptionView(position=1, text="one"),),
        "lines": tuple(LineView(n=n, texts=("x",), marks=1) for n in range(1, lines + 1)),
        "rule": rule or RULES_FOR[kind][0],
    }
    return QuestionView(**given | changes)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (question(ItemType.SINGLE), "Choose one."),
        (question(ItemType.MULTIPLE, choose=2), "Choose TWO."),
        (question(ItemType.MULTIPLE, choose=3), "Choose THREE."),
        (question(ItemType.MATCH, reuse=True), "once, more than once or not at all"),
        (question(ItemType.MATCH), "Each selection can be used once or not at all."),
        (
            question(ItemType.ESSAY, minutes=25, words=(300, 450)),
            "Guidance: about 25 minutes, 300 to 450 words.",
        ),
        (question(ItemType.PERFORMANCE), "not at this terminal"),
    ],
)
def test_the_instruction_is_worded_from_the_fields(asked, said):
    assert said in what_to_do(asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (question(ItemType.SINGLE), "1 mark for the right answer; a wrong one costs nothing."),
        (
            question(ItemType.MULTIPLE, choose=2, marks=2),
            "2 marks if exactly the right answers are chosen, otherwise 0.",
        ),
        (question(ItemType.MULTIPLE, "partial", choose=2), "a wrong choice costs one share"),
        (question(ItemType.MATCH), "Each right line earns 1 mark; a wrong one costs nothing."),
        (question(ItemType.TRUE_FALSE, "net-correct"), "a wrong one costs as much; a blank line"),
        (question(ItemType.TRUE_FALSE, "negative", penalty="1/3"), "costs 1/3 of a mark"),
        (question(ItemType.TRUE_FALSE, "exact"), "if every line is right, otherwise 0"),
        (question(ItemType.GRADIENT, scale=(5, 3, 1, 0)), "different marks: 5, 3, 1, 0."),
        (question(ItemType.ESSAY, marks=20), "20 marks, given by examiners."),
    ],
)
def test_the_rule_in_force_is_worded(asked, said):
    assert said in how_scored(asked)


@pytest.mark.parametrize(
    ("kind", "rule"), [(kind, rule) for kind, rules in RULES_FOR.items() for rule in rules]
)
def test_every_type_and_rule_has_words_of_its_own(kind, rule):
    asked = question(kind, rule, choose=2 if kind is ItemType.MULTIPLE else 1, marks=3)
    for sentence in (what_to_do(asked), how_scored(asked)):
        assert re.fullmatch(r"[A-Z0-9].*\.", sentence)
    others = {how_scored(question(kind, other, marks=3)) for other in RULES_FOR[kind]}
    assert len(others) == len(RULES_FOR[kind])
