"""From a blueprint, an order and a sealed bank to frozen forms.

1. The rules of blueprint and order as one set, and the usable pool under them.
2. The anchor block, if one is to be chosen; then every rule as rows of one problem.
3. Which items: by the method ordered. Costs are drawn by chance, whole numbers in a range wide
   enough that two selections practically never cost the same: so the optimum is one selection,
   whatever path a solver takes to it.
4. Items on trial for each form.
5. In which order: option positions and questions; each form is frozen.
6. All forms are checked without the solver.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import numpy as np

from exam_engine.assembly.asked import Asked, Inputs, asked_for, is_plain
from exam_engine.assembly.assemble import USUAL, Effort
from exam_engine.assembly.check import check_forms
from exam_engine.assembly.check_rules import ForRules
from exam_engine.assembly.freeze import Freezer, Frozen, Mould
from exam_engine.assembly.loft.capacity import Capacity, capacity
from exam_engine.assembly.objective import objective
from exam_engine.assembly.pilot import Pilots
from exam_engine.assembly.selection import Chance, Selection, select
from exam_engine.assembly.stream import SeededStream
from exam_engine.bank.sealed import SealedBank
from exam_engine.model.assembly_rules import OverlapRule, PositionRule
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.form_order import FormOrder, Method

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


ANY_NUMBER = 100_000
"""How often an item without a limit may be used: a bank that carries so many forms carries any."""


class Built(NamedTuple):
    """Finished forms, what is to be said of them, and whether they can be built again."""

    forms: list[Form]
    notes: tuple[str, ...] = ()
    repeatable: bool = True


def build_forms(blueprint: Blueprint, bank: SealedBank, count: int, seed: int) -> list[Form]:
    """Return ``count`` forms of ``blueprint`` without a common item.

    The same blueprint, bank content, count and seed give the same forms to the byte.
    The bank has to be opened by an identity that reads *catalogue* and *answers*.

    :raises FormInfeasible: if the bank cannot carry them, with what it lacks.
    """
    order = FormOrder(blueprint=blueprint.id, forms=count, seed=seed)
    return build_order(blueprint, bank, order).forms


def build_order(
    blueprint: Blueprint,
    bank: SealedBank,
    order: FormOrder,
    inputs: Inputs | None = None,
    effort: Effort = USUAL,
    progress: Progress | None = None,
) -> Built:
    """Return the forms that ``order`` asks for.

    :param progress: told (forms made, forms ordered).
    :raises FormInfeasible: if the bank cannot carry them, with what it lacks.
    :raises AssemblyError: if rules contradict each other, or nothing was decided.
    """
    inputs, progress = inputs or Inputs(), progress or _silent
    # Steps 1 and 2.
    asked = asked_for(blueprint, bank, order, inputs)
    drafted = asked.drafted
    goal = None
    if drafted.rules.target:
        length = blueprint.paper.items
        goal = objective(drafted.rules.target, drafted.columns, inputs.parameters, length)
    # Step 3.
    drawn = order.method is Method.DRAW  # forms that are drawn take long, others freezing them
    stream = SeededStream("search", *asked.inputs)
    chance = Chance(stream, effort, progress if drawn else _silent)
    selected = select(drafted, goal, order.method, asked.around, chance)
    # Steps 4 and 5.
    frozen, further = _frozen(asked, order, inputs, bank, selected, _silent if drawn else progress)
    # Step 6.
    entries = {entry.id: entry for entry in asked.catalogue.items}
    forms = [each.form for each in frozen]
    check_forms(blueprint, forms, entries, [each.positions for each in frozen], further)
    return Built(forms, selected.notes, selected.repeatable)


def _frozen(
    asked: Asked,
    order: FormOrder,
    inputs: Inputs,
    bank: SealedBank,
    selected: Selection,
    progress: Progress,
) -> tuple[list[Frozen], ForRules]:
    """Return the forms with their items on trial, and what they are checked with."""
    drafted, rules = asked.drafted, asked.drafted.rules
    mould = Mould(
        blueprint=drafted.blueprint,
        catalogue=asked.catalogue,
        seed=order.seed,
        forms=order.forms,
        mark=asked.mark,
        order_digest="" if is_plain(order) else order.digest,
        parameters_digest=inputs.parameters.digest if inputs.parameters.items else "",
        language="" if order.language == drafted.blueprint.language else order.language,
        translations=asked.translations,
        anchor=drafted.anchor,
        pilots=frozenset(item.id for item in drafted.pool.pilots),
    )
    freezer = Freezer(mould, bank, rules.positions or PositionRule())
    trial = SeededStream("trial", *asked.inputs)
    pilots = Pilots(drafted.pool.pilots, inputs.seen, trial)
    frozen = []
    for number, columns in enumerate(selected.forms, start=1):
        held = [drafted.columns.items[at] for at in columns if at < len(drafted.columns.items)]
        own = pilots.deal(rules.pilot, held) if rules.pilot else []
        ids = sorted(item.id for item in (*held, *own))
        frozen.append(freezer.freeze(number, ids, SeededStream("order", *asked.inputs, number)))
        progress(number, len(selected.forms))
    further = ForRules(
        rules=rules,
        anchor=drafted.anchor,
        earlier=asked.around.earlier,
        scenario_words=asked.around.scenario_words,
        alone=order.method is Method.LOFT,
    )
    return frozen, further


def forms_supported(
    blueprint: Blueprint, bank: SealedBank, order: FormOrder, inputs: Inputs | None = None
) -> Capacity:
    """Return how many forms of an order's kind the bank supports.

    Every rule of one form counts, and on how many forms an item may stand; not the target, nor what
    forms share with each other.

    :raises AssemblyError: if rules contradict each other, or name what the bank has not.
    """
    one = msgspec.structs.replace(order, forms=1, method=Method.LOFT)
    drafted = asked_for(blueprint, bank, one, inputs or Inputs()).drafted
    overlap = drafted.rules.overlap or OverlapRule()
    everywhere = drafted.anchor.union(drafted.rules.forced)
    unbound = overlap.uses == 0
    uses = [
        ANY_NUMBER if unbound or item.id in everywhere else overlap.uses
        for item in drafted.columns.items
    ]
    return capacity(drafted.problem, np.array(uses, dtype=np.int64))
