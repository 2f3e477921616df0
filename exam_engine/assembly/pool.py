"""The pool: the items of a bank that a blueprint may use, and why others are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from exam_engine.errors import AssemblyError
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.item_parts import ItemCatalogue
from exam_engine.model.item_type import ItemState, ItemType, Level, Security

USABLE = frozenset({ItemState.OPERATIONAL})
"""The states from which an item may reach a form."""


class PoolItem(NamedTuple):
    """What the constraints read of an item. ``most`` is how often one form may hold it."""

    id: str
    requirement: str
    level: Level
    enemies: frozenset[str]
    type: ItemType = ItemType.SINGLE
    marks: int = 1
    most: int = 1
    catalogue: ItemCatalogue | None = None


class Pool(NamedTuple):
    """Usable items by id, and how many were left out for each reason."""

    items: tuple[PoolItem, ...]
    left_out: Counter[str]


def usable_pool(blueprint: Blueprint, catalogue: Iterable[ItemCatalogue]) -> Pool:
    """Return the items that forms of ``blueprint`` may hold.

    :raises AssemblyError: if the security of blueprint and items does not fit together.
    """
    leaves = {leaf.code for leaf in blueprint.leaves()}
    items, left_out = [], Counter[str]()
    for entry in catalogue:
        if blueprint.security is Security.SECURE and entry.security is Security.PUBLIC:
            raise AssemblyError(
                f"{blueprint.id} is a secure exam, and item {entry.id} is public: candidates know "
                "it; build from a secure bank, or use a practice blueprint"
            )
        if blueprint.security is Security.PUBLIC and entry.security is Security.SECURE:
            raise AssemblyError(
                f"{blueprint.id} is a practice exam, and item {entry.id} is of a secure bank: it "
                "would be known to everybody afterwards; build from a public bank"
            )
        reason = _why_not(blueprint, leaves, entry)
        if reason:
            left_out[reason] += 1
            continue
        items.append(
            PoolItem(
                id=entry.id,
                requirement=entry.requirements[blueprint.id],
                level=entry.level,
                enemies=frozenset(entry.enemies),
                type=entry.type,
                marks=entry.marks,
                catalogue=entry,
            )
        )
    return Pool(tuple(sorted(items, key=lambda item: item.id)), left_out)


def _why_not(blueprint: Blueprint, leaves: set[str], entry: ItemCatalogue) -> str:
    paper = blueprint.paper
    if entry.requirements.get(blueprint.id) not in leaves:
        return f"test no requirement of {blueprint.id}"
    if entry.type not in paper.types:
        return f"are not of a type that {blueprint.id} uses"
    if entry.type is ItemType.SINGLE and paper.options and len(entry.option_ids) != paper.options:
        return f"have not {paper.options} options"
    if entry.state not in USABLE:
        return f"are {entry.state.value}, not operational"
    if blueprint.body_of_knowledge.edition not in entry.holds_in:
        return f"do not hold in edition {blueprint.body_of_knowledge.edition}"
    if not blueprint.levels.get(entry.level):
        return "are at a level that the blueprint does not use"
    if entry.language != blueprint.language:
        return f"are not in language {blueprint.language}"
    return ""
