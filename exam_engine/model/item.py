"""Items: one question, its offered answers, and how it is scored.

An item is an *interaction* (what the candidate does), *lines* (what is scored) and a *scoring
rule* (how). Every type of item is a choice of these three; the type names the usual choice.
"""

from __future__ import annotations

import msgspec

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
    """One scored unit: what has to be responded, and what that earns.

    ``answer`` holds the option ids that earn the marks: one for a line of a match, several for a
    multiple response, all in their right order for an order item. ``weights`` gives the marks of
    each option where these differ (gradient). ``why`` is the reason of a line that has its own.
    """

    n: int
    answer: tuple[str, ...]
    marks: int
    weights: dict[str, int] = {}
    why: str = ""


class Prompt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate reads at a line: one text, or assertion and reason."""

    n: int
    texts: tuple[str, ...]
    marks: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One version of one item, whole. Only the author's side of the house ever holds this.

    ``requirements`` maps a blueprint id to the code of the requirement that the item tests there.
    ``enemies`` are ids of items that must not stand on the same form. ``scenario`` is the
    ``ID@VERSION`` of the scenario that it belongs to, or empty; ``additional`` names those blocks
    of additional information that count for this item. ``choose`` is how many options to choose;
    ``reuse`` says whether an option of a match may be used again. ``penalty`` is what a wrong line
    costs, a fraction as text. ``minutes`` and ``words`` (from, to) guide the writer of an essay.
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
    state: ItemState
    author: str
    origin: str
    fact: str
    stem: str
    options: tuple[Option, ...]
    option_order: OptionOrder
    prompts: tuple[Prompt, ...]
    lines: tuple[Line, ...]
    rule: str
    expected_seconds: int
    tasks: tuple[str, ...] = ()
    scenario: str = ""
    additional: tuple[str, ...] = ()
    choose: int = 1
    reuse: bool = False
    penalty: str = "0"
    rubric: Rubric | None = None
    minutes: int = 0
    words: tuple[int, ...] = ()
    waivers: dict[str, str] = {}

    @property
    def interaction(self) -> Interaction:
        """Return what the candidate does."""
        return INTERACTIONS[self.type]

    @property
    def marks(self) -> int:
        """Return the marks that a full answer earns."""
        return sum(line.marks for line in self.lines) if self.lines else rubric_marks(self.rubric)


def rubric_marks(rubric: Rubric | None) -> int:
    """Return the marks that a rubric can give; none without one."""
    return rubric.marks if rubric else 0
