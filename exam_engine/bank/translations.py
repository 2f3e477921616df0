"""Translations held against their sources: which are complete, stale or missing; and their use.

A translation is *stale* when the version or the texts that it was made from are no longer the
bank's. A stale one is named, and never reaches a paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from exam_engine.bank.parity import disparities
from exam_engine.canonical import digest
from exam_engine.errors import AuthoringError
from exam_engine.model.bank import Bank
from exam_engine.model.item_parts import ItemPaper, PaperOption, paper_of
from exam_engine.model.scenario import Block, Scenario
from exam_engine.model.translation import Kind, Translation
from exam_engine.source.translations import TranslationSource, read_translations

Source = ItemPaper | Scenario
"""What may be translated: nothing that holds an answer."""


class Held(NamedTuple):
    """A translation held against its source; ``stale`` says why it is, or is empty."""

    source: TranslationSource
    stale: str


def texts_of(source: Source) -> dict[str, str]:
    """Return the texts that a translation has to hold, by name."""
    if isinstance(source, Scenario):
        blocks = {f"block {block.id}": block.text for block in source.additional}
        return {"title": source.title, "text": source.text} | blocks
    texts = {"stem": source.stem}
    # The options of some types are the engine's own words, and have no text here.
    texts |= {f"option {option.id}": option.text for option in source.options if option.text}
    for prompt in source.prompts:
        parts = ("",) if len(prompt.texts) == 1 else (" assertion", " reason")
        texts |= {
            f"line {prompt.n}{part}": text for part, text in zip(parts, prompt.texts, strict=True)
        }
    return texts | {f"task {n}": task for n, task in enumerate(source.tasks, start=1)}


def translatable(bank: Bank) -> dict[tuple[Kind, str], Source]:
    """Return the texts of a bank by what they belong to."""
    scenarios = {(Kind.SCENARIO, scenario.id): scenario for scenario in bank.scenarios}
    return scenarios | {(Kind.ITEM, item.id): paper_of(item) for item in bank.items}


def held_translations(folder: Path, bank: Bank) -> tuple[Held, ...]:
    """Read the translations of the bank in ``folder`` and hold each against its source.

    :raises AuthoringError: if one is not right: unreadable, of no text of this bank, or (unless it
        is stale) not the same in structure as its source.
    """
    sources = translatable(bank)
    held, problems = [], []
    for one in read_translations(folder):
        translation = one.translation
        source = sources.get((translation.kind, translation.id))
        if source is None:
            problems.append(f"{one.where}: id: is not in this bank")
            continue
        if translation.language == bank.head.language:
            problems.append(f"{one.where}: {translation.language} is the bank's own language")
        stale = why_stale(translation, source)
        if not stale:
            languages = (bank.head.language, translation.language)
            problems += [
                f"{one.where}: {problem}"
                for problem in disparities(texts_of(source), translation.texts, languages)
            ]
        held.append(Held(one, stale))
    if problems:
        raise AuthoringError(problems)
    return tuple(held)


def why_stale(translation: Translation, source: Source) -> str:
    """Return why a translation lags behind its source, or an empty text."""
    if translation.version != source.version:
        return f"it translates version {translation.version}, and the bank has {source.version}"
    if translation.source != digest(source):
        return "the source was changed since"
    return ""


def translated_item(paper: ItemPaper, translation: Translation) -> ItemPaper:
    """Return an item's paper with the translated texts: ids, marks and rules stay the source's.

    :raises AuthoringError: if the translation is stale.
    """
    _refuse_stale(translation, paper)
    texts = translation.texts
    return msgspec.structs.replace(
        paper,
        language=translation.language,
        stem=texts["stem"],
        options=tuple(
            PaperOption(id=option.id, text=texts.get(f"option {option.id}", option.text))
            for option in paper.options
        ),
        prompts=tuple(
            msgspec.structs.replace(prompt, texts=tuple(_line_texts(texts, prompt.n)))
            for prompt in paper.prompts
        ),
        tasks=tuple(texts[f"task {n}"] for n, _ in enumerate(paper.tasks, start=1)),
    )


def translated_scenario(scenario: Scenario, translation: Translation) -> Scenario:
    """Return a scenario with the translated texts.

    :raises AuthoringError: if the translation is stale.
    """
    _refuse_stale(translation, scenario)
    texts = translation.texts
    return msgspec.structs.replace(
        scenario,
        language=translation.language,
        title=texts["title"],
        text=texts["text"],
        additional=tuple(
            Block(id=block.id, text=texts[f"block {block.id}"]) for block in scenario.additional
        ),
    )


def _refuse_stale(translation: Translation, source: Source) -> None:
    stale = why_stale(translation, source)
    if stale:
        raise AuthoringError([f"the translation {translation.subject} is stale: {stale}"])


def _line_texts(texts: Mapping[str, str], n: int) -> Iterator[str]:
    names = (f"line {n}", f"line {n} assertion", f"line {n} reason")
    return (texts[name] for name in names if name in texts)
