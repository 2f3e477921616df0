"""Rules that hold the bank or form against its blueprint and its scenarios."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.bank.lint.words import content_stems, jaccard, plain_words
from exam_engine.model.blueprint import Blueprint

SAME_FACT = 0.8


def _scenario_balance(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    by_scenario: dict[str, list[ItemView]] = defaultdict(list)
    for view in views:
        if view.item.scenario:
            by_scenario[view.item.scenario].append(view)
    for members in by_scenario.values():
        facts = [content_stems(plain_words(view.item.fact)) for view in members]
        for at, view in enumerate(members):
            for before in range(at):
                if jaccard(facts[before], facts[at]) >= SAME_FACT:
                    note = f"the same fact of {view.item.scenario} as {members[before].id}"
                    hit = Hit("fact", view.item.fact, 1, note=note)
                    yield BankHit((view, members[before]), hit)
    for name in context.scenarios if context.form is None else ():
        if name not in by_scenario:
            note = "no item uses it"
            yield BankHit(
                (), Hit(f"scenario {name}", name, note=note, severity=Severity.INFORMATION)
            )


def _coverage(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    for exam, blueprint in sorted(context.blueprints.items()):
        usable = [view for view in views if _usable(view, exam, blueprint)]
        if not usable:
            continue
        by_code = Counter(view.item.requirements[exam] for view in usable)
        by_level = Counter(view.item.level for view in usable)
        cells = [(leaf.code, by_code[leaf.code], leaf.items) for leaf in blueprint.leaves()]
        cells += [(level.value, by_level[level], n) for level, n in blueprint.levels.items()]
        for name, have, need in cells:
            if have < need:
                note = f"{exam} needs {need} items of {name}; there are {have}"
                yield BankHit((), Hit("requirement", name, note=note))
        if context.form is None:
            yield BankHit((), _surplus(exam, cells))


def _surplus(exam: str, cells: list[tuple[str, int, int]]) -> Hit:
    """Return the surplus per cell; how many forms without a common item that makes, at most."""
    forms = min((have // need for _, have, need in cells if need), default=0)
    shown = ", ".join(f"{name} {have - need:+d}" for name, have, need in cells)
    note = f"{exam}: at most {forms} forms without a common item; beyond one form: {shown}"
    return Hit("requirement", "", note=note, severity=Severity.INFORMATION)


def _usable(view: ItemView, exam: str, blueprint: Blueprint) -> bool:
    item = view.item
    return (
        exam in item.requirements
        and item.type in blueprint.paper.types
        and blueprint.body_of_knowledge.edition in item.holds_in
    )


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
        "SCN-BALANCE",
        Severity.WARNING,
        "a scenario is used unevenly",
        "Two items of a scenario rest on the same fact (Jaccard of the facts' words "
        f"{SAME_FACT:.0%} or more); a scenario without items is an information.",
        "Items of a scenario depend on each other: one item a fact keeps that small. Haladyna, "
        "Downing and Rodriguez (2002), guideline 4.",
        "ask another fact of the scenario",
        in_bank=_scenario_balance,
        also=Severity.INFORMATION,
    ),
    Rule(
        "COVERAGE",
        Severity.WARNING,
        "what the bank has for the blueprint",
        "Items of the blueprint's types and edition, by requirement and by level, against what a "
        "form needs; the surplus of each is an information.",
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
