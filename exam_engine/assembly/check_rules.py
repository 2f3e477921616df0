"""Every further rule is counted again on a finished form, from the bank's catalogue alone.

Nothing here shares code with the constraints: what one gets wrong, the other notices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from exam_engine.model.assembly_rules import NO_RULES, AssemblyRules, Quota, Range
from exam_engine.model.blueprint import Blueprint, Requirement
from exam_engine.model.form import Form, FormItem, Role
from exam_engine.model.item_parts import ItemCatalogue
from exam_engine.model.item_type import ItemState, ItemType, OptionOrder

NO_ITEMS: frozenset[str] = frozenset()


class ForRules(NamedTuple):
    """What rules are checked with.

    ``anchor``: the ids of the anchor items; ``earlier``: the item ids of earlier forms by form id;
    ``scenario_words``: by name. ``alone``: forms are for a candidate each, and may share items.
    """

    rules: AssemblyRules = NO_RULES
    anchor: frozenset[str] = NO_ITEMS
    earlier: Mapping[str, Collection[str]] = {}
    scenario_words: Mapping[str, int] = {}
    alone: bool = False


def rule_problems(
    blueprint: Blueprint,
    form: Form,
    catalogue: Mapping[str, ItemCatalogue],
    places: Sequence[int],
    further: ForRules,
) -> Iterator[str]:
    """Yield what does not agree on one form."""
    rules = further.rules
    scored = [(entry, catalogue[entry.item]) for entry in form.items if entry.scored]
    ids = {entry.item for entry, _ in scored}
    for quota in rules.quotas:
        count = sum(_inside(quota, blueprint, entry, item) for entry, item in scored)
        yield from _outside(f"quota {quota.requirement or quota.topic}", count, quota.items)
    if rules.words:
        words = sum(item.words for _, item in scored) + sum(
            further.scenario_words.get(name, 0) for name in _scenarios(scored)
        )
        yield from _outside("words", words, rules.words)
    if rules.seconds:
        yield from _outside("seconds", sum(i.expected_seconds for _, i in scored), rules.seconds)
    for name in sorted((set(rules.forced) | further.anchor) - ids):
        yield f"item {name} is missing, though forced or an anchor"
    for name in sorted(set(rules.forbidden) & {entry.item for entry in form.items}):
        yield f"item {name} is forbidden"
    yield from _of_scenarios(rules, scored)
    for each in rules.overlap.earlier if rules.overlap else ():
        common = len(ids & set(further.earlier[each.form]))
        yield from _outside(f"items shared with {each.form}", common, each.items)
    yield from _of_roles(form, catalogue, further)
    yield from _of_positions(form, catalogue, places, rules)


def overlap_problems(forms: Sequence[Form], further: ForRules) -> Iterator[str]:
    """Yield each two forms that share more or fewer items than the rules allow."""
    between = further.rules.overlap and further.rules.overlap.between
    if not between or further.alone:
        return
    held = [{e.item for e in form.items if e.role is Role.SCORED} for form in forms]
    for at, one in enumerate(held):
        for other in range(at + 1, len(held)):
            common = len(one & held[other])
            yield from _outside(f"items shared by forms {at + 1} and {other + 1}", common, between)


def _outside(name: str, count: int, allowed: Range) -> Iterator[str]:
    if not allowed.low <= count <= allowed.high:
        yield f"{name}: {count}, not {allowed}"


def _inside(quota: Quota, blueprint: Blueprint, entry: FormItem, item: ItemCatalogue) -> bool:
    if quota.level is not None and item.level is not quota.level:
        return False
    if quota.type is not None and item.type is not quota.type:
        return False
    if quota.topic:
        parts = item.topic.replace("/", ".").split(".")
        wanted = quota.topic.replace("/", ".").split(".")
        if parts[: len(wanted)] != wanted:
            return False
    return not quota.requirement or any(
        quota.requirement in path and entry.requirement == path[-1]
        for top in blueprint.requirements
        for path in _paths(top)
    )


def _paths(node: Requirement) -> Iterator[tuple[str, ...]]:
    """Yield the codes from a node down to each leaf."""
    if not node.parts:
        yield (node.code,)
    for part in node.parts:
        for path in _paths(part):
            yield (node.code, *path)


def _scenarios(scored: Sequence[tuple[FormItem, ItemCatalogue]]) -> Counter[str]:
    return Counter(item.scenario for _, item in scored if item.scenario)


def _of_scenarios(
    rules: AssemblyRules, scored: Sequence[tuple[FormItem, ItemCatalogue]]
) -> Iterator[str]:
    if rules.scenarios is None:
        return
    brought = _scenarios(scored)
    if rules.scenarios.sets:
        yield from _outside("scenarios", len(brought), rules.scenarios.sets)
    if rules.scenarios.items:
        for name, count in sorted(brought.items()):
            yield from _outside(f"items of {name}", count, rules.scenarios.items)


def _of_roles(
    form: Form, catalogue: Mapping[str, ItemCatalogue], further: ForRules
) -> Iterator[str]:
    pilots = [entry for entry in form.items if entry.role is Role.PILOT]
    if len(pilots) != further.rules.pilot:
        yield f"{len(pilots)} items on trial, not {further.rules.pilot}"
    with_text = {entry.scenario for entry in form.items if entry.scored} | {""}
    for entry in form.items:
        state = ItemState.PILOT if entry.role is Role.PILOT else ItemState.OPERATIONAL
        if catalogue[entry.item].state is not state:
            yield f"{entry.item} is {catalogue[entry.item].state.value} and {entry.role.value}"
        if entry.scenario not in with_text:
            yield f"{entry.item} is on trial and brings a scenario of its own"
        if (entry.role is Role.ANCHOR) != (entry.item in further.anchor):
            yield f"{entry.item} is {entry.role.value}, which is not its role"


def _of_positions(
    form: Form,
    catalogue: Mapping[str, ItemCatalogue],
    places: Sequence[int],
    rules: AssemblyRules,
) -> Iterator[str]:
    """Hold the spread against the rule, or against the best that fixed items leave possible.

    Where items have different numbers of options, positions cannot be alike, and none is checked.
    """
    items = [catalogue[entry.item] for entry in form.items]
    singles = [
        (item, place)
        for item, place in zip(items, places, strict=True)
        if item.type is ItemType.SINGLE
    ]
    widths = {len(item.option_ids) for item, _ in singles}
    if rules.positions is None or len(widths) != 1:
        return
    counts = Counter(dict.fromkeys(range(widths.pop()), 0))
    fixed = counts.copy()
    for item, place in singles:
        counts[place] += 1
        fixed[place] += item.option_order is OptionOrder.FIXED
    spread = max(counts.values()) - min(counts.values())
    if spread > max(rules.positions.spread, _best(list(fixed.values()), len(singles))):
        yield f"right answers lead by {spread} at one position"


def _best(fixed: list[int], total: int) -> int:
    """Return the smallest spread when the rest of ``total`` fills up the lowest counts."""
    counts = list(fixed)
    for _ in range(total - sum(fixed)):
        counts[counts.index(min(counts))] += 1
    return max(counts) - min(counts)
