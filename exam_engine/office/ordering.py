"""Orders for forms: what is ordered, and everything that it refers to."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from exam_engine.assembly.asked import Inputs
from exam_engine.assembly.pool import Seen
from exam_engine.assembly.rules import combined
from exam_engine.errors import AuthoringError
from exam_engine.model.assembly_rules import AssemblyRules
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form_order import FormOrder
from exam_engine.model.parameters import NO_PARAMETERS, ParameterTable
from exam_engine.office.evidence import genuine_form
from exam_engine.office.exposure import ledger
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_blueprint
from exam_engine.source.assembly_sense import contradictions
from exam_engine.source.form_order import read_order
from exam_engine.source.parameters import read_parameters

_DAY_MS = 86_400_000


class Ordered(NamedTuple):
    """An order with its blueprint and item parameters; ``bank`` is the name of the bank to use."""

    blueprint: Blueprint
    order: FormOrder
    bank: str
    parameters: ParameterTable


class Wishes(NamedTuple):
    """What is said on the command line; None: what the order file says, or what is usual."""

    blueprint: str | None = None
    order: Path | None = None
    forms: int | None = None
    seed: int | None = None
    method: str | None = None
    language: str | None = None
    bank: str | None = None
    parameters: Path | None = None


def ordered(wishes: Wishes) -> Ordered:
    """Return the order that an order file, a command line or both of them state.

    What the command line says takes the place of what the file says.

    :raises AuthoringError: if a file is not right, or nothing names a blueprint.
    """
    file = read_order(wishes.order) if wishes.order else None
    name = wishes.blueprint or (file.order.blueprint if file else "")
    if not name:
        raise AuthoringError(["name a blueprint, or an order that names one (--order FILE)"])
    blueprint = find_blueprint(name)
    if file and wishes.blueprint and find_blueprint(file.order.blueprint).id != blueprint.id:
        raise AuthoringError(
            [f"{file.path}: blueprint: {file.order.blueprint} is ordered, not {blueprint.id}"]
        )
    order = file.order if file else FormOrder(blueprint=blueprint.id, forms=1, seed=1)
    order = msgspec.convert(
        msgspec.to_builtins(order) | _said(wishes) | {"blueprint": blueprint.id}, FormOrder
    )
    if file:
        found = contradictions(order.rules, blueprint)
        if found:
            raise AuthoringError([f"{file.path}: {problem}" for problem in found])
    table = wishes.parameters or (file.parameters if file else None)
    return Ordered(
        blueprint,
        order,
        wishes.bank or (file.bank if file else "") or blueprint.bank,
        read_parameters(table) if table else NO_PARAMETERS,
    )


def _said(wishes: Wishes) -> dict[str, str | int]:
    fields = {
        "forms": wishes.forms,
        "seed": wishes.seed,
        "method": wishes.method,
        "language": wishes.language,
    }
    return {name: value for name, value in fields.items() if value is not None}


def inputs_of(
    home: Home, blueprint: Blueprint, order: FormOrder, parameters: ParameterTable, bank: str
) -> Inputs:
    """Return what forms of an order are built from besides blueprint and bank.

    :param bank: the bank's id, as forms name it.
    :raises StoreError: if a form that a rule names is not on record or cannot be believed.
    """
    rules = combined(blueprint.assembly, order.rules)
    names = {each.form for each in rules.overlap.earlier} if rules.overlap else set()
    if rules.anchor and rules.anchor.form:
        names.add(rules.anchor.form)
    earlier = {name: genuine_form(home, name) for name in sorted(names)}
    seen = _seen(home, rules, bank) if rules.exposure or rules.pilot else {}
    return Inputs(parameters=parameters, seen=seen, earlier=earlier)


def _seen(home: Home, rules: AssemblyRules, bank: str) -> dict[tuple[str, int], Seen]:
    """Return how much each item was seen, as far as rules ask.

    Days of rest count up to those that are asked for: a day later the same order is still the same.
    """
    found = ledger(home, bank)
    now_ms = home.clock.now_ms()
    enough = rules.exposure.rest_days if rules.exposure else 0
    return {
        (one.item, one.version): Seen(
            candidates=one.candidates,
            starts=one.starts,
            of=found.starts,
            rested_days=None
            if one.last_ms is None
            else min((now_ms - one.last_ms) // _DAY_MS, enough),
        )
        for one in found.items
        if one.starts
    }
