"""Compliance: every line of the blueprint beside what the form has. The rules: ``rule_lines``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import msgspec

from exam_engine.assembly.facts.given import Given, Question, questions_of, scored_of
from exam_engine.model.blueprint import Requirement
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder, Security

BLUEPRINT, RECORD = "blueprint", "record"


class Line(msgspec.Struct, frozen=True):
    """One thing that a form has to keep to.

    ``source``: the blueprint's counts, the rules of blueprint or order, or what binds the record.
    ``kept`` is None where it cannot be judged; ``found`` says why.
    """

    source: str
    name: str
    wanted: str
    found: str
    kept: bool | None


def exact(source: str, name: str, wanted: object, found: object) -> Line:
    """Return a line that wants exactly one figure."""
    return Line(source, name, str(wanted), str(found), wanted == found)


def blueprint_lines(given: Given) -> Iterator[Line]:
    """Yield what the blueprint fixes: conditions, marks, requirements, levels and types."""
    paper, form, scored = given.blueprint.paper, given.form, scored_of(given)
    yield exact(BLUEPRINT, "scored questions", paper.items, len(scored))
    yield exact(BLUEPRINT, "minutes", paper.minutes, form.minutes)
    marks = sum(question.entry.marks for question in scored)
    yield exact(BLUEPRINT, "total marks", given.blueprint.total_marks, marks)
    yield exact(BLUEPRINT, "total marks stated", marks, form.total_marks)
    yield exact(BLUEPRINT, "cut score", given.blueprint.cut_score, form.cut_score)
    tested = Counter(question.entry.requirement for question in scored)
    for node in given.blueprint.requirements:
        yield from _requirement_lines(node, tested)
    levels = Counter(question.entry.level for question in scored)
    for level in Level:
        if given.blueprint.levels.get(level, 0) or levels[level.value]:
            wanted = given.blueprint.levels.get(level, 0)
            yield exact(BLUEPRINT, f"level {level.value}", wanted, levels[level.value])
    types = Counter(question.entry.type for question in scored)
    for kind in ItemType:
        if paper.types.get(kind, 0) or types[kind.value]:
            wanted = paper.types.get(kind, 0)
            yield exact(BLUEPRINT, f"type {kind.value}", wanted, types[kind.value])
    if paper.options:
        odd = [one for one in questions_of(given) if _options_odd(one, paper.options)]
        yield exact(BLUEPRINT, f"choices without {paper.options} options", 0, len(odd))


def _options_odd(question: Question, wanted: int) -> bool:
    return question.entry.type == ItemType.SINGLE.value and len(question.entry.options) != wanted


def _requirement_lines(node: Requirement, tested: Counter[str]) -> Iterator[Line]:
    found = sum(tested[leaf.code] for leaf in node.leaves())
    yield exact(BLUEPRINT, f"requirement {node.code} {node.title}", node.items, found)
    for part in node.parts:
        yield from _requirement_lines(part, tested)


def record_lines(given: Given) -> Iterator[Line]:
    """Yield what binds the form to its inputs, and what every form keeps whatever is ordered."""
    form, blueprint, catalogue = given.form, given.blueprint, given.catalogue
    questions = questions_of(given)
    same = form.blueprint_digest == blueprint.digest
    yield _truth("bound to the blueprint on record", same)
    yield _truth("bound to the bank's content", form.content_digest == catalogue.digest)
    yield _none("questions whose item version the bank does not hold as bound", questions, _unbound)
    numbers = [question.entry.n for question in questions]
    yield _truth("numbered from 1", numbers == list(range(1, len(numbers) + 1)))
    ids = [question.entry.item for question in questions]
    yield exact(RECORD, "items that stand twice", 0, len(ids) - len(set(ids)))
    yield exact(RECORD, "pairs of enemies", 0, len(enemies_on(questions)))
    yield _none("items in a state that does not fit their role", questions, _state_odd)
    edition = blueprint.body_of_knowledge.edition
    yield _none(
        f"items that do not hold in edition {edition}",
        questions,
        lambda one: one.item is not None and edition not in one.item.holds_in,
    )
    if blueprint.security is Security.SECURE:
        yield _none(
            "items that are public",
            questions,
            lambda one: one.item is not None and one.item.security is Security.PUBLIC,
        )
    yield _none("questions that do not show each option once", questions, _options_differ)
    yield _none("fixed options in another order", questions, _fixed_moved)
    yield exact(RECORD, "scenarios whose questions stand apart", 0, _scattered(questions))


def _truth(name: str, holds: bool) -> Line:
    return Line(RECORD, name, "yes", "yes" if holds else "no", holds)


def _none(name: str, questions: Sequence[Question], is_wrong: Callable[[Question], bool]) -> Line:
    wrong = [question.entry.item for question in questions if is_wrong(question)]
    named = f"{len(wrong)}: {', '.join(wrong[:3])}{' …' if len(wrong) > 3 else ''}"
    return Line(RECORD, name, "0", named if wrong else "0", not wrong)


def _unbound(question: Question) -> bool:
    entry, item, _ = question
    if item is None:
        return True
    held = (item.paper_digest, item.answers_digest, item.marks, item.type.value, item.level.value)
    return held != (
        entry.paper_digest,
        entry.answers_digest,
        entry.marks,
        entry.type,
        entry.level,
    )


def enemies_on(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Return the pairs of enemies that stand on one form, each once."""
    here = {question.entry.item for question in questions}
    pairs = {
        (min(question.entry.item, enemy), max(question.entry.item, enemy))
        for question in questions
        if question.item is not None
        for enemy in question.item.enemies
        if enemy in here and enemy != question.entry.item
    }
    return sorted(pairs)


def _state_odd(question: Question) -> bool:
    if question.item is None:
        return False
    wanted = ItemState.OPERATIONAL if question.entry.scored else ItemState.PILOT
    return question.item.state is not wanted


def _options_differ(question: Question) -> bool:
    shown = sorted(question.entry.options)
    return question.item is not None and shown != sorted(question.item.option_ids)


def _fixed_moved(question: Question) -> bool:
    item = question.item
    return (
        item is not None
        and item.option_order is OptionOrder.FIXED
        # Candidates put an order item in order themselves: it is never shown in its right one.
        and item.type is not ItemType.ORDER
        and question.entry.options != item.option_ids
    )


def _scattered(questions: Sequence[Question]) -> int:
    runs = Counter(name for name, _ in groupby(one.entry.scenario for one in questions))
    return sum(count > 1 for name, count in runs.items() if name)
