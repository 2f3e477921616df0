"""Rules that hold the bank or form against its blueprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.usable import usable_for
from exam_engine.bank.lint.view import ItemView
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.item_type import Level

Cells = Mapping[tuple[str, Level], int]
"""How many items there are by requirement (or topic) and level."""


def _coverage(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    for exam, blueprint in sorted(context.blueprints.items()):
        usable = [view for view in views if usable_for(view, exam, blueprint)]
        if not usable:
            continue
        margins = _margins(exam, blueprint, usable)
        short = [(name, have, need) for name, have, need in margins if have < need]
        for name, have, need in short:
            note = f"{exam} needs {_count(need, 'item')} of {name}; there are {have}"
            yield BankHit((), Hit("requirement", name, note=note))
        if not short:
            yield from _crossed(exam, blueprint, usable)
        if context.form is None:
            yield BankHit((), _surplus(exam, margins))
            yield BankHit((), _topics(exam, blueprint, usable, context))


def _margins(
    exam: str, blueprint: Blueprint, usable: Sequence[ItemView]
) -> list[tuple[str, int, int]]:
    """Return what there is and what a form needs, by requirement, by level, by type."""
    by_code = Counter(view.item.requirements[exam] for view in usable)
    by_level = Counter(view.item.level for view in usable)
    by_type = Counter(view.item.type for view in usable)
    margins = [(leaf.code, by_code[leaf.code], leaf.items) for leaf in blueprint.leaves()]
    margins += [(level.value, by_level[level], n) for level, n in blueprint.levels.items()]
    if len(blueprint.paper.types) > 1:
        margins += [(kind.value, by_type[kind], n) for kind, n in blueprint.paper.types.items()]
    return margins


def _crossed(exam: str, blueprint: Blueprint, usable: Sequence[ItemView]) -> Iterator[BankHit]:
    cells = Counter((view.item.requirements[exam], view.item.level) for view in usable)
    found = bottleneck(
        {leaf.code: leaf.items for leaf in blueprint.leaves()}, blueprint.levels, cells
    )
    if found is not None:
        levels, have, need = found
        names = " and ".join(level.value for level in levels)
        note = (
            f"{exam} needs {_count(need, 'item')} of {names}; those that its requirements have "
            f"room for are {have}"
        )
        yield BankHit((), Hit("requirement", names, note=note))


def bottleneck(
    requirements: Mapping[str, int], levels: Mapping[Level, int], cells: Cells
) -> tuple[tuple[Level, ...], int, int] | None:
    """Return the fewest levels that no choice of items can fill: (levels, can be had, needed).

    None if items can be chosen so that every requirement and every level has its number; both
    numbers have the same sum. A choice is a flow from levels to requirements through the cells,
    and there is one if and only if no set of levels needs more than passes (Gale 1957, *Pacific
    Journal of Mathematics* 7, 1073-1082).
    """
    wanted = [level for level, need in levels.items() if need]
    for size in range(1, len(wanted) + 1):
        for chosen in combinations(wanted, size):
            need = sum(levels[level] for level in chosen)
            have = sum(
                min(items, sum(cells.get((code, level), 0) for level in chosen))
                for code, items in requirements.items()
            )
            if have < need:
                return chosen, have, need
    return None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _surplus(exam: str, margins: list[tuple[str, int, int]]) -> Hit:
    """Return the surplus of each; how many forms without a common item that makes, at most."""
    forms = min((have // need for _, have, need in margins if need), default=0)
    shown = ", ".join(f"{name} {have - need:+d}" for name, have, need in margins)
    most = _count(forms, "form")
    note = f"{exam}: at most {most} without a common item; beyond one form: {shown}"
    return Hit("requirement", "", note=note, severity=Severity.INFORMATION)


def _topics(exam: str, blueprint: Blueprint, usable: Sequence[ItemView], context: Context) -> Hit:
    """Return the items by topic and level; a topic of the bank without one shows as zeros."""
    levels = [level for level, need in blueprint.levels.items() if need]
    cells = Counter((view.item.topic, view.item.level) for view in usable)
    shown = ", ".join(
        f"{topic} " + "/".join(str(cells[topic, level]) for level in levels)
        for topic in sorted(context.head.topics)
    )
    names = "/".join(level.value for level in levels)
    note = f"{exam}: items by topic and level ({names}): {shown}"
    return Hit("topic", "", note=note, severity=Severity.INFORMATION)


def _marks(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    form = context.form
    assert form is not None
    present = {view.id for view in views}
    missing = [entry.item for entry in form.items if entry.item not in present]
    if missing:
        note = "questions of the form that are not in the bank"
        yield BankHit((), Hit("form", ", ".join(missing[:10]), note=note))
        return
    total = sum(view.item.marks for view in views)
    blueprint = context.blueprints.get(form.blueprint)
    wanted = {"the form": form.total_marks}
    if blueprint is not None:
        wanted["the blueprint"] = blueprint.total_marks
    for whose, marks in wanted.items():
        if total != marks:
            note = f"the questions earn {total} marks, {whose} has {marks}"
            yield BankHit((), Hit("form", form.id, note=note))


RULES = (
    Rule(
        "COVERAGE",
        Severity.WARNING,
        "what the bank has for the blueprint",
        "Items of the blueprint's types and edition, by requirement, by level and by type, against "
        "what a form needs; then requirements crossed with levels: there has to be a choice that "
        "serves both. The surplus of each is an information, and so are the counts by topic and "
        "level.",
        "Haladyna, Downing and Rodriguez (2002), guideline 1: content as the test specifications "
        "call for.",
        "write items where they are short",
        in_bank=_coverage,
        needs="blueprints",
        also=Severity.INFORMATION,
    ),
    Rule(
        "MARKS",
        Severity.ERROR,
        "the form does not earn its marks",
        "With --form: the sum of its items' marks is that of the form and of its blueprint.",
        "The cut score is a count of marks out of the blueprint's total.",
        "build the form anew from this bank",
        in_bank=_marks,
        needs="form",
    ),
)
