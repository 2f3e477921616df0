"""Items: one question, its offered answers, and how it is scored.

An item is an *interaction* (what the candidate does), *lines* (what is scored) and a *scoring
rule* (how). Every type of item is a choice of these three; the type names the usual choice.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest


class ItemType(Enum):
    """The item types that the engine delivers and marks."""

    SINGLE = "single"


class Level(Enum):
    """Cognitive level, after Anderson and Krathwohl (2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class OptionOrder(Enum):
    """May a form present the options in another order than the author wrote them?"""

    ANY = "any"
    FIXED = "fixed"


class Security(Enum):
    """``PUBLIC`` material is known to candidates and never reaches a secure exam."""

    PUBLIC = "public"
    SECURE = "secure"


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Where an answer key rests: a standard, its edition, and the place in it."""

    standard: str
    edition: str
    clause: str


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One offered answer. ``why`` is the reason it is right or wrong."""

    id: str
    text: str
    why: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One scored unit: the option ids that earn its marks."""

    n: int
    answer: tuple[str, ...]
    marks: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one item, whole. Only the author's side of the house ever holds this.

    ``requirements`` maps a blueprint id to the code of the requirement that the item tests there.
    ``enemies`` are ids of items that must not stand on the same form.
    """

    id: str
    version: int
    type: ItemType
    language: str
    topic: str
    requirements: dict[str, str]
    level: Level
    basis: tuple[Basis, ...]
    holds_in: tuple[str, ...]
    enemies: tuple[str, ...]
    security: Security
    author: str
    origin: str
    fact: str
    stem: str
    options: tuple[Option, ...]
    option_order: OptionOrder
    lines: tuple[Line, ...]
    rule: str
    expected_seconds: int

    @property
    def marks(self) -> int:
        """Return the marks that a full answer earns."""
        return sum(line.marks for line in self.lines)


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
    option_ids: tuple[str, ...]
    option_order: OptionOrder
    marks: int
    words: int
    expected_seconds: int
    paper_digest: str
    answers_digest: str


class PaperOption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One offered answer as a candidate may see it."""

    id: str
    text: str


class ItemPaper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate may see of an item."""

    id: str
    version: int
    type: ItemType
    language: str
    stem: str
    options: tuple[PaperOption, ...]


class ItemAnswers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What marking needs, and no delivery host or terminal ever holds."""

    id: str
    version: int
    lines: tuple[Line, ...]
    rule: str
    fact: str
    basis: tuple[Basis, ...]
    why: dict[str, str]
    author: str
    origin: str


def paper_of(item: Item) -> ItemPaper:
    """Return the part of ``item`` that a candidate may see."""
    options = tuple(PaperOption(id=option.id, text=option.text) for option in item.options)
    return ItemPaper(
        id=item.id,
        version=item.version,
        type=item.type,
        language=item.language,
        stem=item.stem,
        options=options,
    )


def answers_of(item: Item) -> ItemAnswers:
    """Return the part of ``item`` that marking needs."""
    return ItemAnswers(
        id=item.id,
        version=item.version,
        lines=item.lines,
        rule=item.rule,
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
        option_ids=tuple(option.id for option in item.options),
        option_order=item.option_order,
        marks=item.marks,
        words=_words(item),
        expected_seconds=item.expected_seconds,
        paper_digest=digest(paper_of(item)),
        answers_digest=digest(answers_of(item)),
    )


def item_digest(catalogue: ItemCatalogue) -> str:
    """Return the digest of a whole item version: it covers paper and answers by their digests."""
    return digest(catalogue)


def _words(item: Item) -> int:
    return sum(len(text.split()) for text in (item.stem, *(option.text for option in item.options)))
