"""Which items stand on which form: the three methods behind one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from exam_engine.assembly.assemble import Assembled, Effort, assemble
from exam_engine.assembly.conflict import surely_infeasible
from exam_engine.assembly.draft import Around, Draft, costs_of_form
from exam_engine.assembly.draw import draw, windows
from exam_engine.assembly.infeasible import explain, undecided
from exam_engine.assembly.loft import deal, plan
from exam_engine.assembly.objective import Objective
from exam_engine.assembly.programme import MICRO, IntArray
from exam_engine.assembly.solver import Verdict
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError, FormInfeasible
from exam_engine.model.form_order import Method

Progress = Callable[[int, int], None]


class Selection(NamedTuple):
    """``forms``: of each form the columns that it holds, in order. ``notes`` are for people.

    ``repeatable``: the same inputs give the same selection; not so where time ended the search.
    """

    forms: list[IntArray]
    notes: tuple[str, ...]
    repeatable: bool = True


class Chance(NamedTuple):
    """What a selection is drawn with, how hard it is tried, and who is told (forms done, all)."""

    stream: SeededStream
    effort: Effort
    progress: Progress


def select(
    drafted: Draft, goal: Objective | None, method: Method, around: Around, chance: Chance
) -> Selection:
    """Return the items of each form.

    :raises FormInfeasible: if there are no such forms, with what is in conflict and would mend it.
    :raises AssemblyError: if that was not decided, or no form comes near enough to the target.
    """
    if method is Method.LOFT:
        return _dealt(drafted, goal, chance)
    bounded = _bounded(drafted, goal) if method is Method.DRAW else drafted
    if surely_infeasible(bounded.problem):  # a proof by thousands of nodes would come to the same
        raise explain(bounded)
    if method is Method.DRAW:
        found = _drawn(bounded, around, chance)
    else:
        targets = goal.of_forms(drafted.problem.forms) if goal else None
        problem = drafted.problem._replace(targets=targets)
        found = assemble(problem, chance.stream, chance.effort)
    if not len(found.holds):
        raise explain(bounded) if found.verdict is Verdict.INFEASIBLE else undecided(drafted)
    forms = [np.flatnonzero(held) for held in found.holds]
    ended = chance.effort.seconds is not None and found.verdict is not Verdict.OPTIMAL
    if goal and method is Method.PARALLEL:
        _refuse_far(drafted, goal, forms, found)
    notes = (*_gap(found, goal, ended=ended), *(_deviations(goal, forms) if goal else ()))
    return Selection(forms, notes, repeatable=not ended)


def _bounded(drafted: Draft, goal: Objective | None) -> Draft:
    """Return the draft with a target's limits as requirements like others."""
    rows = (*drafted.problem.rows, *(windows(goal) if goal else ()))
    return drafted._replace(problem=drafted.problem._replace(rows=rows))


def _drawn(drafted: Draft, around: Around, chance: Chance) -> Assembled:
    def fresh() -> IntArray:
        return costs_of_form(drafted.rules, drafted.columns, around, chance.stream)

    return draw(drafted.problem, fresh, chance.stream, chance.effort, chance.progress)


def _dealt(drafted: Draft, goal: Objective | None, chance: Chance) -> Selection:
    if goal and goal.window is None:
        raise AssemblyError(
            "assembly.target.within: missing; with method loft forms are made one by one, and each "
            "has to know how far from the target it may be"
        )
    problem = drafted.problem._replace(targets=goal.of_forms(1) if goal else None)
    try:
        made = plan(problem, goal.window if goal else None, chance.stream)
    except FormInfeasible:
        raise explain(_bounded(drafted, goal)) from None
    forms = []
    for held in deal(made, chance.stream, drafted.wanted, _caps(drafted)):
        forms.append(np.flatnonzero(held))
        chance.progress(len(forms), drafted.wanted)
    notes = (
        f"two forms are expected to share {made.expected_overlap:.1f} of "
        f"{drafted.blueprint.paper.items} items; {made.bound:.1f} is the proven least",
        *made.warnings,
        *(_deviations(goal, forms) if goal else ()),
    )
    return Selection(forms, notes)


def _caps(drafted: Draft) -> IntArray | None:
    """Return on how many forms an item may stand, or None.

    One use each is what parallel forms have unless a rule says otherwise; forms of one's own share.
    """
    uses = drafted.rules.overlap.uses if drafted.rules.overlap else 0
    if uses < 2:
        return None
    everywhere = drafted.anchor.union(drafted.rules.forced)
    items = drafted.columns.items
    return np.array(
        [drafted.wanted if item.id in everywhere else uses for item in items], dtype=np.int64
    )


def _gap(found: Assembled, goal: Objective | None, *, ended: bool) -> Iterator[str]:
    """Yield what is to be said of an answer that is not proven to be the best."""
    if ended:
        unit, scale = ("largest deviation", MICRO) if goal else ("cost", 1)
        reached, bound = found.reached / scale, max(found.bound, 0.0) / scale
        yield (
            f"the time limit ended the search: {unit} {reached:.6g}, proven to be at least "
            f"{bound:.6g} for any forms (gap {max(reached - bound, 0.0):.6g})"
        )
        yield "forms from a search that time ended cannot be built again from their inputs"


def _deviations(goal: Objective, forms: Sequence[IntArray]) -> Iterator[str]:
    """Yield for each figure its aim and the smallest and largest value on any form."""
    figures = np.array([goal.coefficients[:, held].sum(axis=1) for held in forms])
    for at, name in enumerate(goal.names):
        unit = int(goal.per_unit[at])
        low, high = (f"{int(end) / unit:.4f}" for end in (min(figures[:, at]), max(figures[:, at])))
        on = low if low == high else f"{low} to {high}"
        yield f"{name}: aim {int(goal.aims[at]) / unit:.4f}, forms have {on}"


def _refuse_far(
    drafted: Draft, goal: Objective, forms: Sequence[IntArray], found: Assembled
) -> None:
    """Refuse forms that are further from a target than it allows.

    :raises AssemblyError: naming form and figure, and whether any forms could be nearer.
    """
    if goal.window is None:
        return
    for number, held in enumerate(forms, start=1):
        off = np.abs(goal.coefficients[:, held].sum(axis=1) - goal.aims)
        for at in np.flatnonzero(off > goal.window):
            allowed, unit = int(goal.window[at]), int(goal.per_unit[at])
            proven = (
                "no forms come nearer"
                if found.bound > goal.window.max()
                else "none nearer was found; a longer search may find some"
            )
            raise AssemblyError(
                f"{drafted.blueprint.id}: form {number} of {len(forms)} is "
                f"{int(off[at]) / unit:.4f} from the target ({goal.names[at]}), and "
                f"{allowed / unit:.4f} is allowed (assembly.target.within): {proven}; widen it, "
                "ask for fewer forms, or move the target"
            )
