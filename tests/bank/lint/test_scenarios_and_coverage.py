"""How scenarios share the work, and whether a form can be had: requirements against levels."""

import itertools
from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.lint.made import essay, findings, lines_item, scenario, single
from exam_engine.bank.lint.coverage import bottleneck
from exam_engine.bank.lint.finding import Severity
from exam_engine.model.item_type import ItemType, Level
from exam_engine.office.shipped import find_blueprint

EXAM = find_blueprint("practice/item-types")
FOUNDATION = find_blueprint("tuv-sud/foundation")
HARBOUR = scenario()
QUARRY = msgspec.structs.replace(HARBOUR, id="sc-quarry", title="Quarry Hill")
DOCK = msgspec.structs.replace(HARBOUR, id="sc-dock", title="Dock Road")
GIVEN = {"scenarios": [HARBOUR, QUARRY, DOCK], "blueprints": {EXAM.id: EXAM}}
LEVELS = (Level.REMEMBER, Level.UNDERSTAND, Level.APPLY)


def of(where, n, **changes):
    """A single item of a scenario for the tour of item types, with a fact of its own."""
    fact = f"Crane {n} of {where.title} lifts load {n}."
    told = {"requirements": {EXAM.id: "1"}, "scenario": where.name, "fact": fact}
    return single(n, **(told | changes))


def as_of(where, item, n):
    return of(
        where,
        n,
        **{
            field: getattr(item, field)
            for field in ("type", "rubric", "lines", "prompts", "options", "rule", "tasks", "reuse")
        },
    )


def warned(*items, **changes):
    found = findings("SCN-BALANCE", *items, **(GIVEN | changes))
    return [one for one in found if one.severity is Severity.WARNING]


def test_a_scenario_that_is_read_for_one_line_is_told():
    two = [of(HARBOUR, n) for n in (1, 2)]
    (found,) = warned(*two, of(QUARRY, 3), scenarios=[HARBOUR, QUARRY])
    assert found.words == QUARRY.name
    assert "single line, that of t-one-003" in found.message
    assert warned(*two, of(QUARRY, 3), of(QUARRY, 4)) == []


@pytest.mark.parametrize(
    "whole", [essay(judged=""), lines_item(ItemType.TRUE_FALSE, "TFT")], ids=["essay", "true-false"]
)
def test_one_item_of_several_lines_or_criteria_is_worth_its_scenario(whole):
    if whole.rubric:
        criterion = whole.rubric.criteria[0]
        both = (criterion, msgspec.structs.replace(criterion, id="more"))
        rubric = msgspec.structs.replace(whole.rubric, criteria=both)
        whole = msgspec.structs.replace(whole, rubric=rubric)
    assert warned(as_of(HARBOUR, whole, 1)) == []


def test_scenarios_carry_about_as_many_marks_as_each_other():
    """Marks 10, 2 and 2: their mean is 4.67, twice of it 9.33, half of it 2.33."""
    many = [of(HARBOUR, n) for n in range(1, 11)]
    few = [of(where, n) for n, where in enumerate((QUARRY, QUARRY, DOCK, DOCK), start=11)]
    assert {one.words for one in warned(*many, *few)} == {HARBOUR.name, QUARRY.name, DOCK.name}
    even = [of(where, 20 + n) for where in (HARBOUR, QUARRY, DOCK) for n in range(3)]
    even = [msgspec.structs.replace(item, id=f"t-{n}") for n, item in enumerate(even)]
    facts = [msgspec.structs.replace(item, fact=f"Fact {item.id}.") for item in even]
    assert warned(*facts) == []


def test_the_counts_stand_beside_what_the_blueprint_takes():
    """The tour takes one single item, so three of a scenario never meet on a form."""
    items = [of(HARBOUR, n, level=Level.REMEMBER) for n in (1, 2, 3)]
    found = findings("SCN-BALANCE", *items, **(GIVEN | {"scenarios": [HARBOUR]}))
    (told,) = [one for one in found if one.field == "scenario"]
    assert told.severity is Severity.INFORMATION
    assert "(9 items, 52 marks)" in told.message
    assert f"{HARBOUR.name} 3 items, 3 marks, at most 1 of them on a form" in told.message


def test_an_item_of_another_exam_or_edition_does_not_count():
    two = [of(HARBOUR, n) for n in (1, 2)]
    other = of(QUARRY, 3, requirements={"other/exam": "1"})
    older = of(QUARRY, 4, holds_in=("2011",))
    assert warned(*two, other, older) == []


def foundation(remember, understand):
    """Items for the Foundation exam: by requirement, so many of each level."""
    counts = [(leaf.code, Level.REMEMBER, remember(leaf)) for leaf in FOUNDATION.leaves()]
    counts += [(leaf.code, Level.UNDERSTAND, understand(leaf)) for leaf in FOUNDATION.leaves()]
    made = [(code, level) for code, level, count in counts for _ in range(count)]
    return [
        single(n, requirements={FOUNDATION.id: code}, level=level)
        for n, (code, level) in enumerate(made)
    ]


def test_requirements_and_levels_are_held_against_each_other():
    """Every margin suffices, and no form can be had.

    Items to understand are plenty (nine each), but only under requirements that take ``room`` items
    in all, fewer than the 20 that the exam needs at that level.
    """
    blueprints = {FOUNDATION.id: FOUNDATION}
    leaves = FOUNDATION.leaves()
    plenty = foundation(lambda leaf: leaf.items, lambda leaf: leaf.items)
    assert [one for one in findings("COVERAGE", *plenty, blueprints=blueprints)
            if one.severity is Severity.WARNING] == []  # fmt: skip
    closed, room = set(), sum(leaf.items for leaf in leaves)
    for leaf in leaves:
        if room >= FOUNDATION.levels[Level.UNDERSTAND]:
            closed.add(leaf.code)
            room -= leaf.items
    uneven = foundation(lambda leaf: leaf.items, lambda leaf: 0 if leaf.code in closed else 9)
    found = findings("COVERAGE", *uneven, blueprints=blueprints)
    (short,) = [one for one in found if one.severity is Severity.WARNING]
    assert short.words == "understand"
    assert (
        f"needs 20 items of understand; those that its requirements have room for are {room}"
        in (short.message)
    )


def test_items_are_counted_by_topic_and_level():
    items = foundation(lambda leaf: leaf.items, lambda leaf: leaf.items)
    found = findings("COVERAGE", *items, blueprints={FOUNDATION.id: FOUNDATION})
    (told,) = [one for one in found if one.field == "topic"]
    assert "(remember/understand): al.supplier 0/0, su.incident 40/40" in told.message


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=3),
    st.lists(st.integers(0, 3), min_size=9, max_size=9),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_a_bottleneck_is_told_exactly_where_no_choice_exists(needs, cells, levels):
    """Against all choices: every number of items from every cell."""
    codes = [str(n) for n in range(len(needs))]
    wanted = dict(zip(LEVELS, levels, strict=True))
    if sum(needs) != sum(levels):
        return
    have = dict(zip(itertools.product(codes, LEVELS), cells, strict=False))
    found = bottleneck(dict(zip(codes, needs, strict=True)), wanted, have)
    splits = [
        [
            split
            for split in itertools.product(*(range(have[code, level] + 1) for level in LEVELS))
            if sum(split) == need
        ]
        for code, need in zip(codes, needs, strict=True)
    ]
    sums = {tuple(map(sum, zip(*choice, strict=True))) for choice in itertools.product(*splits)}
    assert (found is None) is (tuple(levels) in sums)


def test_types_are_counted_where_there_are_several():
    items = [single(n, requirements={EXAM.id: "1"}) for n in range(9)]
    found = findings("COVERAGE", *items, blueprints={EXAM.id: EXAM})
    short = Counter(one.words for one in found if one.severity is Severity.WARNING)
    assert {"multiple", "essay", "match"} <= set(short)
    assert "single" not in short
