"""The translations of a bank: how far they are, and which may be sealed with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.subjects import subject_of_translation
from exam_engine.bank.translations import (
    Held,
    Source,
    held_translations,
    texts_of,
    translatable,
)
from exam_engine.canonical import digest
from exam_engine.errors import LifeRefused
from exam_engine.model.bank import Bank
from exam_engine.model.item import Prompt
from exam_engine.model.item_type import ItemState, Security
from exam_engine.model.scenario import Scenario
from exam_engine.model.translation import Kind, Translation, subject_name
from exam_engine.office.home import Home
from exam_engine.office.life_records import BankLife, life_of_bank
from exam_engine.source.bank import read_bank


class Progress(NamedTuple):
    """How far one text is in one language. ``state`` is None where there is no translation.

    ``stale`` says why it lags behind its source; ``notes`` what its record made doubtful.
    """

    language: str
    kind: Kind
    id: str
    state: ItemState | None
    stale: str
    notes: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Return whether it may reach a paper."""
        return self.state is ItemState.OPERATIONAL and not self.stale


def progress(home: Home, folder: Path) -> list[Progress]:
    """Return how far every item and scenario of a bank is in each language begun.

    :raises AuthoringError: if the bank or a translation is not right.
    """
    bank = read_bank(folder)
    held = held_translations(folder, bank)
    lives = life_of_bank(home, bank.head.id)
    found = {}
    for one in held:
        translation = one.source.translation
        state, notes = _state_of(bank, one, lives)
        found[translation.subject] = Progress(
            translation.language, translation.kind, translation.id, state, one.stale, notes
        )
    languages = sorted({one.source.translation.language for one in held})
    return [
        found.get(subject_name(kind, id, language), Progress(language, kind, id, None, ""))
        for language in languages
        for kind, id in sorted(translatable(bank), key=lambda place: (place[0].value, place[1]))
    ]


def sealable(home: Home, folder: Path, bank: Bank) -> list[Translation]:
    """Return the translations that are reviewed and not stale.

    :raises AuthoringError: if one is not right.
    """
    lives = life_of_bank(home, bank.head.id)
    return [
        held.source.translation
        for held in held_translations(folder, bank)
        if not held.stale and _state_of(bank, held, lives)[0] is ItemState.OPERATIONAL
    ]


def beginning(folder: Path, name: str) -> str:
    """Return a TOML table to begin a translation with: the source's texts, to be replaced.

    :raises LifeRefused: if the bank has no item or scenario of that name.
    """
    sources = translatable(read_bank(folder))
    for kind in Kind:
        source = sources.get((kind, name))
        if source is not None:
            return "\n".join(_table(kind, source)) + "\n"
    raise LifeRefused(f"{folder}: there is no item and no scenario {name!r}")


def _state_of(bank: Bank, held: Held, lives: BankLife) -> tuple[ItemState, tuple[str, ...]]:
    if bank.head.security is Security.PUBLIC:
        return held.source.state, ()
    translation = held.source.translation
    items = {item.id: item for item in bank.items}
    item = items.get(translation.id) if translation.kind is Kind.ITEM else None
    life = lives.standing(subject_of_translation(bank, translation, item))
    return life.state, life.notes


def _table(kind: Kind, source: Source) -> Iterator[str]:
    texts = texts_of(source)
    yield f"[[{kind.value}s]]"
    yield f"id = {_quoted(source.id)}"
    yield f"version = {source.version}"
    yield f"source = {_quoted(digest(source))}"
    yield 'translator = ""'
    for name in ("stem", "title", "text"):
        if name in texts:
            yield f"{name} = {_quoted(texts[name])}"
    grouped = "additional" if isinstance(source, Scenario) else "options"
    named = {
        name.partition(" ")[2]: text
        for name, text in texts.items()
        if name.startswith(("option ", "block "))
    }
    if named:
        inner = ", ".join(f"{name} = {_quoted(text)}" for name, text in named.items())
        yield f"{grouped} = {{ {inner} }}"
    if not isinstance(source, Scenario):
        yield from _lists(source.prompts, source.tasks)


def _lists(prompts: tuple[Prompt, ...], tasks: tuple[str, ...]) -> Iterator[str]:
    lines = [_line(prompt.texts) for prompt in prompts]
    for name, entries in (("lines", lines), ("tasks", [_quoted(task) for task in tasks])):
        if entries:
            yield f"{name} = ["
            yield from (f"    {entry}," for entry in entries)
            yield "]"


def _line(texts: tuple[str, ...]) -> str:
    quoted = [_quoted(text) for text in texts]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _quoted(text: str) -> str:
    # JSON's quoting of these texts, which hold no control characters, is TOML's as well.
    return json.dumps(text, ensure_ascii=False)
