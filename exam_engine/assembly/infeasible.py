"""What a bank lacks, in the author's words.

The same programme is solved once more with *wanted items*: for every kind of item (requirement and
level) as many as one likes, at a cost of one each, while the bank's own items cost nothing. The
optimum is the smallest number of new items with which the forms could be built, and says of which
kind they are. Many enemies can make that optimum hard to prove: then the best found within a time
is told, as what would do, or else what is missing even with enemies side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from exam_engine.assembly.constraints.enemies import Enemies
from exam_engine.assembly.pool import Pool, PoolItem
from exam_engine.assembly.programme import Constraint, programme
from exam_engine.assembly.solver import Verdict, solve
from exam_engine.errors import FormInfeasible
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.item_type import ItemType

_WANTED = "wanted:"
_PATIENCE_S = 10.0


def explain(
    blueprint: Blueprint, pool: Pool, forms: int, constraints: Sequence[Constraint]
) -> FormInfeasible:
    """Return the error that says what is short and by how many."""
    wanted = list(_wanted(blueprint, pool, forms))
    items = [*pool.items, *wanted]
    costs = [int(item.id.startswith(_WANTED)) for item in items] * forms
    solution = solve(programme(items, forms, constraints, costs), within_s=_PATIENCE_S)
    surely = solution.verdict is Verdict.OPTIMAL
    if not solution.values:
        friendly = [each for each in constraints if not isinstance(each, Enemies)]
        solution = solve(programme(items, forms, friendly, costs), within_s=_PATIENCE_S)
    if not solution.values:
        return FormInfeasible(
            f"{blueprint.id}: the requirements contradict each other whatever the bank holds",
            ["check the quotas of requirements and levels in the blueprint"],
        )
    missing: Counter[str] = Counter()
    for at, value in enumerate(solution.values):
        item = items[at % len(items)]
        if value and item.id.startswith(_WANTED):
            missing[item.id] += value
    return _error(blueprint, pool, forms, wanted, missing, surely=surely)


def _wanted(blueprint: Blueprint, pool: Pool, forms: int) -> Iterator[PoolItem]:
    """Yield an item of every kind that could be wanted; one stands for many."""
    types = blueprint.paper.types
    for leaf in blueprint.leaves():
        for level, quota in blueprint.levels.items():
            for kind in types if quota and leaf.items else ():
                for marks in _worth(blueprint, pool, kind):
                    yield PoolItem(
                        id=f"{_WANTED}{leaf.code}:{level.value}:{kind.value}:{marks}",
                        requirement=leaf.code,
                        level=level,
                        enemies=frozenset(),
                        type=kind,
                        marks=marks,
                        most=leaf.items * forms,
                    )


def _worth(blueprint: Blueprint, pool: Pool, kind: ItemType) -> list[int]:
    """Return what items of a type are worth: as in the bank, else an equal share of the marks."""
    known = {item.marks for item in pool.items if item.type is kind}
    share = blueprint.total_marks // blueprint.paper.items
    return sorted(known) or [max(1, share)]


def _kind(blueprint: Blueprint, item: PoolItem) -> str:
    name = f"at level {item.level.value}"
    if len(blueprint.paper.types) > 1:
        name += f", type {item.type.value} of {item.marks} marks"
    return name


def _error(
    blueprint: Blueprint,
    pool: Pool,
    forms: int,
    wanted: Sequence[PoolItem],
    missing: Counter[str],
    *,
    surely: bool,
) -> FormInfeasible:
    shortages = []
    for leaf in blueprint.leaves():
        kinds = [
            f"{missing[kind.id]} {_kind(blueprint, kind)}"
            for kind in wanted
            if kind.requirement == leaf.code and missing[kind.id]
        ]
        if kinds:
            usable = sum(item.requirement == leaf.code for item in pool.items)
            short = sum(missing[kind.id] for kind in wanted if kind.requirement == leaf.code)
            shortages.append(
                f"requirement {leaf.code} {leaf.title}: {leaf.items * forms} needed for "
                f"{_forms(forms)}, {usable} usable, short by {short} (write {', '.join(kinds)})"
            )
    shortages.extend(
        f"{count} items of the bank were left out because they {reason}"
        for reason, count in sorted(pool.left_out.items())
    )
    total = sum(missing.values())
    would_do = f"{total} more items would do" if total else "more items are needed"
    headline = (
        f"{blueprint.id}: the bank cannot carry {_forms(forms)} with enemies apart and no item on "
        f"two forms; {would_do}{'' if surely else ' (not proven to be the fewest)'}:"
    )
    return FormInfeasible(headline, shortages)


def _forms(count: int) -> str:
    return "1 form" if count == 1 else f"{count} forms"
