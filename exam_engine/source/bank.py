"""Bank folders: ``bank.toml``, ``topics.toml`` and ``items/*.toml``.

People and defaults stand in ``bank.toml``, topics in ``topics.toml``, and each file below
``items/`` is a list of ``[[items]]`` tables.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import Field

from exam_engine.errors import AuthoringError
from exam_engine.model.bank import Bank, BankHead
from exam_engine.model.item import Basis, Item, ItemType, Level, Line, Option, OptionOrder, Security
from exam_engine.source.toml_file import Schema, check, read_toml

_ITEM_ID = r"^[a-z0-9]+(-[a-z0-9]+)+$"

Name = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9./-]{1,80}$")]


class _Defaults(Schema):
    author: Annotated[Name, Field(description="the author of items that name none")]
    origin: Annotated[Name, Field(description='where items come from, such as "original"')]


class _BankFile(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    id: Annotated[str, Field(pattern=_ITEM_ID, description="the name of the bank's folder")]
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


class _Basis(Schema):
    standard: Annotated[Name, Field(description='a standard, such as "ISO/IEC 20000-1"')]
    edition: Annotated[Code, Field(description='its edition as a text, such as "2018"')]
    clause: Annotated[Name, Field(description='the place in it, such as "8.6.2"')]


class _Option(Schema):
    id: Annotated[str, Field(pattern=r"^[a-h]$", description="a small letter, a to h")]
    text: Annotated[str, Field(min_length=1, max_length=500, description="1 to 500 characters")]
    why: Annotated[
        str,
        Field(min_length=20, max_length=1500, description="the reason, 20 to 1500 characters"),
    ]


class _Item(Schema):
    id: Annotated[str, Field(pattern=_ITEM_ID, max_length=60, description='such as "fnd-su-001"')]
    version: Annotated[int, Field(ge=1, le=9999, description="a whole number from 1")]
    type: Annotated[ItemType, Field(strict=False, description='"single"')]
    topic: Annotated[Code, Field(description="a topic of topics.toml")]
    requirement: Annotated[
        dict[Code, Code],
        Field(min_length=1, description='a table such as { "tuv-sud/foundation" = "3.2" }'),
    ]
    level: Annotated[
        Level, Field(strict=False, description=", ".join(level.value for level in Level))
    ]
    basis: Annotated[list[_Basis], Field(min_length=1, description="where the answer rests")]
    holds_in: Annotated[
        list[Code], Field(min_length=1, description="editions in which the answer key is right")
    ]
    enemies: Annotated[
        list[Code], Field(default_factory=list, description="ids of items not to stand beside it")
    ]
    fact: Annotated[str, Field(min_length=10, max_length=500, description="the fact in a sentence")]
    stem: Annotated[str, Field(min_length=10, max_length=2000, description="the question")]
    options: Annotated[
        list[_Option], Field(min_length=2, max_length=8, description="two to eight options")
    ]
    answer: Annotated[str, Field(description="the id of the right option")]
    option_order: Annotated[OptionOrder, Field(strict=False, description='"any" or "fixed"')] = (
        OptionOrder.ANY
    )
    expected_seconds: Annotated[
        int, Field(ge=5, le=7200, description="a whole number from 5 to 7200")
    ] = 60
    author: Annotated[Name, Field(description="the author")] | None = None
    origin: Annotated[Name, Field(description="where the item comes from")] | None = None


class _ItemsFile(Schema):
    items: Annotated[list[dict[str, object]], Field(description="tables [[items]]")]


def read_bank(folder: Path) -> Bank:
    """Read a bank folder.

    :raises AuthoringError: with one line for every problem in any file of the bank.
    """
    head_file = folder / "bank.toml"
    if not head_file.is_file():
        raise AuthoringError([f"{folder}: has no bank.toml, so it is not a bank folder"])
    head = check(_BankFile, read_toml(head_file), head_file)
    topics_file = folder / "topics.toml"
    topics = check(_TopicsFile, read_toml(topics_file), topics_file).topics

    problems: list[str] = []
    found: list[tuple[Path, Item]] = []
    for path in sorted((folder / "items").glob("*.toml")):
        try:
            found.extend((path, item) for item in _read_items(path, head))
        except AuthoringError as error:
            problems.extend(error.problems)
    # Items that could not be read may be the enemies that others name: one mistake, one message.
    whole = not problems
    problems.extend(_contradictions(found, topics, head.editions, whole=whole))
    if not found and not problems:
        problems.append(f"{folder / 'items'}: holds no items; add a file with [[items]] tables")
    if problems:
        raise AuthoringError(problems)
    return Bank(
        head=BankHead(
            id=head.id,
            title=head.title,
            language=head.language,
            security=head.security,
            licence=head.licence,
            topics=topics,
        ),
        items=_with_mutual_enemies([item for _, item in found]),
    )


def _read_items(path: Path, head: _BankFile) -> list[Item]:
    tables = check(_ItemsFile, read_toml(path), path).items
    problems: list[str] = []
    items = []
    for position, table in enumerate(tables, start=1):
        where = f"item {table.get('id', f'number {position}')}"
        try:
            items.append(_item(check(_Item, table, path, where), head))
        except AuthoringError as error:
            problems.extend(error.problems)
    if problems:
        raise AuthoringError(problems)
    return items


def _item(source: _Item, head: _BankFile) -> Item:
    return Item(
        id=source.id,
        version=source.version,
        type=source.type,
        language=head.language,
        topic=source.topic,
        requirements=source.requirement,
        level=source.level,
        basis=tuple(
            Basis(standard=part.standard, edition=part.edition, clause=part.clause)
            for part in source.basis
        ),
        holds_in=tuple(source.holds_in),
        enemies=tuple(sorted(source.enemies)),
        security=head.security,
        author=source.author or head.defaults.author,
        origin=source.origin or head.defaults.origin,
        fact=source.fact,
        stem=source.stem.strip(),
        options=tuple(
            Option(id=option.id, text=option.text, why=option.why) for option in source.options
        ),
        option_order=source.option_order,
        lines=(Line(n=1, answer=(source.answer,), marks=1),),
        rule="exact",
        expected_seconds=source.expected_seconds,
    )


def _contradictions(
    found: list[tuple[Path, Item]], topics: dict[str, str], editions: list[str], *, whole: bool
) -> list[str]:
    problems = []
    counts = Counter(item.id for _, item in found)
    for path, item in found:
        here = f"{path}: item {item.id}: "
        if counts[item.id] > 1:
            problems.append(f"{here}id: used by {counts[item.id]} items; ids are unique in a bank")
        if item.topic not in topics:
            problems.append(
                f"{here}topic: {item.topic!r} is not in topics.toml; allowed: "
                + ", ".join(sorted(topics))
            )
        for edition in item.holds_in:
            if edition not in editions:
                problems.append(
                    f"{here}holds_in: {edition!r} is not an edition of bank.toml; "
                    f"allowed: {', '.join(editions)}"
                )
        for enemy in item.enemies:
            if enemy == item.id or (whole and enemy not in counts):
                problems.append(f"{here}enemies: {enemy!r} is not another item of this bank")
        problems.extend(here + problem for problem in _contradictions_in_options(item))
    return problems


def _contradictions_in_options(item: Item) -> list[str]:
    ids = [option.id for option in item.options]
    problems = []
    if len(set(ids)) < len(ids):
        problems.append("options: two options have the same id")
    for answer in item.lines[0].answer:
        if answer not in ids:
            problems.append(f"answer: {answer!r} is not an option; allowed: {', '.join(ids)}")
    texts = [" ".join(option.text.lower().split()) for option in item.options]
    if len(set(texts)) < len(texts):
        problems.append("options: two options have the same text")
    return problems


def _with_mutual_enemies(items: list[Item]) -> tuple[Item, ...]:
    """Return the items with every enmity entered on both sides: authors write it once."""
    foes: dict[str, set[str]] = {item.id: set(item.enemies) for item in items}
    for item in items:
        for enemy in item.enemies:
            foes[enemy].add(item.id)
    return tuple(
        Item(
            **{name: getattr(item, name) for name in item.__struct_fields__ if name != "enemies"},
            enemies=tuple(sorted(foes[item.id])),
        )
        for item in sorted(items, key=lambda item: item.id)
    )
