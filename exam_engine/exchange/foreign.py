"""The neutral model: one item of another system, whatever its format.

It follows QTI's anatomy, which the other formats are parts of: a body with interactions, declared
responses with correct values and mappings, outcomes, and response processing. Texts are plain:
clean (``exam_engine.text``), ASCII white space collapsed, a newline where the source breaks the
line.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import msgspec


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a choice or of an item: shown when ``outcome`` holds ``identifier``."""

    text: str
    identifier: str
    outcome: str = "FEEDBACK"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """An offered answer, a row or a column of a match; ``id`` is its authored identifier.

    ``fixed`` keeps its place when the others are shuffled. ``most`` and ``least`` say how often a
    row or column of a match is used; 0 is no limit.
    """

    id: str
    text: str
    fixed: bool = False
    feedback: Feedback | None = None
    least: int = 0
    most: int = 1


class TextEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A gap to be filled in, within a paragraph. ``length`` and ``mask`` guide the writer."""

    response: str
    length: int = 0
    mask: str = ""


class InlineChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A gap with offered answers, within a paragraph."""

    response: str
    choices: tuple[Choice, ...]
    shuffle: bool = False


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """Running text, broken by the gaps in it."""

    parts: tuple[str | TextEntry | InlineChoice, ...]


class ChoiceInteraction(msgspec.Struct, frozen=True, kw_only=True):
    """Choose ``least`` to ``most`` of the choices; ``most`` = 0 is no limit."""

    response: str
    choices: tuple[Choice, ...]
    prompt: str = ""
    least: int = 0
    most: int = 1
    shuffle: bool = False


class OrderInteraction(msgspec.Struct, frozen=True, kw_only=True):
    """Put the choices in order; ``least`` and ``most`` (0: all) where some may be left out."""

    response: str
    choices: tuple[Choice, ...]
    prompt: str = ""
    least: int = 0
    most: int = 0
    shuffle: bool = False


class MatchInteraction(msgspec.Struct, frozen=True, kw_only=True):
    """Give each row a column; ``most`` associations in all, 0 is no limit."""

    response: str
    rows: tuple[Choice, ...]
    columns: tuple[Choice, ...]
    prompt: str = ""
    least: int = 0
    most: int = 1
    shuffle: bool = False


class ExtendedText(msgspec.Struct, frozen=True, kw_only=True):
    """Write a text; ``lines`` and ``length`` guide the writer, 0 says nothing."""

    response: str
    prompt: str = ""
    lines: int = 0
    length: int = 0


Gap = TextEntry | InlineChoice
Interaction = (
    ChoiceInteraction
    | OrderInteraction
    | MatchInteraction
    | ExtendedText
    | TextEntry
    | InlineChoice
)
Block = Paragraph | ChoiceInteraction | OrderInteraction | MatchInteraction | ExtendedText


class MapEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What one response value is worth."""

    source: str
    target: Fraction
    case_sensitive: bool = True


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """What response values are worth: summed, ``default`` for others, then bounded."""

    entries: tuple[MapEntry, ...]
    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """A declared response: its type, its correct values (in order for ordered), its mapping.

    ``cardinality`` is single, multiple or ordered; ``base`` is QTI's baseType. A directed pair is
    written "ROW COLUMN".
    """

    id: str
    cardinality: str
    base: str
    correct: tuple[str, ...] = ()
    mapping: Mapping | None = None


class LookupTable(msgspec.Struct, frozen=True, kw_only=True):
    """How ``lookupOutcomeValue`` turns a number into an outcome.

    ``kind`` is "match" or "interpolation"; an entry is (source, source included, target).
    """

    kind: str
    entries: tuple[tuple[Fraction, bool, str], ...]
    default: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A declared outcome: SCORE, MAXSCORE, FEEDBACK and others of the author's."""

    id: str
    cardinality: str
    base: str
    default: tuple[str, ...] = ()
    normal_maximum: Fraction | None = None
    normal_minimum: Fraction | None = None
    table: LookupTable | None = None


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A rule or an expression of response processing, by its QTI 2 name."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()
    text: str = ""

    def attribute(self, name: str, default: str = "") -> str:
        """Return an attribute's value, or ``default``."""
        return dict(self.attributes).get(name, default)


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """Response processing by a standard template, such as ``match_correct``."""

    name: str


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """Response processing as its author wrote it."""

    rules: tuple[Node, ...]


class RubricBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Instructions: for candidates, scorers and others, as ``views`` says."""

    views: tuple[str, ...]
    text: str
    use: str = ""


class ItemFeedback(msgspec.Struct, frozen=True, kw_only=True):
    """Feedback on the item as a whole: ``modal``, or in a ``block`` of the body."""

    feedback: Feedback
    kind: str = "modal"
    title: str = ""


class ForeignItem(msgspec.Struct, frozen=True, kw_only=True):
    """One item, or a stimulus if its body holds no interaction.

    ``category`` is the path that Moodle and GIFT file it under; ``stimuli`` are the identifiers of
    shared stimuli (of a package) that it belongs to.
    """

    id: str
    title: str
    body: tuple[Block, ...]
    language: str = ""
    category: str = ""
    responses: tuple[Response, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    processing: Template | Program | None = None
    rubrics: tuple[RubricBlock, ...] = ()
    feedback: tuple[ItemFeedback, ...] = ()
    stimuli: tuple[str, ...] = ()
    time_dependent: bool = False

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """Return the interactions in the order of the body."""
        return tuple(_interactions(self.body))

    def response(self, name: str) -> Response | None:
        """Return a declared response."""
        return next((one for one in self.responses if one.id == name), None)

    def outcome(self, name: str) -> Outcome | None:
        """Return a declared outcome."""
        return next((one for one in self.outcomes if one.id == name), None)


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """An item as read from a file, and what the reader has to say of it."""

    item: ForeignItem
    notes: tuple[str, ...] = ()


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """An item that was not taken, and what in it is not supported."""

    id: str
    title: str
    reason: str


def _interactions(body: tuple[Block, ...]) -> Iterator[Interaction]:
    for block in body:
        if isinstance(block, Paragraph):
            yield from (part for part in block.parts if not isinstance(part, str))
        else:
            yield block


def offered(interaction: Interaction) -> tuple[Choice, ...]:
    """Return the choices that an interaction offers: of a match its rows, then its columns."""
    if isinstance(interaction, MatchInteraction):
        return interaction.rows + interaction.columns
    if isinstance(interaction, TextEntry | ExtendedText):
        return ()
    return interaction.choices
