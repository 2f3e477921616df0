"""Rules about scenarios: how many questions each carries, and no fact asked twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.usable import usable_for
from exam_engine.bank.lint.view import ItemView
from exam_engine.bank.lint.words import content_stems, jaccard, plain_words
from exam_engine.model.blueprint import Blueprint

SAME_FACT = 0.8
LEAST_OF_MEAN, MOST_OF_MEAN = 0.5, 2.0

_ByScenario = Mapping[str, Sequence[ItemView]]


def _balance(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    of_all = _by_scenario(views)
    yield from _same_facts(of_all)
    for name in context.scenarios if context.form is None else ():
        if name not in of_all:
            yield BankHit((), Hit(f"scenario {name}", name, 0, "no item uses it", _INFORMATION))
    for exam, blueprint in sorted(context.blueprints.items()):
        used = _by_scenario([view for view in views if usable_for(view, exam, blueprint)])
        if used:
            yield from _uneven(exam, used)
            yield BankHit((), _counts(exam, blueprint, used))


def _by_scenario(views: Sequence[ItemView]) -> dict[str, list[ItemView]]:
    found: dict[str, list[ItemView]] = defaultdict(list)
    for view in views:
        if view.item.scenario:
            found[view.item.scenario].append(view)
    return found


def _same_facts(by_scenario: _ByScenario) -> Iterator[BankHit]:
    for name, members in by_scenario.items():
        facts = [content_stems(plain_words(view.item.fact)) for view in members]
        for at, view in enumerate(members):
            for before in range(at):
                if jaccard(facts[before], facts[at]) >= SAME_FACT:
                    note = f"the same fact of {name} as {members[before].id}"
                    hit = Hit("fact", view.item.fact, 1, note=note)
                    yield BankHit((view, members[before]), hit)


def _uneven(exam: str, used: _ByScenario) -> Iterator[BankHit]:
    """Yield scenarios that are read for one line, or that carry far more or less than the others.

    What a scenario carries is counted in marks: an essay of 20 outweighs a question of one.
    """
    marks = {name: sum(view.item.marks for view in members) for name, members in used.items()}
    mean = sum(marks.values()) / len(marks)
    for name, members in sorted(used.items()):
        field = f"scenario {name}"
        if sum(_lines(view) for view in members) == 1:
            note = f"{exam}: it is read for a single line, that of {members[0].id}"
            yield BankHit((), Hit(field, name, note=note))
        elif not LEAST_OF_MEAN * mean <= marks[name] <= MOST_OF_MEAN * mean:
            note = f"{exam}: its questions earn {marks[name]} marks, the mean is {mean:.1f}"
            yield BankHit((), Hit(field, name, note=note))


def _lines(view: ItemView) -> int:
    """Return how many units of an item are scored by themselves."""
    item = view.item
    return len(item.rubric.criteria) if item.rubric else len(item.lines)


def _counts(exam: str, blueprint: Blueprint, used: _ByScenario) -> Hit:
    shown = []
    for name, members in sorted(used.items()):
        marks = sum(view.item.marks for view in members)
        most = _most_on_a_form(exam, blueprint, members)
        shown.append(
            f"{name} {len(members)} items, {marks} marks, at most {most} of them on a form"
        )
    note = f"{exam} ({blueprint.paper.items} items, {blueprint.total_marks} marks): "
    return Hit("scenario", "", note=note + "; ".join(shown), severity=_INFORMATION)


def _most_on_a_form(exam: str, blueprint: Blueprint, members: Sequence[ItemView]) -> int:
    """Return an upper bound of the items that one form takes: by type, level and requirement."""
    codes = {leaf.code: leaf.items for leaf in blueprint.leaves()}
    types = Counter(view.item.type for view in members)
    levels = Counter(view.item.level for view in members)
    tested = Counter(view.item.requirements[exam] for view in members)
    return min(
        sum(min(count, blueprint.paper.types.get(kind, 0)) for kind, count in types.items()),
        sum(min(count, blueprint.levels.get(level, 0)) for level, count in levels.items()),
        sum(min(count, codes.get(code, 0)) for code, count in tested.items()),
    )


_INFORMATION = Severity.INFORMATION

RULES = (
    Rule(
        "SCN-BALANCE",
        Severity.WARNING,
        "the use of scenarios",
        "Two items of a scenario rest on the same fact (Jaccard of the facts' words "
        f"{SAME_FACT:.0%} or more). With a blueprint: a scenario is read for a single line, or its "
        f"questions earn less than {LEAST_OF_MEAN} or more than {MOST_OF_MEAN:.0f} times the mean "
        "of the scenarios; the counts are an information, as is a scenario without items.",
        "Items of a scenario depend on each other: one item a fact keeps that small. Haladyna, "
        "Downing and Rodriguez (2002), guideline 4; candidates who get another scenario should "
        "meet as much of it.",
        "ask another fact of the scenario; write questions where they are few",
        in_bank=_balance,
        also=Severity.INFORMATION,
    ),
)
