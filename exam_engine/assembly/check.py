"""Every finished form is held against its blueprint once more, without the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from exam_engine.assembly.positions import LONGEST_RUN, longest_run
from exam_engine.errors import AssemblyError
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.item_parts import ItemCatalogue


def check_forms(
    blueprint: Blueprint,
    forms: Sequence[Form],
    catalogue: Mapping[str, ItemCatalogue],
    positions: Sequence[Sequence[int]],
) -> None:
    """Count everything again in whole numbers.

    :param positions: for each form the place of the right answer of each question.
    :raises AssemblyError: naming each form and line of the blueprint that do not agree: a defect
        of the engine, after which no form is handed out.
    """
    problems = []
    seen: Counter[str] = Counter()
    for form, places in zip(forms, positions, strict=True):
        seen.update(entry.item for entry in form.items)
        problems += [f"{form.id}: {problem}" for problem in _problems(blueprint, form, catalogue)]
        if longest_run(places) > LONGEST_RUN:
            problems.append(f"{form.id}: a run of {longest_run(places)} equal answer positions")
    problems += [
        f"item {item} stands on {count} forms" for item, count in seen.items() if count > 1
    ]
    if problems:
        raise AssemblyError("a form does not keep to its blueprint:\n" + "\n".join(problems))


def _problems(
    blueprint: Blueprint, form: Form, catalogue: Mapping[str, ItemCatalogue]
) -> list[str]:
    entries = [catalogue[entry.item] for entry in form.items]
    by_requirement = Counter(entry.requirements[blueprint.id] for entry in entries)
    by_level = Counter(entry.level for entry in entries)
    problems = [
        f"requirement {leaf.code} has {by_requirement[leaf.code]} items, not {leaf.items}"
        for leaf in blueprint.leaves()
        if by_requirement[leaf.code] != leaf.items
    ]
    problems += [
        f"level {level.value} has {by_level[level]} items, not {quota}"
        for level, quota in blueprint.levels.items()
        if by_level[level] != quota
    ]
    by_type = Counter(entry.type for entry in entries)
    problems += [
        f"type {kind.value} has {by_type[kind]} items, not {quota}"
        for kind, quota in blueprint.paper.types.items()
        if by_type[kind] != quota
    ]
    if sum(entry.marks for entry in entries) != blueprint.total_marks:
        problems.append("the marks do not add up to the blueprint's total")
    ids = {entry.id for entry in entries}
    problems += [
        f"{entry.id} and {enemy} are enemies"
        for entry in entries
        for enemy in entry.enemies
        if enemy in ids and enemy > entry.id
    ]
    problems += [
        f"{question.item} does not show each of its options once"
        for question in form.items
        if sorted(question.options) != sorted(catalogue[question.item].option_ids)
    ]
    return problems
