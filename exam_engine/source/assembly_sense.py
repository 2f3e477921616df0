"""Rules that cannot hold, whatever a bank offers: found before anything is built."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.model.assembly_rules import (
    AnchorRule,
    AssemblyRules,
    OverlapRule,
    Quota,
    Range,
    Target,
    TargetKind,
)
from exam_engine.model.blueprint import Blueprint, Requirement

_CURVES = frozenset({TargetKind.INFORMATION, TargetKind.CHARACTERISTIC})


def contradictions(rules: AssemblyRules, blueprint: Blueprint) -> list[str]:
    """Return what does not make sense in ``rules`` for ``blueprint``, each with its field."""
    problems = [f"assembly.{problem}" for problem in _upside_down(rules)]
    for at, quota in enumerate(rules.quotas, start=1):
        problems += [f"assembly.quotas[{at}].{each}" for each in _of_quota(quota, blueprint)]
    both = sorted(set(rules.forced) & set(rules.forbidden))
    if both:
        problems.append(f"assembly.forced: {', '.join(both)} are forbidden as well; drop one")
    if len(set(rules.forced)) > blueprint.paper.items:
        problems.append(
            f"assembly.forced: {len(set(rules.forced))} items, but a form has "
            f"{blueprint.paper.items}"
        )
    if rules.anchor:
        problems += _of_anchor(rules.anchor, blueprint.paper.items)
    if rules.overlap:
        problems += _of_overlap(rules.overlap)
    if rules.target:
        problems += _of_target(rules.target)
    return [*problems, *_of_scenarios(rules, blueprint.paper.items)]


def _upside_down(rules: AssemblyRules) -> Iterator[str]:
    """Yield each range that ends below its beginning."""
    named: list[tuple[str, Range | None]] = [
        *((f"quotas[{at}].items", each.items) for at, each in enumerate(rules.quotas, start=1)),
        ("words", rules.words),
        ("seconds", rules.seconds),
    ]
    if rules.scenarios:
        named += [
            ("scenarios.sets", rules.scenarios.sets),
            ("scenarios.items", rules.scenarios.items),
        ]
    if rules.overlap:
        named.append(("overlap.between", rules.overlap.between))
        named += [
            (f"overlap.earlier[{at}].items", each.items)
            for at, each in enumerate(rules.overlap.earlier, start=1)
        ]
    for name, each in named:
        if each and each.low > each.high:
            yield f"{name}: [{each.low}, {each.high}] ends below its beginning; turn it round"


def _of_quota(quota: Quota, blueprint: Blueprint) -> Iterator[str]:
    codes = {node.code for top in blueprint.requirements for node in _nodes(top)}
    if quota.requirement and quota.requirement not in codes:
        yield (
            f"requirement: {blueprint.id} has no requirement {quota.requirement}; there are: "
            f"{', '.join(sorted(codes))}"
        )
    if quota.level and not blueprint.levels.get(quota.level):
        yield f"level: {blueprint.id} has no items at level {quota.level.value}"
    if quota.type and quota.type not in blueprint.paper.types:
        yield f"type: {blueprint.id} has no items of type {quota.type.value}"
    if quota.items.low > blueprint.paper.items:
        yield f"items: {quota.items} items, but a form has {blueprint.paper.items}"
    if not (quota.requirement or quota.topic or quota.level or quota.type):
        yield "items: of what? name a requirement, topic, level or type"


def _nodes(node: Requirement) -> Iterator[Requirement]:
    yield node
    for part in node.parts:
        yield from _nodes(part)


def _of_anchor(anchor: AnchorRule, items: int) -> Iterator[str]:
    if bool(anchor.items) == bool(anchor.percent):
        yield "assembly.anchor: write either items (which ones) or percent (how many)"
    if anchor.items and anchor.form:
        yield "assembly.anchor.form: goes with percent; named items need no earlier form"
    if len(set(anchor.items)) > items:
        yield f"assembly.anchor.items: {len(set(anchor.items))} items, but a form has {items}"


def _of_overlap(overlap: OverlapRule) -> Iterator[str]:
    if overlap.uses == 1 and overlap.between and overlap.between.low:
        yield (
            "assembly.overlap.uses: 1 lets no two forms share an item, but between asks for "
            f"{overlap.between}; write uses = 0 or more than 1"
        )


def _of_target(target: Target) -> Iterator[str]:
    kind = target.kind
    if kind in _CURVES:
        if len(target.at) != len(target.aims):
            yield (
                f"assembly.target.at: {len(target.at)} abilities for {len(target.aims)} aims; "
                "write one ability for each aim"
            )
        if len(set(target.at)) != len(target.at):
            yield "assembly.target.at: names an ability twice"
    else:
        if target.at:
            yield f"assembly.target.at: abilities are for {' and '.join(_names(_CURVES))} only"
        most = 2 if kind is TargetKind.P_VALUE else 1
        if len(target.aims) > most:
            allowed = "mean and standard deviation" if most == 2 else "one expected score in marks"
            yield f"assembly.target.aims: {len(target.aims)} figures; allowed: {allowed}"
        if kind is TargetKind.P_VALUE and not 0 <= float(target.aims[0]) <= 1:
            yield f"assembly.target.aims: a mean p of {target.aims[0]}; allowed: 0 to 1"
    if any(float(aim) < 0 for aim in (*target.aims, target.within or "0")):
        yield "assembly.target.aims: aims and within are never negative"


def _names(kinds: frozenset[TargetKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)


def _of_scenarios(rules: AssemblyRules, items: int) -> Iterator[str]:
    sets = rules.scenarios and rules.scenarios.sets
    each = rules.scenarios and rules.scenarios.items
    if sets and each and sets.low * each.low > items:
        yield (
            f"assembly.scenarios: {sets.low} scenarios with {each.low} items each are more than "
            f"the {items} items of a form"
        )
