"""Bank folders: ``bank.toml``, ``topics.toml``, ``scenarios/*.toml`` and ``items/*.toml``.

People and defaults stand in ``bank.toml``, topics in ``topics.toml``; each file below
``scenarios/`` is a list of ``[[scenarios]]`` tables, each below ``items/`` of ``[[items]]``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
from pydantic import Field

from exam_engine.errors import AuthoringError
from exam_engine.model.bank import Bank, BankHead
from exam_engine.model.item import Item
from exam_engine.model.item_type import ItemState, Security
from exam_engine.model.scenario import Block, Scenario
from exam_engine.source.item_schema import ID_PATTERN, Code, ItemTable, Name
from exam_engine.source.items import Defaults, contradictions, item_of, unused_marks
from exam_engine.source.toml_file import Schema, check, read_toml

T = TypeVar("T")


class _Defaults(Schema):
    author: Annotated[Name, Field(description="the author of items that name none")]
    origin: Annotated[Name, Field(description='where items come from, such as "original"')]
    state: Annotated[
        ItemState,
        Field(strict=False, description="where items stand that say nothing, in a public bank"),
    ] = ItemState.DRAFT


class _BankFile(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    id: Annotated[
        str, Field(pattern=ID_PATTERN, description="the name of the bank's folder, such as my-bank")
    ]
    title: Annotated[Name, Field(description="the name of the bank")]
    language: Annotated[
        str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description='a language code such as "en"')
    ]
    security: Annotated[Security, Field(strict=False, description='"public" or "secure"')]
    licence: Annotated[Name, Field(description="the licence of the texts")]
    editions: Annotated[
        list[Code], Field(min_length=1, description="editions that holds_in may name")
    ]
    defaults: Annotated[_Defaults, Field(description="a table [defaults]")]


class _TopicsFile(Schema):
    topics: Annotated[
        dict[Code, Name], Field(description='a table of "area.topic" = "title", ASCII names')
    ]


class _Block(Schema):
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$", description='such as "ai-1"')]
    text: Annotated[str, Field(min_length=10, max_length=4000, description="its text")]


class _Scenario(Schema):
    id: Annotated[str, Field(pattern=ID_PATTERN, description='such as "sc-nordkai"')]
    version: Annotated[int, Field(ge=1, le=9999, description="a whole number from 1")]
    title: Annotated[Name, Field(description="its title")]
    text: Annotated[str, Field(min_length=50, max_length=8000, description="50 to 8000 characters")]
    additional: Annotated[
        list[_Block], Field(default_factory=list, description="blocks of additional information")
    ]


class _ScenariosFile(Schema):
    scenarios: Annotated[list[dict[str, object]], Field(description="tables [[scenarios]]")]


class _ItemsFile(Schema):
    items: Annotated[list[dict[str, object]], Field(description="tables [[items]]")]


class Sourced(NamedTuple):
    """An item and the file it was read from."""

    path: Path
    item: Item


class BankSource(NamedTuple):
    """A bank as its files have it, with the file of each item and the editions it knows."""

    bank: Bank
    items: tuple[Sourced, ...]
    editions: tuple[str, ...]


def read_bank(folder: Path) -> Bank:
    """Read a bank folder.

    :raises AuthoringError: with one line for every problem in any file of the bank.
    """
    return read_bank_source(folder).bank


def read_bank_source(folder: Path) -> BankSource:
    """Read a bank folder and keep where each item stands.

    :raises AuthoringError: with one line for every problem in any file of the bank.
    """
    head_file = folder / "bank.toml"
    if not head_file.is_file():
        raise AuthoringError([f"{folder}: has no bank.toml, so it is not a bank folder"])
    head = check(_BankFile, read_toml(head_file), head_file)
    topics_file = folder / "topics.toml"
    topics = check(_TopicsFile, read_toml(topics_file), topics_file).topics
    if head.security is Security.SECURE and head.defaults.state is not ItemState.DRAFT:
        raise AuthoringError(
            [
                f"{head_file}: defaults.state: items of a secure bank begin as drafts; "
                "their life is recorded by: exam-engine bank review"
            ]
        )
    problems: list[str] = []
    scenarios = _read_scenarios(folder, head, problems)
    found = _read_items(folder, head, scenarios, problems)
    # Items that could not be read may be the enemies that others name: one mistake, one message.
    whole = not problems
    problems.extend(_contradictions(found, scenarios, topics, head.editions, whole=whole))
    if not found and not problems:
        problems.append(f"{folder / 'items'}: holds no items; add a file with [[items]] tables")
    if problems:
        raise AuthoringError(problems)
    items = _with_mutual_enemies([item for _, item in found])
    bank_head = BankHead(
        id=head.id,
        title=head.title,
        language=head.language,
        security=head.security,
        licence=head.licence,
        topics=topics,
    )
    by_id = {item.id: item for item in items}
    return BankSource(
        Bank(head=bank_head, scenarios=tuple(scenarios.values()), items=items),
        tuple(Sourced(path, by_id[item.id]) for path, item in found),
        tuple(head.editions),
    )


def _read_scenarios(folder: Path, head: _BankFile, problems: list[str]) -> dict[str, Scenario]:
    def read(table: dict[str, Any], path: Path, where: str) -> Scenario:
        source = check(_Scenario, table, path, where)
        return Scenario(
            id=source.id,
            version=source.version,
            language=head.language,
            title=source.title,
            text=source.text.strip(),
            additional=tuple(
                Block(id=block.id, text=block.text.strip()) for block in source.additional
            ),
            security=head.security,
        )

    found: dict[str, Scenario] = {}
    for path, scenario in _read_tables(folder, _ScenariosFile, "scenarios", read, problems):
        if scenario.id in found:
            problems.append(f"{path}: scenario {scenario.id}: id: used by two scenarios")
        found[scenario.id] = scenario
    return found


def _read_items(
    folder: Path, head: _BankFile, scenarios: Mapping[str, Scenario], problems: list[str]
) -> list[Sourced]:
    defaults = Defaults(
        language=head.language,
        security=head.security,
        state=head.defaults.state,
        author=head.defaults.author,
        origin=head.defaults.origin,
    )
    names = {scenario.id: scenario.name for scenario in scenarios.values()}

    def read(table: dict[str, Any], path: Path, where: str) -> Item:
        source = check(ItemTable, table, path, where)
        unused = unused_marks(source)
        if unused:
            raise AuthoringError([f"{path}: {where}: {unused}"])
        return item_of(source, defaults, names)

    return [Sourced(*one) for one in _read_tables(folder, _ItemsFile, "items", read, problems)]


def _read_tables(
    folder: Path,
    schema: type[Schema],
    kind: str,
    read: Callable[[dict[str, Any], Path, str], T],
    problems: list[str],
) -> Iterator[tuple[Path, T]]:
    """Yield what each ``[[kind]]`` table of the files in ``folder/kind`` holds."""
    for path in sorted((folder / kind).glob("*.toml")):
        try:
            tables = getattr(check(schema, read_toml(path), path), kind)
        except AuthoringError as error:
            problems.extend(error.problems)
            continue
        for position, table in enumerate(tables, start=1):
            where = f"{kind[:-1]} {table.get('id', f'number {position}')}"
            try:
                yield path, read(table, path, where)
            except AuthoringError as error:
                problems.extend(error.problems)


def _contradictions(
    found: Sequence[Sourced],
    scenarios: Mapping[str, Scenario],
    topics: Mapping[str, str],
    editions: Sequence[str],
    *,
    whole: bool,
) -> Iterator[str]:
    counts = Counter(item.id for _, item in found)
    by_name = {scenario.name: scenario for scenario in scenarios.values()}
    for path, item in found:
        here = f"{path}: item {item.id}: "
        if counts[item.id] > 1:
            yield f"{here}id: used by {counts[item.id]} items; ids are unique in a bank"
        if item.topic not in topics:
            yield (
                f"{here}topic: {item.topic!r} is not in topics.toml; allowed: "
                + ", ".join(sorted(topics))
            )
        for edition in item.holds_in:
            if edition not in editions:
                yield (
                    f"{here}holds_in: {edition!r} is not an edition of bank.toml; "
                    f"allowed: {', '.join(editions)}"
                )
        for enemy in item.enemies:
            if enemy == item.id or (whole and enemy not in counts):
                yield f"{here}enemies: {enemy!r} is not another item of this bank"
        if whole:
            yield from (here + problem for problem in _scenario_problems(item, by_name))
        yield from (here + problem for problem in contradictions(item))


def _scenario_problems(item: Item, scenarios: Mapping[str, Scenario]) -> Iterator[str]:
    if not item.scenario:
        return
    scenario = scenarios.get(item.scenario)
    if scenario is None:
        known = ", ".join(sorted(found.id for found in scenarios.values())) or "none"
        yield f"scenario: {item.scenario!r} is not in scenarios/; there are: {known}"
        return
    blocks = [block.id for block in scenario.additional]
    for block in item.additional:
        if block not in blocks:
            yield (
                f"additional: {block!r} is no block of {scenario.id}; "
                f"there are: {', '.join(blocks) or 'none'}"
            )


def _with_mutual_enemies(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items with every enmity entered on both sides: authors write it once."""
    foes: dict[str, set[str]] = {item.id: set(item.enemies) for item in items}
    for item in items:
        for enemy in item.enemies:
            foes[enemy].add(item.id)
    return tuple(
        msgspec.structs.replace(item, enemies=tuple(sorted(foes[item.id])))
        for item in sorted(items, key=lambda item: item.id)
    )
