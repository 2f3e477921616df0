"""Translations of a bank: ``translations/LANGUAGE/*.toml``, tables of items and of scenarios.

A table names the version it translates and the digest of that version's texts, and holds texts;
there is no field for an answer, a mark or a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from exam_engine.errors import AuthoringError
from exam_engine.model.item_type import ItemState
from exam_engine.model.translation import Kind, Translation
from exam_engine.source.item_schema import ID_PATTERN, Name, Text
from exam_engine.source.toml_file import Schema, check, read_toml

FOLDER = "translations"
_LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Z]{2})?$")
_STATES = ", ".join(state.value for state in ItemState)
_Short = Annotated[str, Field(min_length=1, max_length=500)]


class _Common(Schema):
    id: Annotated[str, Field(pattern=ID_PATTERN, max_length=60, description="the source's id")]
    version: Annotated[int, Field(ge=1, le=9999, description="the source's version")]
    source: Annotated[
        str,
        Field(
            pattern=r"^[0-9a-f]{64}$",
            description="the digest that `exam-engine bank translations --start` prints",
        ),
    ]
    translator: Annotated[Name, Field(description="who translated it")]
    state: Annotated[ItemState, Field(strict=False, description=_STATES)] = ItemState.DRAFT


class _ItemTable(_Common):
    stem: Annotated[str, Field(min_length=1, max_length=2500, description="the question")]
    options: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z]$")], _Short],
        Field(default_factory=dict, description='a table such as { a = "…", b = "…" }'),
    ]
    lines: Annotated[
        list[Text | Annotated[list[Text], Field(min_length=2, max_length=2)]],
        Field(default_factory=list, max_length=20, description="texts, or [assertion, reason]"),
    ]
    tasks: Annotated[list[Text], Field(default_factory=list, max_length=10, description="texts")]


class _ScenarioTable(_Common):
    title: Annotated[Name, Field(description="its title")]
    text: Annotated[str, Field(min_length=1, max_length=10_000, description="its text")]
    additional: Annotated[
        dict[
            Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$")],
            Annotated[str, Field(min_length=1, max_length=5000)],
        ],
        Field(default_factory=dict, description='a table such as { ai-1 = "…" }'),
    ]


class _File(Schema):
    items: Annotated[list[dict[str, Any]], Field(default_factory=list, description="[[items]]")]
    scenarios: Annotated[
        list[dict[str, Any]], Field(default_factory=list, description="[[scenarios]]")
    ]


class TranslationSource(NamedTuple):
    """A translation, its file, and the state that the file declares (public banks only)."""

    path: Path
    translation: Translation
    state: ItemState

    @property
    def where(self) -> str:
        """Return the place for messages: file and table."""
        return f"{self.path}: {self.translation.kind.value} {self.translation.id}"


def read_translations(folder: Path) -> tuple[TranslationSource, ...]:
    """Read the translations of the bank in ``folder``; a bank may have none.

    :raises AuthoringError: with one line for every problem in any file.
    """
    problems: list[str] = []
    found: list[TranslationSource] = []
    for directory in sorted(path for path in (folder / FOLDER).glob("*") if path.is_dir()):
        if not _LANGUAGE.match(directory.name):
            problems.append(f'{directory}: the folder\'s name is no language code such as "de"')
            continue
        for path in sorted(directory.glob("*.toml")):
            found.extend(_of_file(path, directory.name, problems))
    problems.extend(_repeated(found))
    if problems:
        raise AuthoringError(problems)
    return tuple(found)


def _of_file(path: Path, language: str, problems: list[str]) -> Iterator[TranslationSource]:
    try:
        file = check(_File, read_toml(path), path)
    except AuthoringError as error:
        problems.extend(error.problems)
        return
    kinds: list[tuple[Kind, list[dict[str, Any]], _Reader]] = [
        (Kind.ITEM, file.items, _item_texts),
        (Kind.SCENARIO, file.scenarios, _scenario_texts),
    ]
    for kind, tables, read in kinds:
        for position, content in enumerate(tables, start=1):
            where = f"{kind.value} {content.get('id', f'number {position}')}"
            try:
                common, texts = read(content, path, where)
            except AuthoringError as error:
                problems.extend(error.problems)
                continue
            yield _translation(path, language, kind, common, texts)


_Reader = Callable[[dict[str, Any], Path, str], tuple[_Common, dict[str, str]]]


def _translation(
    path: Path, language: str, kind: Kind, common: _Common, texts: dict[str, str]
) -> TranslationSource:
    translation = Translation(
        kind=kind,
        id=common.id,
        version=common.version,
        language=language,
        source=common.source,
        translator=common.translator,
        texts={name: text.strip() for name, text in texts.items()},
    )
    return TranslationSource(path, translation, common.state)


def _item_texts(
    content: dict[str, Any], path: Path, where: str
) -> tuple[_ItemTable, dict[str, str]]:
    table = check(_ItemTable, content, path, where)
    texts = {"stem": table.stem}
    texts |= {f"option {id}": text for id, text in table.options.items()}
    for n, line in enumerate(table.lines, start=1):
        if isinstance(line, str):
            texts[f"line {n}"] = line
        else:
            texts[f"line {n} assertion"], texts[f"line {n} reason"] = line
    texts |= {f"task {n}": task for n, task in enumerate(table.tasks, start=1)}
    return table, texts


def _scenario_texts(
    content: dict[str, Any], path: Path, where: str
) -> tuple[_ScenarioTable, dict[str, str]]:
    table = check(_ScenarioTable, content, path, where)
    texts = {"title": table.title, "text": table.text}
    return table, texts | {f"block {id}": text for id, text in table.additional.items()}


def _repeated(found: list[TranslationSource]) -> Iterator[str]:
    seen: dict[str, TranslationSource] = {}
    for source in found:
        first = seen.setdefault(source.translation.subject, source)
        if first is not source:
            yield f"{source.where}: is translated in {first.path} too; keep one of them"
