"""Every rule of an order holds on every form, counted from the items themselves."""

from itertools import pairwise

import msgspec
import pytest

from assembly.made import EXAM, bank, blueprint, item, scenario, sealed
from exam_engine.assembly.build import Inputs, build_forms, build_order
from exam_engine.assembly.pool import Seen
from exam_engine.canonical import canonical_json
from exam_engine.errors import AssemblyError, FormInfeasible
from exam_engine.model.assembly_rules import (
    AnchorRule,
    AssemblyRules,
    EarlierForm,
    ExposureRule,
    OverlapRule,
    PositionRule,
    Quota,
    Range,
    ScenarioRule,
)
from exam_engine.model.form import Role
from exam_engine.model.form_order import FormOrder, Method
from exam_engine.model.item_type import ItemState, Level, OptionOrder

METHODS = list(Method)


def state_of(n):
    return ItemState.PILOT if n % 10 == 9 else ItemState.OPERATIONAL


def scenario_of(n):
    return f"sc-{n % 5:03d}@1" if n < 60 else ""


def enemies_of(n):
    return (f"it-{n + 1:05d}", f"it-{n + 2:05d}") if n % 20 == 0 else ()


ITEMS = [
    item(n, state=state_of(n), scenario=scenario_of(n), enemies=enemies_of(n)) for n in range(240)
]
BY_ID = {each.id: each for each in ITEMS}
EXAM_OF_12 = blueprint()


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made = bank(ITEMS, map(scenario, range(5)))
    with sealed(made, tmp_path_factory.mktemp("bank") / "b.sealed") as found:
        yield found


def order(rules, forms=3, method=Method.PARALLEL, seed=1, **more):
    return FormOrder(blueprint=EXAM, forms=forms, seed=seed, method=method, rules=rules, **more)


def built(opened, rules, forms=3, method=Method.PARALLEL, inputs=None, **more):
    return build_order(EXAM_OF_12, opened, order(rules, forms, method, **more), inputs).forms


def scored(form):
    return [BY_ID[entry.item] for entry in form.items if entry.scored]


def words(form):
    texts = {one.name: len(one.text.split()) for one in map(scenario, range(5))}
    own = sum(
        len(one.stem.split()) + sum(len(o.text.split()) for o in one.options)
        for one in scored(form)
    )
    return own + sum(texts[name] for name in {one.scenario for one in scored(form)} - {""})


@pytest.mark.parametrize("method", METHODS)
def test_quotas_over_the_tree_hold_as_ranges(opened, method):
    rules = AssemblyRules(
        quotas=(
            Quota(topic="a", items=Range(low=8, high=9)),
            Quota(topic="b.one", level=Level.REMEMBER, items=Range(low=2, high=2)),
            Quota(requirement="1", topic="a.two", items=Range(low=1, high=3)),
        )
    )
    for form in built(opened, rules, method=method):
        own = scored(form)
        assert sum(one.topic.startswith("a.") for one in own) in (8, 9)
        assert sum(one.topic == "b.one" and one.level is Level.REMEMBER for one in own) == 2
        assert 1 <= sum(one.topic == "a.two" for one in own) <= 3


@pytest.mark.parametrize("method", METHODS)
def test_scenarios_bring_their_items_in_a_range(opened, method):
    rules = AssemblyRules(
        scenarios=ScenarioRule(sets=Range(low=1, high=2), items=Range(low=3, high=4))
    )
    for form in built(opened, rules, method=method):
        names = [one.scenario for one in scored(form) if one.scenario]
        assert 1 <= len(set(names)) <= 2
        assert all(3 <= names.count(name) <= 4 for name in names)
        assert {one.name for one in form.scenarios} == set(names)


@pytest.mark.parametrize("method", METHODS)
def test_words_count_scenarios_once_and_time_adds_up(opened, method):
    free = built(opened, AssemblyRules(), forms=1)[0]
    reading = Range(low=words(free) - 40, high=words(free) + 40)
    rules = AssemblyRules(words=reading, seconds=Range(low=690, high=750))
    for form in built(opened, rules, method=method):
        assert reading.low <= words(form) <= reading.high
        assert 690 <= sum(one.expected_seconds for one in scored(form)) <= 750


@pytest.mark.parametrize("method", METHODS)
def test_forced_items_stand_on_every_form_and_forbidden_ones_on_none(opened, method):
    rules = AssemblyRules(
        forced=("it-00060", "it-00101"), forbidden=tuple(f"it-{n:05d}" for n in range(110, 170))
    )
    for form in built(opened, rules, method=method):
        ids = {entry.item for entry in form.items}
        assert {"it-00060", "it-00101"} <= ids
        assert not ids & set(rules.forbidden)


@pytest.mark.parametrize("method", METHODS)
def test_enemies_never_meet_whoever_names_whom(opened, method):
    for form in built(opened, AssemblyRules(pilot=2), forms=5, method=method):
        ids = {entry.item for entry in form.items}
        assert not any(ids & set(BY_ID[one].enemies) for one in ids)


def test_overlap_with_an_earlier_form_lies_in_its_range(opened):
    (before,) = build_forms(EXAM_OF_12, opened, 1, seed=77)
    old = {entry.item for entry in before.items}
    inputs = Inputs(earlier={before.id: before})
    for method in METHODS:
        rule = OverlapRule(
            uses=0, earlier=(EarlierForm(form=before.id, items=Range(low=3, high=5)),)
        )
        rules = AssemblyRules(overlap=rule)
        for form in built(opened, rules, method=method, inputs=inputs):
            assert 3 <= len(old & {entry.item for entry in form.items}) <= 5


@pytest.mark.parametrize("method", [Method.PARALLEL, Method.DRAW])
def test_any_two_forms_share_a_number_in_the_range(opened, method):
    rule = OverlapRule(between=Range(low=1, high=3), uses=0)
    forms = built(opened, AssemblyRules(overlap=rule), method=method)
    held = [{entry.item for entry in form.items} for form in forms]
    common = [len(one & other) for at, one in enumerate(held) for other in held[:at]]
    assert len(common) == 3
    assert all(1 <= count <= 3 for count in common)


def test_an_item_stands_on_as_many_forms_as_it_may(opened):
    rules = AssemblyRules(overlap=OverlapRule(uses=2))
    forms = built(opened, rules, forms=6, method=Method.DRAW)
    uses = [sum(one.id in form.by_item() for form in forms) for one in ITEMS]
    assert max(uses) == 2


@pytest.mark.parametrize("method", METHODS)
def test_an_anchor_block_is_on_all_forms_and_represents_the_content(opened, method):
    """Parent of the figures: a quarter of 12 items in 3 equal requirements and 2 equal levels is 3,
    of which each requirement has exactly 1 and each level 1 or 2."""
    forms = built(opened, AssemblyRules(anchor=AnchorRule(percent=25)), method=method)
    blocks = [
        frozenset(entry.item for entry in form.items if entry.role is Role.ANCHOR) for form in forms
    ]
    (block,) = set(blocks)
    items = [BY_ID[name] for name in block]
    assert sorted(one.requirements[EXAM] for one in items) == ["1.1", "1.2", "1.3"]
    assert sum(one.level is Level.REMEMBER for one in items) in (1, 2)


def test_an_anchor_block_can_come_from_an_earlier_form(opened):
    (before,) = build_forms(EXAM_OF_12, opened, 1, seed=78)
    rules = AssemblyRules(anchor=AnchorRule(percent=50, form=before.id))
    forms = built(opened, rules, inputs=Inputs(earlier={before.id: before}))
    for form in forms:
        anchors = {entry.item for entry in form.items if entry.role is Role.ANCHOR}
        assert len(anchors) == 6
        assert anchors <= {entry.item for entry in before.items}


@pytest.mark.parametrize("method", METHODS)
def test_items_on_trial_count_nothing_and_take_turns(opened, method):
    forms = built(opened, AssemblyRules(pilot=4), method=method)
    on_trial = []
    for form in forms:
        assert len(form.items) == 16
        assert (form.total_marks, form.cut_score) == (12, 6)
        own = [entry for entry in form.items if entry.role is Role.PILOT]
        assert [entry.n for entry in form.items] == list(range(1, 17))
        assert all(BY_ID[entry.item].state is ItemState.PILOT for entry in own)
        scenarios = {one.scenario for one in scored(form)} | {""}
        assert all(entry.scenario in scenarios for entry in own)
        on_trial += [entry.item for entry in own]
    assert len(on_trial) == len(set(on_trial)) == 12


def test_the_least_piloted_come_first(opened):
    trial = [one for one in ITEMS if one.state is ItemState.PILOT and not one.scenario]
    fresh = {one.id for one in trial[:4]}
    seen = {
        (one.id, 1): Seen(candidates=50, starts=50, of=100, rested_days=None)
        for one in ITEMS
        if one.state is ItemState.PILOT and one.id not in fresh
    }
    (form,) = built(opened, AssemblyRules(pilot=4), forms=1, inputs=Inputs(seen=seen))
    assert {entry.item for entry in form.items if not entry.scored} == fresh


def test_too_few_items_on_trial_are_told_with_their_number(opened):
    with pytest.raises(FormInfeasible, match="24 usable items are in state pilot"):
        built(opened, AssemblyRules(pilot=30), forms=1)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (ExposureRule(candidates=200), "were seen by 200 candidates or more"),
        (ExposureRule(percent=20), "stood in 20 % of the attempts or more"),
        (ExposureRule(rest_days=90), "were used less than 90 days ago"),
    ],
)
def test_items_that_were_seen_too_much_stay_out(opened, rule, why):
    much = {
        (one.id, 1): Seen(candidates=200, starts=200, of=1000, rested_days=10) for one in ITEMS[60:]
    }
    some = {
        (one.id, 1): Seen(candidates=199, starts=199, of=1000, rested_days=90) for one in ITEMS[:60]
    }
    rules = AssemblyRules(exposure=rule)
    (form,) = built(opened, rules, forms=1, inputs=Inputs(seen=much | some))
    assert all(one.id < "it-00060" for one in scored(form))
    with pytest.raises(FormInfeasible, match=why):
        built(opened, rules, forms=6, inputs=Inputs(seen=much | some))


def test_the_least_exposed_come_first(opened):
    """Half of the bank was seen by more people; all forms fit into the other half."""
    seen = {
        (one.id, 1): Seen(candidates=100 + n % 7, starts=1, of=1000, rested_days=None)
        for n, one in enumerate(ITEMS)
        if n >= 120
    }
    rules = AssemblyRules(exposure=ExposureRule(candidates=1000))
    for form in built(opened, rules, forms=4, inputs=Inputs(seen=seen)):
        assert all(one.id < "it-00120" for one in scored(form))


def test_a_longest_run_of_one_alternates_positions(opened):
    rules = AssemblyRules(positions=PositionRule(longest_run=1))
    for form in built(opened, rules):
        places = [entry.options.index(BY_ID[entry.item].lines[0].answer[0]) for entry in form.items]
        assert all(one != other for one, other in pairwise(places))
        assert [places.count(at) for at in range(4)] == [3, 3, 3, 3]


def test_rules_of_the_blueprint_and_of_the_order_both_hold(opened):
    exam = blueprint(assembly=AssemblyRules(quotas=(Quota(topic="a", items=Range(low=8, high=9)),)))
    rules = AssemblyRules(quotas=(Quota(topic="a.one", items=Range(low=2, high=2)),))
    for form in build_order(exam, opened, order(rules)).forms:
        assert sum(one.topic.startswith("a.") for one in scored(form)) in (8, 9)
        assert sum(one.topic == "a.one" for one in scored(form)) == 2


@pytest.mark.parametrize("method", METHODS)
def test_the_same_order_gives_the_same_forms_to_the_byte(opened, method):
    rules = AssemblyRules(
        pilot=2, anchor=AnchorRule(percent=25), scenarios=ScenarioRule(items=Range(low=2, high=4))
    )
    one, other = (
        [canonical_json(form) for form in built(opened, rules, method=method)] for _ in range(2)
    )
    assert one == other
    assert built(opened, rules, method=method, seed=2)[0].by_item().keys() != (
        built(opened, rules, method=method)[0].by_item().keys()
    )


def test_a_form_is_bound_to_its_order(opened):
    rules = AssemblyRules(forced=("it-00060",))
    (form,) = built(opened, rules, forms=1)
    assert form.order_digest == order(rules, forms=1).digest
    (plain,) = build_forms(EXAM_OF_12, opened, 1, seed=1)
    assert (plain.order_digest, plain.parameters_digest) == ("", "")
    assert form.id != plain.id


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (AssemblyRules(forced=("it-99999",)), "item it-99999 is not in this bank"),
        (AssemblyRules(forced=("it-00009",)), "it-00009 is left out, with those that are pilot"),
        (
            AssemblyRules(anchor=AnchorRule(items=("it-00019",))),
            "assembly.anchor.items: item it-00019 is left out",
        ),
        (
            AssemblyRules(quotas=(Quota(topic="c", items=Range(low=1, high=1)),)),
            "bank made-bank has no topic 'c'; there are: a, a.one",
        ),
    ],
)
def test_a_rule_that_names_what_the_bank_has_not_is_refused(opened, rules, said):
    with pytest.raises(AssemblyError, match=said):
        built(opened, rules)


def test_rules_that_leave_nothing_between_them_are_refused(opened):
    exam = blueprint(assembly=AssemblyRules(words=Range(low=100, high=200)))
    with pytest.raises(AssemblyError, match=r"assembly.words: the blueprint says 100 to 200"):
        build_order(exam, opened, order(AssemblyRules(words=Range(low=300, high=400))))


def test_fixed_items_keep_their_order_and_the_rest_makes_up_for_it(tmp_path):
    """Six of twelve stand at A for good: then six others cannot stand there, and 2 2 2 is best."""
    items = [
        msgspec.structs.replace(
            one,
            option_order=OptionOrder.FIXED,
            lines=(msgspec.structs.replace(one.lines[0], answer=("a",)),),
        )
        if n < 6
        else one
        for n, one in enumerate(item(n) for n in range(12))
    ]
    with sealed(bank(items), tmp_path / "b.sealed") as opened:
        (form,) = build_order(
            EXAM_OF_12, opened, order(AssemblyRules(positions=PositionRule(spread=1)), forms=1)
        ).forms
    by_id = {one.id: one for one in items}
    places = [entry.options.index(by_id[entry.item].lines[0].answer[0]) for entry in form.items]
    assert [places.count(at) for at in range(4)] == [6, 2, 2, 2]
