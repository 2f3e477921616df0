"""From rules to a problem: the pool's columns, every constraint's rows, uses, overlap and costs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from exam_engine.assembly.constraints.content import Content
from exam_engine.assembly.constraints.earlier import Earlier
from exam_engine.assembly.constraints.enemies import Enemies
from exam_engine.assembly.constraints.forced import Forced
from exam_engine.assembly.constraints.levels import Levels
from exam_engine.assembly.constraints.marks import Marks
from exam_engine.assembly.constraints.quotas import Quotas
from exam_engine.assembly.constraints.scenarios import Scenarios
from exam_engine.assembly.constraints.seconds import Seconds
from exam_engine.assembly.constraints.types import Types
from exam_engine.assembly.constraints.words import Words
from exam_engine.assembly.objective import COST_RANGE, exposure_costs
from exam_engine.assembly.pool import Pool, Seen
from exam_engine.assembly.programme import Columns, Constraint, IntArray, Problem, rows_of
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError
from exam_engine.model.assembly_rules import AssemblyRules, OverlapRule, ScenarioRule
from exam_engine.model.blueprint import Blueprint


class Draft(NamedTuple):
    """An order for forms as a problem, with the words that it came from.

    ``anchor`` are the ids of the items that stand on all forms for equating. ``wanted`` is how many
    forms are ordered: as many as the problem has, which has one where forms are dealt one by one.
    """

    blueprint: Blueprint
    rules: AssemblyRules
    pool: Pool
    anchor: frozenset[str]
    constraints: tuple[Constraint, ...]
    columns: Columns
    problem: Problem
    wanted: int


class Around(NamedTuple):
    """What rules refer to outside the bank's items.

    ``earlier``: the item ids of each earlier form by its id. ``scenario_words``: by name. ``seen``:
    how much items were seen, by id and version.
    """

    earlier: Mapping[str, Collection[str]]
    scenario_words: Mapping[str, int]
    seen: Mapping[tuple[str, int], Seen]


def draft(
    blueprint: Blueprint,
    rules: AssemblyRules,
    pool: Pool,
    anchor: frozenset[str],
    around: Around,
    wanted: int,
    stream: SeededStream | None,
    *,
    one_by_one: bool = False,
) -> Draft:
    """Return the problem of ``wanted`` forms, or of one of them if they are made one by one.

    :param stream: chance for the costs; left out: nothing is preferred.
    """
    forms = 1 if one_by_one else wanted
    constraints = tuple(_constraints(blueprint, rules, anchor, around))
    names = sorted({item.scenario for item in pool.items} - {""}) if _sets_matter(rules) else []
    columns = Columns(pool.items, tuple(names))
    problem = Problem(
        forms=forms,
        items=len(pool.items),
        columns=columns.width,
        rows=rows_of(constraints, columns),
        most=np.ones(columns.width, dtype=np.int64),
        uses=_uses(rules, columns, anchor, forms),
        costs=_costs(rules, columns, around, forms, stream),
        shared=_shared(rules, anchor, wanted),
    )
    return Draft(blueprint, rules, pool, anchor, constraints, columns, problem, wanted)


def _constraints(
    blueprint: Blueprint, rules: AssemblyRules, anchor: frozenset[str], around: Around
) -> Iterator[Constraint]:
    yield Content(blueprint.leaves())
    yield Levels(blueprint.levels)
    yield Types(blueprint.paper.types)
    yield Marks(blueprint.total_marks, blueprint.paper.items)
    yield Enemies()
    if rules.quotas:
        yield Quotas(rules.quotas, blueprint.requirements)
    if _sets_matter(rules):
        yield Scenarios(rules.scenarios or ScenarioRule())
    if rules.words:
        yield Words(rules.words, around.scenario_words)
    if rules.seconds:
        yield Seconds(rules.seconds)
    if rules.forced:
        yield Forced(rules.forced)
    if anchor:
        yield Forced(anchor - set(rules.forced), "anchor item")
    for each in rules.overlap.earlier if rules.overlap else ():
        yield Earlier(each, around.earlier[each.form])


def _sets_matter(rules: AssemblyRules) -> bool:
    """Return whether rules see scenarios: by their number, their items or their words."""
    return rules.scenarios is not None or rules.words is not None


def _uses(rules: AssemblyRules, columns: Columns, anchor: frozenset[str], forms: int) -> IntArray:
    """Return on how many forms each item may stand; forced ones and anchors stand on all."""
    uses = (rules.overlap or OverlapRule()).uses or forms
    everywhere = anchor.union(rules.forced)
    return np.array(
        [forms if item.id in everywhere else min(uses, forms) for item in columns.items],
        dtype=np.int64,
    )


def _shared(rules: AssemblyRules, anchor: frozenset[str], forms: int) -> tuple[int, int] | None:
    """Return how many items two forms have in common, anchors included, or None.

    :raises AssemblyError: if forced items alone are more than two forms may share.
    """
    overlap = rules.overlap
    if forms == 1 or overlap is None or overlap.between is None:
        return None
    between, forced = overlap.between, len(set(rules.forced) - anchor)
    if forced > between.high:
        raise AssemblyError(
            f"assembly.overlap.between: two forms share {between} items, but {forced} items are "
            "forced on every form; raise it, or order the forms apart"
        )
    if overlap.uses == 1 and between.low <= forced:
        return None  # no two forms share any other item in any case
    return between.low + len(anchor), between.high + len(anchor)


def _costs(
    rules: AssemblyRules,
    columns: Columns,
    around: Around,
    forms: int,
    stream: SeededStream | None,
) -> IntArray:
    """Return what each form pays for each column, shape (forms, columns)."""
    if stream is None:
        return np.zeros((forms, columns.width), dtype=np.int64)
    return np.stack([costs_of_form(rules, columns, around, stream) for _ in range(forms)])


def costs_of_form(
    rules: AssemblyRules, columns: Columns, around: Around, stream: SeededStream
) -> IntArray:
    """Return what one form pays for each column: chance, or exposure before chance.

    Scenarios are drawn too, so that one with many items is not drawn more often for that.
    """
    if rules.exposure:
        own = exposure_costs(columns.items, around.seen, stream)
    else:
        own = [stream.below(COST_RANGE) for _ in columns.items]
    sets = [stream.below(COST_RANGE) for _ in columns.scenarios]
    return np.array([*own, *sets], dtype=np.int64)
