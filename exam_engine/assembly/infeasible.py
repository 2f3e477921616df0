"""What a bank lacks, in the author's words.

The same programme is solved once more with *wanted items*: for every kind of item (requirement and
level) as many as one likes, at a cost of one each, while the bank's own items cost nothing. The
optimum is the smallest number of new items with which the forms could be built, and says of which
kind they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from exam_engine.assembly.pool import Pool, PoolItem
from exam_engine.assembly.programme import Constraint, programme
from exam_engine.assembly.solver import Verdict, solve
from exam_engine.errors import FormInfeasible
from exam_engine.model.blueprint import Blueprint

_WANTED = "wanted:"


def explain(
    blueprint: Blueprint, pool: Pool, forms: int, constraints: Iterable[Constraint]
) -> FormInfeasible:
    """Return the error that says what is short and by how many."""
    constraints = list(constraints)
    wanted = [
        PoolItem(
            f"{_WANTED}{leaf.code}:{level.value}", leaf.code, level, frozenset(), most=leaf.items
        )
        for leaf in blueprint.leaves()
        for level, quota in blueprint.levels.items()
        if quota and leaf.items
    ]
    items = [*pool.items, *wanted]
    # A wanted item is one of many: each form may have its own.
    several = [item._replace(most=item.most * forms) for item in wanted]
    costs = [int(item.id.startswith(_WANTED)) for item in items] * forms
    elastic = programme([*pool.items, *several], forms, constraints, costs)
    solution = solve(elastic)
    if solution.verdict is not Verdict.OPTIMAL:
        return FormInfeasible(
            f"{blueprint.id}: the requirements contradict each other whatever the bank holds",
            ["check the quotas of requirements and levels in the blueprint"],
        )
    missing: Counter[str] = Counter()
    for at, value in enumerate(solution.values):
        item = items[at % len(items)]
        if value and item.id.startswith(_WANTED):
            missing[item.id] += value
    return _error(blueprint, pool, forms, wanted, missing)


def _error(
    blueprint: Blueprint,
    pool: Pool,
    forms: int,
    wanted: Sequence[PoolItem],
    missing: Counter[str],
) -> FormInfeasible:
    shortages = []
    for leaf in blueprint.leaves():
        kinds = [
            f"{missing[kind.id]} at level {kind.level.value}"
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
    headline = (
        f"{blueprint.id}: the bank cannot carry {_forms(forms)}; {total} more items would do, with "
        "enemies apart and no item on two forms:"
    )
    return FormInfeasible(headline, shortages)


def _forms(count: int) -> str:
    return "1 form" if count == 1 else f"{count} forms"
