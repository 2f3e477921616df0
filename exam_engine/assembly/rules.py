"""The rules of a blueprint and of an order as one set: both hold.

Lists are put together, ranges narrowed to what lies in both, caps to the stricter one. An anchor
block and a target cannot be had twice: where both sides state one, they have to state the same.
"""

from __future__ import annotations

from typing import TypeVar

from exam_engine.errors import AssemblyError
from exam_engine.model.assembly_rules import (
    AnchorRule,
    AssemblyRules,
    ExposureRule,
    OverlapRule,
    PositionRule,
    Range,
    ScenarioRule,
    Target,
)

_Single = TypeVar("_Single", AnchorRule, Target)


def combined(of_blueprint: AssemblyRules, of_order: AssemblyRules) -> AssemblyRules:
    """Return the rules that hold where a blueprint and an order for it state some.

    :raises AssemblyError: if nothing can keep to both, naming the rule.
    """
    one, other = of_blueprint, of_order
    return AssemblyRules(
        quotas=(*one.quotas, *(quota for quota in other.quotas if quota not in one.quotas)),
        scenarios=_scenarios(one.scenarios, other.scenarios),
        words=_narrowed("words", one.words, other.words),
        seconds=_narrowed("seconds", one.seconds, other.seconds),
        forced=_together(one.forced, other.forced),
        forbidden=_together(one.forbidden, other.forbidden),
        exposure=_exposure(one.exposure, other.exposure),
        overlap=_overlap(one.overlap, other.overlap),
        anchor=_the_same("anchor", one.anchor, other.anchor),
        pilot=max(one.pilot, other.pilot),
        positions=_positions(one.positions, other.positions),
        target=_the_same("target", one.target, other.target),
    )


def _together(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other}))


def _narrowed(name: str, one: Range | None, other: Range | None) -> Range | None:
    if one is None or other is None:
        return one or other
    found = Range(low=max(one.low, other.low), high=min(one.high, other.high))
    if found.low > found.high:
        raise AssemblyError(
            f"assembly.{name}: the blueprint says {one} and the order {other}; nothing is in both"
        )
    return found


def _the_same(name: str, one: _Single | None, other: _Single | None) -> _Single | None:
    if one is not None and other is not None and one != other:
        raise AssemblyError(
            f"assembly.{name}: blueprint and order state different ones; drop it from the order"
        )
    return one or other


def _scenarios(one: ScenarioRule | None, other: ScenarioRule | None) -> ScenarioRule | None:
    if one is None or other is None:
        return one or other
    return ScenarioRule(
        sets=_narrowed("scenarios.sets", one.sets, other.sets),
        items=_narrowed("scenarios.items", one.items, other.items),
    )


def _exposure(one: ExposureRule | None, other: ExposureRule | None) -> ExposureRule | None:
    if one is None or other is None:
        return one or other
    return ExposureRule(
        candidates=_stricter(one.candidates, other.candidates),
        percent=_stricter(one.percent, other.percent),
        rest_days=max(one.rest_days, other.rest_days),
    )


def _stricter(one: int, other: int) -> int:
    """Return the lower of two caps; 0 caps nothing."""
    return min(one or other, other or one)


def _overlap(one: OverlapRule | None, other: OverlapRule | None) -> OverlapRule | None:
    if one is None or other is None:
        return one or other
    return OverlapRule(
        between=_narrowed("overlap.between", one.between, other.between),
        uses=_stricter(one.uses, other.uses),
        earlier=(*one.earlier, *(each for each in other.earlier if each not in one.earlier)),
    )


def _positions(one: PositionRule | None, other: PositionRule | None) -> PositionRule | None:
    if one is None or other is None:
        return one or other
    return PositionRule(
        spread=min(one.spread, other.spread), longest_run=min(one.longest_run, other.longest_run)
    )
