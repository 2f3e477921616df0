"""Every finished form is held against its blueprint once more, without the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from exam_engine.assembly.check_rules import ForRules, overlap_problems, rule_problems
from exam_engine.assembly.positions import longest_run
from exam_engine.errors import AssemblyError
from exam_engine.model.assembly_rules import OverlapRule, PositionRule
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_parts import ItemCatalogue

NO_RULES = ForRules()


def check_forms(
    blueprint: Blueprint,
    forms: Sequence[Form],
    catalogue: Mapping[str, ItemCatalogue],
    positions: Sequence[Sequence[int]],
    further: ForRules = NO_RULES,
) -> None:
    """Count everything again in whole numbers.

    :param positions: for each form the place of the right answer of each question.
    :param further: the rules besides the blueprint's counts.
    :raises AssemblyError: naming each form and line of the blueprint that do not agree: a defect
        of the engine, after which no form is handed out.
    """
    longest = (further.rules.positions or PositionRule()).longest_run
    problems = []
    for form, places in zip(forms, positions, strict=True):
        found = [
            *_problems(blueprint, form, catalogue),
            *rule_problems(blueprint, form, catalogue, places, further),
        ]
        problems += [f"{form.id}: {problem}" for problem in found]
        if longest_run(places) > longest:
            problems.append(f"{form.id}: a run of {longest_run(places)} equal answer positions")
    if not further.alone:
        problems += _used_too_often(forms, further)
        problems += overlap_problems(forms, further)
    if problems:
        raise AssemblyError("a form does not keep to its blueprint:\n" + "\n".join(problems))


def _used_too_often(forms: Sequence[Form], further: ForRules) -> Iterator[str]:
    uses = (further.rules.overlap or OverlapRule()).uses or len(forms)
    everywhere = further.anchor.union(further.rules.forced)
    seen = Counter(entry.item for form in forms for entry in form.items if entry.scored)
    for item, count in seen.items():
        if count > uses and item not in everywhere:
            yield f"item {item} stands on {count} forms"


def _problems(
    blueprint: Blueprint, form: Form, catalogue: Mapping[str, ItemCatalogue]
) -> Iterator[str]:
    entries = [catalogue[entry.item] for entry in form.items if entry.scored]
    counts = Counter(entry.requirements[blueprint.id] for entry in entries)
    for leaf in blueprint.leaves():
        if counts[leaf.code] != leaf.items:
            yield f"requirement {leaf.code} has {counts[leaf.code]} items, not {leaf.items}"
    by_level = Counter(entry.level for entry in entries)
    for level, quota in blueprint.levels.items():
        if by_level[level] != quota:
            yield f"level {level.value} has {by_level[level]} items, not {quota}"
    by_type = Counter(entry.type for entry in entries)
    for kind, quota in blueprint.paper.types.items():
        if by_type[kind] != quota:
            yield f"type {kind.value} has {by_type[kind]} items, not {quota}"
    marks = sum(entry.marks for entry in form.items if entry.scored)
    if not marks == sum(entry.marks for entry in entries) == form.total_marks:
        yield "the marks do not add up to the form's total"
    if form.total_marks != blueprint.total_marks:
        yield "the marks do not add up to the blueprint's total"
    yield from _of_questions(form.items, catalogue)


def _of_questions(
    items: Sequence[FormItem], catalogue: Mapping[str, ItemCatalogue]
) -> Iterator[str]:
    ids = {question.item for question in items}
    if len(ids) != len(items):
        yield "an item stands on the form twice"
    for question in items:
        entry = catalogue[question.item]
        for enemy in sorted(ids.intersection(entry.enemies) - {entry.id}):
            if enemy > entry.id or entry.id not in catalogue[enemy].enemies:
                yield f"{entry.id} and {enemy} are enemies"
        if sorted(question.options) != sorted(entry.option_ids):
            yield f"{question.item} does not show each of its options once"
        told = (question.version, question.paper_digest, question.answers_digest)
        if told != (entry.version, entry.paper_digest, entry.answers_digest):
            yield f"{question.item} is not the version that the bank holds"
