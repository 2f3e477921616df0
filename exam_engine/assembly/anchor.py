"""The anchor block: scored items that all forms of an order share, for equating.

Named items are taken as they are. A share in percent is chosen so that the block represents the
content of a form in small: it has of each requirement, level and type its proportion, rounded down
or up (Kolen and Brennan, 2014, 8.1: "a mini version of the total test"). That is a small problem of
its own, without enemies in the block, and of all its answers one is drawn by chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction

import numpy as np

from exam_engine.assembly.assemble import assemble
from exam_engine.assembly.constraints.enemies import Enemies
from exam_engine.assembly.objective import COST_RANGE
from exam_engine.assembly.pool import Pool, PoolItem
from exam_engine.assembly.programme import Columns, Problem, Row, row
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError, FormInfeasible
from exam_engine.model.assembly_rules import AnchorRule
from exam_engine.model.blueprint import Blueprint


def anchor_items(
    rule: AnchorRule,
    blueprint: Blueprint,
    pool: Pool,
    earlier: Collection[tuple[str, int]] | None,
    stream: SeededStream,
) -> frozenset[str]:
    """Return the ids of the items of the anchor block.

    :param earlier: the item versions of the earlier form that the rule names, if it names one.
    :raises FormInfeasible: if no block represents the content.
    """
    if rule.items:
        return frozenset(rule.items)
    size = anchor_size(rule.percent, blueprint.paper.items)
    candidates = [
        item for item in pool.items if earlier is None or (item.id, item.version) in earlier
    ]
    # Without scenarios first: one that stands on all forms needs other items of it on each.
    alone = [item for item in candidates if not item.scenario]
    for some in (alone, candidates):
        found = _chosen(blueprint, some, size, stream)
        if found:
            return found
    where = f"form {rule.form}" if rule.form else "the bank"
    raise FormInfeasible(
        f"{blueprint.id}: no {size} items of {where} represent the content in small (anchor, "
        f"{rule.percent} %)",
        [f"{len(candidates)} usable items were there to choose from", *_least(blueprint, size)],
    )


def anchor_size(percent: int, items: int) -> int:
    """Return how many items ``percent`` of a form's items are: halves are rounded up."""
    return int(Fraction(percent * items, 100) + Fraction(1, 2))


def _chosen(
    blueprint: Blueprint, items: Iterable[PoolItem], size: int, stream: SeededStream
) -> frozenset[str]:
    columns = Columns(tuple(items))
    count = len(columns.items)
    costs = np.array([[stream.below(COST_RANGE) for _ in range(count)]], dtype=np.int64)
    rows = (*_shares(blueprint, columns, size), *Enemies().rows(columns))
    ones = np.ones(count, dtype=np.int64)
    answer = assemble(Problem(1, count, count, rows, ones, ones, costs), stream)
    if not len(answer.holds):
        return frozenset()
    return frozenset(columns.items[at].id for at in np.flatnonzero(answer.holds[0]))


def _shares(blueprint: Blueprint, columns: Columns, size: int) -> Iterator[Row]:
    """Yield the rows that keep the block's parts in proportion to the whole."""
    items = columns.items
    yield row("items of the anchor block", np.arange(len(items)), size, size)
    for leaf in blueprint.leaves():
        own = columns.where(item.requirement == leaf.code for item in items)
        yield row(f"share of {leaf.code}", own, *_share(blueprint, leaf.items, size))
    for level, quota in blueprint.levels.items():
        own = columns.where(item.level is level for item in items)
        yield row(f"share of {level.value}", own, *_share(blueprint, quota, size))
    for kind, quota in blueprint.paper.types.items():
        own = columns.where(item.type is kind for item in items)
        yield row(f"share of {kind.value}", own, *_share(blueprint, quota, size))


def _share(blueprint: Blueprint, quota: int, size: int) -> tuple[int, int]:
    low, rest = divmod(quota * size, blueprint.paper.items)
    return low, low + bool(rest)


def _least(blueprint: Blueprint, size: int) -> Iterator[str]:
    for leaf in blueprint.leaves():
        low, high = _share(blueprint, leaf.items, size)
        yield f"requirement {leaf.code}: {low if low == high else f'{low} or {high}'} items"


def refuse_unusable(field: str, items: Iterable[str], pool: Pool) -> None:
    """Refuse items that are named in a rule and cannot stand on a form.

    :raises AssemblyError: naming the field, the item and why.
    """
    usable = {item.id for item in pool.items}
    for item in items:
        if item not in usable:
            why = pool.why.get(item)
            said = f"is left out, with those that {why}" if why else "is not in this bank"
            raise AssemblyError(f"assembly.{field}: item {item} {said}; drop it from the rule")
