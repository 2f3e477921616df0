"""The pool: the items of a bank that a form may hold, and why others are left out.

Scored items and items on trial are kept apart: the same rules let both in, but for their state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from exam_engine.errors import AssemblyError
from exam_engine.model.assembly_rules import ExposureRule
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.item_parts import ItemCatalogue
from exam_engine.model.item_type import ItemState, ItemType, Level, Security

USABLE = frozenset({ItemState.OPERATIONAL})
"""The states from which an item may reach a form and count there."""


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
    topic: str = ""
    words: int = 0
    seconds: int = 0
    scenario: str = ""
    version: int = 1


class Seen(NamedTuple):
    """How much an item was seen: by how many people, in ``starts`` of ``of`` attempts.

    ``rested_days``: whole days since it was last used, None if it never was.
    """

    candidates: int
    starts: int
    of: int
    rested_days: int | None


class Limits(NamedTuple):
    """What keeps items out besides the blueprint.

    ``seen`` is by item id and version. ``language`` is empty for the blueprint's own; else
    ``translated`` names the item versions that can be had in it.
    """

    forbidden: frozenset[str] = frozenset()
    exposure: ExposureRule | None = None
    seen: Mapping[tuple[str, int], Seen] = {}
    language: str = ""
    translated: frozenset[tuple[str, int]] = frozenset()


class Pool(NamedTuple):
    """Usable items by id, and how many were left out for each reason.

    ``pilots`` are those on trial that would be usable otherwise. ``why``: by item id, why an item
    of the bank was left out.
    """

    items: tuple[PoolItem, ...]
    left_out: Counter[str]
    pilots: tuple[PoolItem, ...] = ()
    why: Mapping[str, str] = {}


def usable_pool(
    blueprint: Blueprint, catalogue: Iterable[ItemCatalogue], limits: Limits | None = None
) -> Pool:
    """Return the items that forms of ``blueprint`` may hold.

    :raises AssemblyError: if the security of blueprint and items does not fit together.
    """
    limits = limits or Limits()
    leaves = {leaf.code for leaf in blueprint.leaves()}
    items, pilots, why = [], [], {}
    for entry in catalogue:
        _refuse_wrong_security(blueprint, entry)
        reason = _why_not(blueprint, leaves, limits, entry) or _why_kept_out(limits, entry)
        if not reason and entry.state in USABLE:
            items.append(_pool_item(blueprint, entry))
            continue
        if not reason and entry.state is ItemState.PILOT:
            pilots.append(_pool_item(blueprint, entry))
        why[entry.id] = reason or f"are {entry.state.value}, not operational"
    return Pool(
        tuple(sorted(items, key=lambda item: item.id)),
        Counter(why.values()),
        tuple(sorted(pilots, key=lambda item: item.id)),
        why,
    )


def _pool_item(blueprint: Blueprint, entry: ItemCatalogue) -> PoolItem:
    return PoolItem(
        id=entry.id,
        requirement=entry.requirements[blueprint.id],
        level=entry.level,
        enemies=frozenset(entry.enemies),
        type=entry.type,
        marks=entry.marks,
        catalogue=entry,
        topic=entry.topic,
        words=entry.words,
        seconds=entry.expected_seconds,
        scenario=entry.scenario,
        version=entry.version,
    )


def _refuse_wrong_security(blueprint: Blueprint, entry: ItemCatalogue) -> None:
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


def _why_not(blueprint: Blueprint, leaves: set[str], limits: Limits, entry: ItemCatalogue) -> str:
    """Return why the blueprint does not use an item, or an empty text."""
    paper = blueprint.paper
    if entry.requirements.get(blueprint.id) not in leaves:
        return f"test no requirement of {blueprint.id}"
    if entry.type not in paper.types:
        return f"are not of a type that {blueprint.id} uses"
    if entry.type is ItemType.SINGLE and paper.options and len(entry.option_ids) != paper.options:
        return f"have not {paper.options} options"
    if entry.state not in USABLE and entry.state is not ItemState.PILOT:
        return f"are {entry.state.value}, not operational"
    if blueprint.body_of_knowledge.edition not in entry.holds_in:
        return f"do not hold in edition {blueprint.body_of_knowledge.edition}"
    if not blueprint.levels.get(entry.level):
        return "are at a level that the blueprint does not use"
    if not limits.language and entry.language != blueprint.language:
        return f"are not in language {blueprint.language}"
    return ""


def _why_kept_out(limits: Limits, entry: ItemCatalogue) -> str:
    """Return why a limit keeps an item out, or an empty text."""
    if entry.id in limits.forbidden:
        return "are forbidden"
    foreign = limits.language and entry.language != limits.language
    if foreign and (entry.id, entry.version) not in limits.translated:
        return f"have no accepted translation into {limits.language}"
    seen = limits.seen.get((entry.id, entry.version))
    rule = limits.exposure
    if seen is None or rule is None:
        return ""
    if rule.candidates and seen.candidates >= rule.candidates:
        return f"were seen by {rule.candidates} candidates or more"
    if rule.percent and 100 * seen.starts >= rule.percent * seen.of > 0:
        return f"stood in {rule.percent} % of the attempts or more"
    if seen.rested_days is not None and seen.rested_days < rule.rest_days:
        return f"were used less than {rule.rest_days} days ago"
    return ""
