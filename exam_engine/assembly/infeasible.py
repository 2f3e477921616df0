"""Why forms cannot be built, in the author's words.

Two things are said. Which requirements are in conflict (``conflict``); and what would mend it: the
same problem is solved once more with *wanted items*, for every kind of item (requirement, level,
type, marks, and topic where a quota asks for it) as many as one likes, at a cost of one each, while
the bank's own items cost nothing. The optimum is the smallest number of new items with which the
forms could be built. Where it cannot be proven in the time given, the best found is told as what
would do, or else a number that is missing in any case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median_low
from typing import NamedTuple

import numpy as np

from exam_engine.assembly.collapse import added, collapse
from exam_engine.assembly.conflict import Conflict, find_conflict
from exam_engine.assembly.draft import Draft
from exam_engine.assembly.flat import flat
from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Columns, Problem, rows_of
from exam_engine.assembly.solver import Budget, Verdict, solve
from exam_engine.errors import AssemblyError, FormInfeasible
from exam_engine.model.blueprint import Requirement
from exam_engine.model.item_type import ItemType

_WANTED = "wanted:"
_PATIENCE_S = 2.0
_MOST_COLUMNS = 20_000
_MOST_ALONE, _MOST_TOLD = 4, 20


class _Mend(NamedTuple):
    """What would mend a problem: how many of each kind.

    ``surely`` the fewest; ``enough``: with them the forms exist, else they are missing in any case.
    """

    missing: Mapping[str, int]
    surely: bool
    enough: bool


def explain(draft: Draft) -> AssemblyError:
    """Return the error that says why there are no forms and what would mend it."""
    conflict = find_conflict(draft.problem)
    if conflict.verdict is Verdict.OPTIMAL and draft.problem.shared is None:
        return undecided(draft)
    wanted = list(_wanted(draft))
    mend = _mended(draft, wanted)
    return FormInfeasible(
        _headline(draft, mend),
        [
            *_shortages(draft, wanted, mend),
            *_conflict_told(draft, conflict),
            *(
                f"{count} items of the bank were left out because they {reason}"
                for reason, count in sorted(draft.pool.left_out.items())
            ),
        ],
    )


def undecided(draft: Draft) -> AssemblyError:
    """Return the third answer: neither forms nor a proof that there are none."""
    return AssemblyError(
        f"{draft.blueprint.id}: not decided within the search limit whether "
        f"{_forms(draft.problem.forms)} can be built; ask for fewer, or loosen a rule"
    )


def _mended(draft: Draft, wanted: Sequence[PoolItem]) -> _Mend | None:
    """Return what would mend the problem, or None if no new item would."""
    problem = _with_wanted(draft, wanted)
    costs = np.zeros(problem.columns, dtype=np.int64)
    first = len(draft.columns.items)
    costs[first : first + len(wanted)] = 1
    small = collapse(problem, costs)
    together = added(small.problem)
    some = solve(flat(together), Budget(seconds=_PATIENCE_S))
    if some.verdict is Verdict.INFEASIBLE:
        return None
    whole = None
    if small.problem.columns * problem.forms <= _MOST_COLUMNS:
        whole = solve(flat(small.problem), Budget(seconds=_PATIENCE_S))
        if whole.verdict is Verdict.INFEASIBLE:
            return None
    enough = whole is not None and len(whole.values) > 0
    found = whole if whole is not None and enough else some
    missing: Counter[str] = Counter()
    for at, value in enumerate(found.values):
        column = int(small.members[at % small.problem.columns][0])
        if value and first <= column < first + len(wanted):
            missing[wanted[column - first].id] += int(value)
    proven = found.verdict is Verdict.OPTIMAL or found.cost <= some.bound + 0.5
    return _Mend(missing, surely=proven, enough=enough)


def _with_wanted(draft: Draft, wanted: Sequence[PoolItem]) -> Problem:
    """Return the problem with the wanted items behind the bank's own."""
    forms, own = draft.problem.forms, draft.problem.items
    columns = Columns((*draft.columns.items, *wanted), draft.columns.scenarios)
    more = np.array([item.most for item in wanted], dtype=np.int64)
    most = draft.problem.most
    return Problem(
        forms=forms,
        items=len(columns.items),
        columns=columns.width,
        rows=rows_of(draft.constraints, columns),
        most=np.concatenate((most[:own], more, most[own:])),
        uses=np.concatenate((draft.problem.uses, more * forms)),
        costs=np.zeros((forms, columns.width), dtype=np.int64),
    )


def _wanted(draft: Draft) -> Iterator[PoolItem]:
    """Yield an item of every kind that could be wanted; one stands for many.

    It has as many words and seconds as the bank's items in the middle.
    """
    blueprint, items = draft.blueprint, draft.pool.items
    words = median_low([item.words for item in items] or [0])
    seconds = median_low([item.seconds for item in items] or [0])
    topics = sorted({"", *(quota.topic for quota in draft.rules.quotas)})
    for leaf in blueprint.leaves():
        for level, quota in blueprint.levels.items():
            for kind in blueprint.paper.types if quota and leaf.items else ():
                for marks in _worth(draft, kind):
                    for topic in topics:
                        yield PoolItem(
                            id=f"{_WANTED}{leaf.code}:{level.value}:{kind.value}:{marks}:{topic}",
                            requirement=leaf.code,
                            level=level,
                            enemies=frozenset(),
                            type=kind,
                            marks=marks,
                            most=leaf.items,
                            topic=topic,
                            words=words,
                            seconds=seconds,
                        )


def _worth(draft: Draft, kind: ItemType) -> list[int]:
    """Return what items of a type are worth: as in the bank, else an equal share of the marks."""
    known = {item.marks for item in draft.pool.items if item.type is kind}
    share = draft.blueprint.total_marks // draft.blueprint.paper.items
    return sorted(known) or [max(1, share)]


def _headline(draft: Draft, mend: _Mend | None) -> str:
    forms = draft.problem.forms
    apart = ""
    if forms > 1:
        uses = min(draft.problem.uses.min(initial=1), forms)
        often = "no item on two forms" if uses == 1 else f"no item on more than {uses} forms"
        apart = f" with enemies apart and {often}" if uses < forms else " with enemies apart"
    cannot = f"{draft.blueprint.id}: the bank cannot carry {_forms(forms)}{apart}"
    total = sum(mend.missing.values()) if mend else 0
    if mend is None or not total:
        return f"{cannot}; new items alone would not mend it:"
    if not mend.enough:
        return f"{cannot}; at least {total} more items are needed:"
    proven = "" if mend.surely else " (not proven to be the fewest)"
    return f"{cannot}; {total} more items would do{proven}:"


def _shortages(draft: Draft, wanted: Sequence[PoolItem], mend: _Mend | None) -> Iterator[str]:
    if mend is None:
        return
    forms = draft.problem.forms
    for leaf in draft.blueprint.leaves():
        own = [kind for kind in wanted if kind.requirement == leaf.code and mend.missing[kind.id]]
        if own:
            kinds = ", ".join(f"{mend.missing[kind.id]} {_kind(draft, kind)}" for kind in own)
            short = sum(mend.missing[kind.id] for kind in own)
            yield f"{_has(draft, leaf, forms)}, short by {short} (write {kinds})"


def _has(draft: Draft, leaf: Requirement, forms: int) -> str:
    usable = sum(item.requirement == leaf.code for item in draft.pool.items)
    return (
        f"requirement {leaf.code} {leaf.title}: {leaf.items * forms} needed for {_forms(forms)}, "
        f"{usable} usable"
    )


def _kind(draft: Draft, item: PoolItem) -> str:
    name = f"at level {item.level.value}"
    if len(draft.blueprint.paper.types) > 1:
        name += f", type {item.type.value} of {item.marks} marks"
    return f"{name}, topic {item.topic}" if item.topic else name


def _conflict_told(draft: Draft, conflict: Conflict) -> Iterator[str]:
    if conflict.verdict is Verdict.UNDECIDED:
        yield "which requirements are in conflict was not decided in the time given"
    elif conflict.verdict is Verdict.OPTIMAL:
        between = draft.rules.overlap and draft.rules.overlap.between
        yield f"in conflict: what any two forms have in common ({between} items) with the rest"
    elif conflict.told:
        most = _MOST_ALONE if conflict.alone else _MOST_TOLD
        shown = "; ".join(conflict.told[:most])
        more = len(conflict.told) - most
        head = "cannot hold, each by itself" if conflict.alone else "cannot hold together"
        yield f"{head}: {shown}{f'; and {more} more' if more > 0 else ''}"


def _forms(count: int) -> str:
    return "1 form" if count == 1 else f"{count} forms"
