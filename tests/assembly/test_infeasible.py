"""Why there are no forms: conflicts that need each of their members, and what would mend them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly.made import EXAM, bank, blueprint, item, sealed
from exam_engine.assembly.build import build_order, forms_supported
from exam_engine.assembly.conflict import find_conflict, surely_infeasible
from exam_engine.assembly.programme import Problem, row
from exam_engine.assembly.solver import Verdict
from exam_engine.errors import FormInfeasible
from exam_engine.model.assembly_rules import AssemblyRules, OverlapRule, Quota, Range
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_type import Level


def problem(rows, items, forms=1, uses=1):
    ones = np.ones(items, dtype=np.int64)
    return Problem(
        forms, items, items, tuple(rows), ones, ones * uses, np.zeros((forms, items), np.int64)
    )


def exists(rows, items, forms, uses):
    """Try every answer: each form any subset, each item on so many forms."""
    subsets = [
        held
        for held in itertools.product((0, 1), repeat=items)
        if all(
            each.low
            <= sum(held[c] * w for c, w in zip(each.columns, each.weights, strict=True))
            <= each.high
            for each in rows
        )
    ]
    return any(
        all(sum(held) <= uses for held in zip(*some, strict=True))
        for some in itertools.combinations_with_replacement(subsets, forms)
    )


@st.composite
def small_problems(draw):
    items = draw(st.integers(2, 5))
    forms = draw(st.integers(1, 2))
    uses = draw(st.integers(1, forms))
    rows = []
    for n in range(draw(st.integers(1, 5))):
        columns = sorted(draw(st.sets(st.integers(0, items - 1), min_size=1)))
        weights = np.array([draw(st.integers(1, 3)) for _ in columns], dtype=np.int64)
        low = draw(st.integers(0, 5))
        rows.append(row(f"row {n}", columns, low, low + draw(st.integers(0, 3)), weights))
    return rows, items, forms, uses


@given(small_problems())
@settings(max_examples=150, deadline=None)
def test_a_conflict_is_one_and_needs_each_of_its_members(made):
    """Parent: all answers, tried one by one."""
    rows, items, forms, uses = made
    possible = exists(rows, items, forms, uses)
    found = find_conflict(problem(rows, items, forms, uses))
    assert (found.verdict is Verdict.INFEASIBLE) == (not possible)
    assert not (possible and surely_infeasible(problem(rows, items, forms, uses)))
    if possible:
        assert found.names == ()
        return
    if found.alone:
        for name in found.names:
            assert not exists([each for each in rows if each.name == name], items, forms, uses)
        return
    named = [each for each in rows if each.name in found.names]
    assert not exists(named, items, forms, uses)
    for name in found.names:
        assert exists([each for each in named if each.name != name], items, forms, uses)


def test_rows_of_one_name_are_one_requirement():
    rows = [row("both", (0, 1), 2, 2), row("enemies", (0, 1), 0, 1), row("idle", (2,), 0, 1)]
    assert find_conflict(problem(rows, 3)).names == ("both", "enemies")


def test_a_conflict_in_a_large_problem_is_found_fast_among_many_requirements():
    """A thousand idle requirements around two that cannot hold together."""
    rng = np.random.default_rng(7)
    rows = [
        row(f"idle {n}", np.sort(rng.choice(2000, 30, replace=False)), 0, 30) for n in range(1000)
    ]
    rows.insert(500, row("at least 20", range(100), 20, 100))
    rows.insert(250, row("at most 19", range(200), 0, 19))
    found = find_conflict(problem(rows, 2000))
    assert found.names == ("at most 19", "at least 20")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made = bank(item(n) for n in range(60))
    with sealed(made, tmp_path_factory.mktemp("bank") / "b.sealed") as found:
        yield found


def order(rules, forms=1):
    return FormOrder(blueprint=EXAM, forms=forms, seed=1, rules=rules)


def refused(opened, rules, forms=1, exam=None):
    with pytest.raises(FormInfeasible) as found:
        build_order(exam or blueprint(), opened, order(rules, forms))
    return found.value


def test_rules_that_no_item_could_mend_are_told_as_their_conflict(opened):
    quotas = (
        Quota(topic="a", items=Range(low=7, high=12)),
        Quota(topic="b", items=Range(low=7, high=12)),
    )
    error = refused(opened, AssemblyRules(quotas=quotas))
    assert "new items alone would not mend it" in str(error)
    (line,) = error.shortages
    assert line.startswith("cannot hold together: ")
    assert "quota topic a: 7 to 12 items" in line
    assert "quota topic b: 7 to 12 items" in line


def test_a_quota_that_is_short_says_which_items_to_write(opened):
    """Parent of the figure: topic a.one × remember holds this many of the 60 items."""
    there = sum(item(n).topic == "a.one" and item(n).level is Level.REMEMBER for n in range(60))
    exam = blueprint(items=36)
    quota = Quota(topic="a.one", level=Level.REMEMBER, items=Range(low=there + 2, high=36))
    error = refused(opened, AssemblyRules(quotas=(quota,)), exam=exam)
    assert "; 2 more items would do:" in str(error)
    assert sum(line.count("at level remember, topic a.one") for line in error.shortages) >= 1
    assert f"{there + 2} needed, and {there} can be had" in str(error)


def test_overlap_can_be_what_is_in_conflict(opened):
    """60 items, 12 a form: six forms share at least 12 of 72 places, and none is allowed to."""
    rules = AssemblyRules(overlap=OverlapRule(between=Range(low=0, high=0), uses=2))
    error = refused(opened, rules, forms=6)
    assert "in conflict: what any two forms have in common (0 items) with the rest" in str(error)


def test_reading_time_names_the_requirements_that_it_meets(opened):
    error = refused(opened, AssemblyRules(seconds=Range(low=0, high=120)))
    assert "expected time: 0 to 120 seconds on a form" in str(error)


def test_how_many_forms_a_bank_supports_is_what_can_be_built(opened):
    """Ten items of each requirement and level, two of each on a form: five forms, not six."""
    found = forms_supported(blueprint(), opened, order(AssemblyRules()))
    assert (found.at_least, found.at_most) == (5, 5)
    assert len(build_order(blueprint(), opened, order(AssemblyRules(), forms=5)).forms) == 5
    refused(opened, AssemblyRules(), forms=6)
    twice = AssemblyRules(overlap=OverlapRule(uses=2))
    assert forms_supported(blueprint(), opened, order(twice)).at_least == 10
