"""What a form consists of: counts per requirement, level and type, marks, words, time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from exam_engine.assembly.facts.given import Given, Question, questions_of
from exam_engine.model.blueprint import Requirement
from exam_engine.model.form import Role


class Cell(msgspec.Struct, frozen=True):
    """How many scored items of a form lie in one cell of requirement × level × type."""

    requirement: str
    title: str
    level: str
    type: str
    items: int
    marks: int


class Content(msgspec.Struct, frozen=True):
    """What a form consists of.

    ``words`` are what a candidate reads: items and scenarios; None if the catalogue lacks some of
    them. ``scenarios`` counts scored items by scenario.
    """

    cells: tuple[Cell, ...]
    questions: int
    scored: int
    anchors: int
    pilots: int
    marks: int
    words: int | None
    expected_seconds: int
    scenarios: dict[str, int]
    levels: dict[str, int]
    types: dict[str, int]


def content_of(given: Given) -> Content:
    """Return what a form consists of; pilot questions count for words and time alone."""
    items = given.form.items
    scored = [entry for entry in items if entry.scored]
    words = reading_words(given, questions_of(given))
    return Content(
        cells=_cells(given),
        questions=len(items),
        scored=len(scored),
        anchors=sum(entry.role is Role.ANCHOR for entry in items),
        pilots=len(items) - len(scored),
        marks=sum(entry.marks for entry in scored),
        words=words if all(one.item is not None for one in questions_of(given)) else None,
        expected_seconds=sum(entry.expected_seconds for entry in items),
        scenarios=dict(sorted(Counter(one.scenario for one in scored if one.scenario).items())),
        levels=dict(sorted(Counter(entry.level for entry in scored).items())),
        types=dict(sorted(Counter(entry.type for entry in scored).items())),
    )


def _cells(given: Given) -> tuple[Cell, ...]:
    titles = {leaf.code: leaf.title for leaf in given.blueprint.leaves()}
    items: Counter[tuple[str, str, str]] = Counter()
    marks: Counter[tuple[str, str, str]] = Counter()
    for entry in given.form.items:
        if entry.scored:
            key = (entry.requirement, entry.level, entry.type)
            items[key] += 1
            marks[key] += entry.marks
    order = {code: at for at, code in enumerate(titles)}
    return tuple(
        Cell(code, titles.get(code, ""), level, kind, items[code, level, kind], marks[key])
        for key in sorted(items, key=lambda key: (order.get(key[0], len(order)), key))
        for code, level, kind in [key]
    )


def reading_words(given: Given, questions: Sequence[Question]) -> int:
    """Return how many words there are to read: questions and, once each, their scenarios."""
    named = {one.entry.scenario for one in questions}
    scenarios = sum(one.words for one in given.catalogue.scenarios if one.name in named)
    return scenarios + sum(one.item.words for one in questions if one.item is not None)


def tested_by(given: Given, code: str) -> frozenset[str]:
    """Return the leaves of the blueprint's outline at or below ``code``."""
    return frozenset(
        leaf.code
        for node in _nodes(given.blueprint.requirements)
        if node.code == code
        for leaf in node.leaves()
    )


def _nodes(nodes: tuple[Requirement, ...]) -> list[Requirement]:
    return [one for node in nodes for one in (node, *_nodes(node.parts))]
