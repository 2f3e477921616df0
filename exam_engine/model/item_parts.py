"""The three parts of an item, one for each compartment of a sealed bank.

Nobody holds more of an item than their work needs: assembly the catalogue entry, a delivery host
the paper, marking the answers.
"""

from __future__ import annotations

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.item import Basis, Item, Line, Prompt, rubric_marks
from exam_engine.model.item_type import (
    INTERACTIONS,
    Interaction,
    ItemState,
    ItemType,
    Level,
    OptionOrder,
    Security,
)
from exam_engine.model.rubric import Rubric


class ItemCatalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What assembly needs to know of an item: no text, no answer key.

    ``paper_digest`` and ``answers_digest`` bind the other two parts of the same version.
    """

    id: str
    version: int
    type: ItemType
    language: str
    topic: str
    requirements: dict[str, str]
    level: Level
    holds_in: tuple[str, ...]
    enemies: tuple[str, ...]
    security: Security
    state: ItemState
    scenario: str
    option_ids: tuple[str, ...]
    option_order: OptionOrder
    marks: int
    lines: int
    words: int
    expected_seconds: int
    paper_digest: str
    answers_digest: str


class PaperOption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One offered answer as a candidate may see it."""

    id: str
    text: str


class ItemPaper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate may see of an item.

    ``scale`` lists the marks that options can earn where these differ, the highest first: it says
    what is to be had, not for what.
    """

    id: str
    version: int
    type: ItemType
    language: str
    stem: str
    options: tuple[PaperOption, ...]
    prompts: tuple[Prompt, ...] = ()
    tasks: tuple[str, ...] = ()
    scenario: str = ""
    additional: tuple[str, ...] = ()
    choose: int = 1
    reuse: bool = False
    rule: str = "exact"
    penalty: str = "0"
    scale: tuple[int, ...] = ()
    minutes: int = 0
    words: tuple[int, ...] = ()

    @property
    def interaction(self) -> Interaction:
        """Return what the candidate does."""
        return INTERACTIONS[self.type]


class ItemAnswers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What marking needs, and no delivery host or terminal ever holds."""

    id: str
    version: int
    type: ItemType
    options: tuple[str, ...]
    choose: int
    lines: tuple[Line, ...]
    rule: str
    penalty: str
    rubric: Rubric | None
    fact: str
    basis: tuple[Basis, ...]
    why: dict[str, str]
    author: str
    origin: str

    @property
    def interaction(self) -> Interaction:
        """Return what the candidate did."""
        return INTERACTIONS[self.type]

    @property
    def marks(self) -> int:
        """Return the marks that a full answer earns."""
        return sum(line.marks for line in self.lines) if self.lines else rubric_marks(self.rubric)


def paper_of(item: Item) -> ItemPaper:
    """Return the part of ``item`` that a candidate may see."""
    weights = {weight for line in item.lines for weight in line.weights.values()}
    return ItemPaper(
        id=item.id,
        version=item.version,
        type=item.type,
        language=item.language,
        stem=item.stem,
        options=tuple(PaperOption(id=option.id, text=option.text) for option in item.options),
        prompts=item.prompts,
        tasks=item.tasks,
        scenario=item.scenario,
        additional=item.additional,
        choose=item.choose,
        reuse=item.reuse,
        rule=item.rule,
        penalty=item.penalty,
        scale=tuple(sorted(weights, reverse=True)),
        minutes=item.minutes,
        words=item.words,
    )


def answers_of(item: Item) -> ItemAnswers:
    """Return the part of ``item`` that marking needs."""
    return ItemAnswers(
        id=item.id,
        version=item.version,
        type=item.type,
        options=tuple(option.id for option in item.options),
        choose=item.choose,
        lines=item.lines,
        rule=item.rule,
        penalty=item.penalty,
        rubric=item.rubric,
        fact=item.fact,
        basis=item.basis,
        why={option.id: option.why for option in item.options},
        author=item.author,
        origin=item.origin,
    )


def catalogue_of(item: Item) -> ItemCatalogue:
    """Return the part of ``item`` that assembly needs."""
    return ItemCatalogue(
        id=item.id,
        version=item.version,
        type=item.type,
        language=item.language,
        topic=item.topic,
        requirements=item.requirements,
        level=item.level,
        holds_in=item.holds_in,
        enemies=item.enemies,
        security=item.security,
        state=item.state,
        scenario=item.scenario,
        option_ids=tuple(option.id for option in item.options),
        option_order=item.option_order,
        marks=item.marks,
        lines=max(1, len(item.lines)),
        words=words_in(item),
        expected_seconds=item.expected_seconds,
        paper_digest=digest(paper_of(item)),
        answers_digest=digest(answers_of(item)),
    )


def item_digest(entry: ItemCatalogue) -> str:
    """Return the digest of an item version, as reviewers approve it.

    It covers paper and answers by their digests. Where the item stands in its life, and which
    items it was found to be an enemy of, may change without a new version.
    """
    return digest(msgspec.structs.replace(entry, state=ItemState.DRAFT, enemies=()))


def words_in(item: Item) -> int:
    """Return how many words a candidate reads, without the scenario."""
    options = (option.text for option in item.options)
    prompts = (text for prompt in item.prompts for text in prompt.texts)
    return sum(len(text.split()) for text in (item.stem, *item.tasks, *options, *prompts))
