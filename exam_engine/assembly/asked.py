"""What an order asks of a bank: rules, pool, anchor block, problem, and the inputs of chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exam_engine.assembly.anchor import anchor_items, refuse_unusable
from exam_engine.assembly.draft import Around, Draft, draft
from exam_engine.assembly.pool import Limits, Pool, Seen, usable_pool
from exam_engine.assembly.rules import combined
from exam_engine.assembly.stream import SeededStream
from exam_engine.bank.in_language import TextsInLanguage
from exam_engine.bank.sealed import SealedBank
from exam_engine.canonical import digest
from exam_engine.errors import AssemblyError
from exam_engine.model.assembly_rules import AssemblyRules
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.form_order import FormOrder, Method
from exam_engine.model.parameters import NO_PARAMETERS, ParameterTable
from exam_engine.source.assembly_sense import contradictions

MOST_FORMS = {Method.PARALLEL: 50, Method.DRAW: 500, Method.LOFT: 10_000}
_MARK_DIGITS = 8


class Inputs(NamedTuple):
    """What forms are built from besides blueprint, bank and order.

    ``seen``: how much items were seen, by id and version; ``earlier``: forms on record that rules
    name, by id.
    """

    parameters: ParameterTable = NO_PARAMETERS
    seen: Mapping[tuple[str, int], Seen] = {}
    earlier: Mapping[str, Form] = {}


class Asked(NamedTuple):
    """Steps 1 and 2: what is asked of which items. ``inputs`` are those of chance."""

    drafted: Draft
    catalogue: BankCatalogue
    around: Around
    translations: Mapping[str, str]
    inputs: tuple[str | int, ...]
    mark: str


def asked_for(blueprint: Blueprint, bank: SealedBank, order: FormOrder, inputs: Inputs) -> Asked:
    """Return what an order asks of a bank, as a problem; nothing is selected yet.

    :raises AssemblyError: if rules contradict each other, or name what the bank has not.
    """
    rules = combined(blueprint.assembly, order.rules)
    _refuse_nonsense(blueprint, order, rules)
    catalogue = bank.catalogue()
    language = "" if order.language == blueprint.language else order.language
    translations = TextsInLanguage(bank, language).digests(catalogue) if language else {}
    mark = _mark(order, inputs, translations)
    chance = (blueprint.digest, catalogue.digest, order.seed, order.forms)
    all_inputs = (*chance, mark) if mark else chance
    pool = _pool(blueprint, catalogue, rules, language, translations, inputs)
    _refuse_unknown(rules, catalogue, pool)
    anchor = _anchor(blueprint, rules, pool, inputs, SeededStream("anchor", *all_inputs))
    around = Around(
        {name: {entry.item for entry in form.items} for name, form in inputs.earlier.items()},
        {entry.name: entry.words for entry in catalogue.scenarios},
        inputs.seen,
    )
    costs = SeededStream("selection", *all_inputs) if order.method is Method.PARALLEL else None
    one_by_one = order.method is Method.LOFT
    drafted = draft(
        blueprint, rules, pool, anchor, around, order.forms, costs, one_by_one=one_by_one
    )
    return Asked(drafted, catalogue, around, translations, all_inputs, mark)


def is_plain(order: FormOrder) -> bool:
    """Return whether an order says no more than how many forms, from which seed."""
    return order == FormOrder(blueprint=order.blueprint, forms=order.forms, seed=order.seed)


def _mark(order: FormOrder, inputs: Inputs, translations: Mapping[str, str]) -> str:
    """Return what tells forms of different inputs apart in their ids; empty if there are none."""
    seen = sorted(
        [item, version, *map(_known, one)] for (item, version), one in inputs.seen.items()
    )
    earlier = sorted(form.digest for form in inputs.earlier.values())
    parameters = inputs.parameters.digest if inputs.parameters.items else ""
    if is_plain(order) and not (seen or earlier or parameters):
        return ""
    every = [order.digest, parameters, seen, earlier, sorted(translations.items())]
    return digest(every)[:_MARK_DIGITS]


def _known(value: int | None) -> int:
    return -1 if value is None else value


def _pool(
    blueprint: Blueprint,
    catalogue: BankCatalogue,
    rules: AssemblyRules,
    language: str,
    translations: Mapping[str, str],
    inputs: Inputs,
) -> Pool:
    limits = Limits(
        forbidden=frozenset(rules.forbidden),
        exposure=rules.exposure,
        seen=inputs.seen,
        language=language,
        translated=frozenset(
            (entry.id, entry.version)
            for entry in catalogue.items
            if f"{entry.id}@{entry.version}" in translations
        ),
    )
    return usable_pool(blueprint, catalogue.items, limits)


def _anchor(
    blueprint: Blueprint, rules: AssemblyRules, pool: Pool, inputs: Inputs, stream: SeededStream
) -> frozenset[str]:
    if rules.anchor is None:
        return frozenset()
    earlier = None
    if rules.anchor.form:
        form = inputs.earlier[rules.anchor.form]
        earlier = {(entry.item, entry.version) for entry in form.items if entry.scored}
    return anchor_items(rules.anchor, blueprint, pool, earlier, stream)


def _refuse_nonsense(blueprint: Blueprint, order: FormOrder, rules: AssemblyRules) -> None:
    problems = contradictions(rules, blueprint)
    most = MOST_FORMS[order.method]
    if order.forms > most:
        problems.append(
            f"forms: {order.forms}, but {order.method.value} makes up to {most} at a time; order "
            "fewer, or method = 'loft'"
        )
    if problems:
        raise AssemblyError("\n".join(f"{blueprint.id}: {problem}" for problem in problems))


def _refuse_unknown(rules: AssemblyRules, catalogue: BankCatalogue, pool: Pool) -> None:
    """Refuse rules that name items or topics that the bank has not, or may not use."""
    refuse_unusable("forced", rules.forced, pool)
    refuse_unusable("anchor.items", rules.anchor.items if rules.anchor else (), pool)
    known = {entry.topic for entry in catalogue.items} | set(catalogue.head.topics)
    for quota in rules.quotas:
        topic = quota.topic
        if topic and not any(
            each == topic or each.startswith((f"{topic}.", f"{topic}/")) for each in known
        ):
            raise AssemblyError(
                f"assembly.quotas: bank {catalogue.head.id} has no topic {topic!r}; there are: "
                f"{', '.join(sorted(known)[:20])}"
            )
