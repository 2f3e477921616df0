"""Each line of the certificate finds what it is there to find, and nothing else breaks."""

from itertools import product

import msgspec
import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from assembly.facts.made import SIZE, catalogue, entry, form, given, parameters, question
from exam_engine.assembly.facts.answer_positions import answer_positions, least_spread
from exam_engine.assembly.facts.certificate import lines_of
from exam_engine.assembly.facts.given import Seen
from exam_engine.assembly.facts.overlap import overlap_lines, overlap_of
from exam_engine.model.assembly_rules import (
    AnchorRule,
    AssemblyRules,
    EarlierForm,
    ExposureRule,
    OverlapRule,
    Quota,
    Range,
    ScenarioRule,
    Target,
    TargetKind,
)
from exam_engine.model.form import Role
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder


def broken(of):
    return {line.name for line in lines_of(of) if line.kept is False}


def ordered(rules, of=None, **changed):
    order = FormOrder(blueprint="made/exam", forms=1, seed=1, rules=rules)
    return given(of, order=order, **changed)


def with_items(*items):
    return msgspec.structs.replace(form(), items=items)


def questions(*changes):
    """Return the form's questions, with some changed: pairs of number and fields."""
    items = list(form().items)
    for n, fields in changes:
        items[n - 1] = msgspec.structs.replace(items[n - 1], **fields)
    return with_items(*items)


def test_a_sound_form_keeps_every_line():
    lines = lines_of(given())
    assert {line.kept for line in lines} == {True}
    assert [line.found for line in lines if line.name.startswith("requirement 1 ")] == ["4"]


@pytest.mark.parametrize(
    ("of", "names"),
    [
        (with_items(*form().items[:-1]), {"scored questions", "total marks", "level understand"}),
        (msgspec.structs.replace(form(), minutes=59), {"minutes"}),
        (msgspec.structs.replace(form(), cut_score=1), {"cut score"}),
        (msgspec.structs.replace(form(), total_marks=9), {"total marks stated"}),
        (form([1, 2, 9, 4, 5, 6, 7, 8]), {"requirement 1.1 Part 1.1", "requirement 1.2 Part 1.2"}),
        (form([1, 1, 3, 4, 5, 6, 7, 8]), {"items that stand twice", "level remember"}),
        (questions((1, {"options": ("a", "b", "c", "c")})),
         {"questions that do not show each option once"}),
        (questions((1, {"options": ("a", "b", "c")})), {"choices without 4 options"}),
        (questions((3, {"paper_digest": "f" * 64})),
         {"questions whose item version the bank does not hold as bound"}),
        (questions((3, {"version": 2})),
         {"questions whose item version the bank does not hold as bound"}),
        (questions((3, {"marks": 2})), {"total marks"}),
        (questions((3, {"n": 7})), {"numbered from 1"}),
        (msgspec.structs.replace(form(), content_digest="0" * 64),
         {"bound to the bank's content"}),
        (msgspec.structs.replace(form(), blueprint_digest="0" * 64),
         {"bound to the blueprint on record"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(of, names):
    assert names <= broken(given(of))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"enemies": ("it-02",)}, "pairs of enemies"),
        ({"state": ItemState.RETIRED}, "items in a state that does not fit their role"),
        ({"state": ItemState.PILOT}, "items in a state that does not fit their role"),
        ({"holds_in": ("2011",)}, "items that do not hold in edition 2018"),
    ],
)
def test_what_the_catalogue_says_of_an_item_is_held_against_its_place(changed, name):
    bank = catalogue(entry(1, **changed))
    assert broken(given(form(bank=bank), catalogue=bank)) == {name}


def test_a_fixed_order_that_was_moved_is_found_and_one_that_was_not_is_kept():
    bank = catalogue(entry(1, option_order=OptionOrder.FIXED))
    sound = form(bank=bank)
    assert broken(given(sound, catalogue=bank)) == set()
    moved = msgspec.structs.replace(sound.items[0], options=("b", "a", "c", "d"))
    of = msgspec.structs.replace(sound, items=(moved, *sound.items[1:]))
    assert broken(given(of, catalogue=bank)) == {"fixed options in another order"}


def test_a_scenario_whose_questions_stand_apart_is_found():
    apart = questions((1, {"scenario": "s@1"}), (3, {"scenario": "s@1"}))
    assert "scenarios whose questions stand apart" in broken(given(apart))
    together = questions((1, {"scenario": "s@1"}), (2, {"scenario": "s@1"}))
    assert "scenarios whose questions stand apart" not in broken(given(together))


@pytest.mark.parametrize(
    ("quota", "found"),
    [
        (Quota(items=Range(0, 9), requirement="1"), "4"),
        (Quota(items=Range(0, 9), requirement="1.2"), "2"),
        (Quota(items=Range(0, 9), topic="su"), "4"),  # su and su.request, not sux
        (Quota(items=Range(0, 9), topic="su.request"), "2"),
        (Quota(items=Range(0, 9), level=Level.REMEMBER), "4"),
        (Quota(items=Range(0, 9), requirement="2", level=Level.REMEMBER), "2"),
        (Quota(items=Range(0, 9), type=ItemType.ORDER), "0"),
    ],
)
def test_a_quota_counts_its_cell_and_all_below_it(quota, found):
    (line,) = [one for one in lines_of(ordered(AssemblyRules(quotas=(quota,))))
               if one.source == "order"]  # fmt: skip
    assert (line.found, line.kept) == (found, True)
    narrow = msgspec.structs.replace(quota, items=Range(int(found) + 1, 99))
    assert len(broken(ordered(AssemblyRules(quotas=(narrow,))))) == 1


WORDS = sum(10 + n for n in range(1, SIZE + 1))


@pytest.mark.parametrize(
    ("rules", "name"),
    [
        (AssemblyRules(words=Range(1, WORDS - 1)), "words to read"),
        (AssemblyRules(seconds=Range(481, 999)), "expected seconds"),
        (AssemblyRules(forced=("it-01", "it-09")), "forced items that are missing"),
        (AssemblyRules(forbidden=("it-01", "it-09")), "forbidden items"),
        (AssemblyRules(pilot=1), "pilot questions"),
        (AssemblyRules(scenarios=ScenarioRule(sets=Range(1, 2))), "scenarios"),
        (AssemblyRules(anchor=AnchorRule(items=("it-01",))), "named anchor items that are missing"),
        (AssemblyRules(overlap=OverlapRule(earlier=(EarlierForm(form="old", items=Range(3, 4)),))),
         "items shared with old"),
        (AssemblyRules(exposure=ExposureRule(candidates=5)), "candidates who saw an item"),
        (AssemblyRules(exposure=ExposureRule(percent=50)), "share of attempts that met an item"),
    ],
)  # fmt: skip
def test_a_rule_that_is_broken_is_named(rules, name):
    exposure = {("it-01", 1): Seen(5, 5, 0.5, ("old",), 1)}
    earlier = {"old": form([1, 2, 9, 10, 11, 12, 13, 14], id="old")}
    assert broken(ordered(rules, earlier=earlier, exposure=exposure)) == {name}


@pytest.mark.parametrize(
    "rules",
    [
        AssemblyRules(words=Range(WORDS, WORDS), seconds=Range(480, 480), forced=("it-01",)),
        AssemblyRules(forbidden=("it-09",), exposure=ExposureRule(candidates=6, percent=51)),
        AssemblyRules(overlap=OverlapRule(earlier=(EarlierForm(form="old", items=Range(2, 2)),))),
    ],
)
def test_rules_at_their_limit_are_kept(rules):
    exposure = {("it-01", 1): Seen(5, 5, 0.5, ("old",), 1)}
    earlier = {"old": form([1, 2, 9, 10, 11, 12, 13, 14], id="old")}
    assert broken(ordered(rules, earlier=earlier, exposure=exposure)) == set()


def test_exposure_is_not_judged_once_the_form_itself_was_sat():
    seen = {("it-01", 1): Seen(50, 50, 0.9, ("made-1",), 1)}
    rules = AssemblyRules(exposure=ExposureRule(candidates=5, percent=5))
    lines = [one for one in lines_of(ordered(rules, exposure=seen)) if one.source == "order"]
    assert [line.kept for line in lines] == [None, None]


def test_pilot_questions_are_no_scored_ones():
    bank = catalogue(entry(9, state=ItemState.PILOT))
    sound = form(bank=bank)
    pilot = question(9, 9, role=Role.PILOT)
    of = msgspec.structs.replace(sound, items=(*sound.items, pilot))
    assert broken(ordered(AssemblyRules(pilot=1), of, catalogue=bank)) == set()
    assert broken(given(of, catalogue=bank)) == {"pilot questions"}


def test_an_anchor_that_represents_one_part_alone_is_found():
    anchored = {"role": Role.ANCHOR}
    rules = AssemblyRules(anchor=AnchorRule(percent=50))
    spread = questions(*((n, anchored) for n in (1, 3, 5, 6)))
    assert broken(ordered(rules, spread)) == set()
    lopsided = questions(*((n, anchored) for n in (5, 6, 7, 8)))
    name = "requirements that the anchor does not represent in small"
    assert broken(ordered(rules, lopsided)) == {name}
    assert broken(ordered(rules)) == {name, "anchor items"}


def test_a_run_and_a_spread_are_found_and_not_judged_without_answers():
    piled = given(positions=(0, 0, 0, 0, 1, 2, 3, 1))
    assert broken(piled) == {"spread of answer positions", "longest run at one answer position"}
    kept = {line.kept for line in lines_of(given(positions=None)) if "position" in line.name}
    assert kept == {None}


@given_(
    st.lists(st.integers(2, 4), max_size=6),
    st.lists(st.integers(0, 3), max_size=3),
)
def test_the_least_spread_is_what_trying_everything_finds(free, fixed):
    best = min(
        max(counts) - min(counts)
        for placed in product(*(range(options) for options in free))
        for counts in [[[*placed, *fixed].count(place) for place in range(4)]]
    )
    assert least_spread(free, fixed, 4) == best


def test_items_of_fixed_order_excuse_the_spread_that_they_force():
    fixed = [entry(n, option_order=OptionOrder.FIXED) for n in range(1, 5)]
    bank = catalogue(*fixed)
    of = given(form(bank=bank), catalogue=bank, positions=(0, 0, 1, 0, 0, 1, 2, 3))
    found = answer_positions(of)
    assert (found.counts, found.best) == ({"A": 4, "B": 2, "C": 1, "D": 1}, 2)


@pytest.mark.parametrize(
    ("target", "within", "kept"),
    [
        # p of item n is n / 100: their mean is .045, their spread √5.25 / 100.
        (Target(kind=TargetKind.P_VALUE, aims=("0.045",)), "", None),
        (Target(kind=TargetKind.P_VALUE, aims=("0.05",)), "0.005", True),
        (Target(kind=TargetKind.P_VALUE, aims=("0.05",)), "0.004", False),
        # Angoff values are .5: four of eight marks.
        (Target(kind=TargetKind.ANGOFF, aims=("4.5",)), "0.5", True),
        (Target(kind=TargetKind.ANGOFF, aims=("4.5",)), "0.4", False),
        # Rasch items at b = 0: information 8 / 4 and score 4 at ability 0.
        (Target(kind=TargetKind.INFORMATION, at=("0",), aims=("1.8",)), "0.2", True),
        (Target(kind=TargetKind.INFORMATION, at=("0",), aims=("1.7",)), "0.2", False),
        (Target(kind=TargetKind.CHARACTERISTIC, at=("0",), aims=("4",)), "0", True),
    ],
)
def test_a_target_is_held_against_the_form(target, within, kept):
    table = parameters(p=lambda n: f"{n / 100}", b=lambda n: "0", angoff=lambda n: "0.5")
    rules = AssemblyRules(target=msgspec.structs.replace(target, within=within))
    (line,) = [one for one in lines_of(ordered(rules, parameters=table)) if one.source == "order"]
    assert line.kept is kept


def test_a_target_without_parameters_is_not_judged_and_says_for_how_many():
    rules = AssemblyRules(target=Target(kind=TargetKind.P_VALUE, aims=("0.5",)))
    (line,) = [one for one in lines_of(ordered(rules)) if one.source == "order"]
    assert (line.kept, "8 of 8" in line.found) == (None, True)


def test_forms_of_one_order_that_share_an_item_break_the_rule_that_holds_without_one():
    one, other = form(), form([1, *range(10, 17)], id="made-2", number=2)
    assert [line.kept for line in overlap_lines([given(one), given(other)])] == [False]
    apart = form(range(9, 17), id="made-2", number=2)
    assert [line.kept for line in overlap_lines([given(one), given(apart)])] == [True]
    later = form([1, *range(10, 17)], id="made-3", seed=2)
    assert list(overlap_lines([given(one), given(later)])) == []


def test_anchor_items_do_not_count_as_overlap():
    anchored = msgspec.structs.replace(question(1, 1), role=Role.ANCHOR)
    one = msgspec.structs.replace(form(), items=(anchored, *form().items[1:]))
    other = form([1, *range(10, 17)], id="made-2")
    other = msgspec.structs.replace(other, items=(anchored, *other.items[1:]))
    found = overlap_of([one, other])
    assert (found.shared, found.but_anchors) == (((8, 1), (1, 8)), ((7, 0), (0, 7)))
