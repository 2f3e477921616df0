"""The report that every import ends in: by file and item, what became of it and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction

import msgspec

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import (
    ForeignItem,
    Interaction,
    MatchInteraction,
    Refused,
    Taken,
    offered,
)
from exam_engine.exchange.numbers import decimal_text, terminates
from exam_engine.exchange.plain_text import one_line
from exam_engine.exchange.reader import FileRead, Found
from exam_engine.exchange.scoring import Tier, maximum, right_responses, tier_of
from exam_engine.exchange.shape import shape_of


class Verdict(Enum):
    """What became of an item."""

    WHOLE = "taken whole"
    BY_HAND = "taken, marked by hand"
    UNKEYED = "taken, no answer key"
    STIMULUS = "stimulus"
    REFUSED = "refused"


_VERDICTS: Mapping[Tier, Verdict] = {
    Tier.FULL: Verdict.WHOLE,
    Tier.INTERPRETED: Verdict.WHOLE,
    Tier.CORRECT_RESPONSE: Verdict.WHOLE,
    Tier.BY_HAND: Verdict.BY_HAND,
    Tier.UNKEYED: Verdict.UNKEYED,
    Tier.STIMULUS: Verdict.STIMULUS,
}


class InteractionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What can be counted of an interaction."""

    kind: str
    response: str
    choices: int
    rows: int
    columns: int
    shuffle: bool


class ItemReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item, and the facts that have to be right about it.

    ``maximum`` is a decimal, or a fraction such as 1/3; empty if unknown. ``written`` is the id in
    the bank it was written to; ``missing`` what its author has to add there.
    """

    id: str
    title: str
    place: str
    verdict: str
    tier: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    interactions: tuple[InteractionFacts, ...] = ()
    correct: dict[str, tuple[str, ...]] = {}
    maximum: str = ""
    written: str = ""
    not_written: str = ""
    missing: tuple[str, ...] = ()


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file."""

    file: str
    format: str
    refused: str
    items: tuple[ItemReport, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of all files, and a count of each verdict."""

    files: tuple[FileReport, ...]
    counts: dict[str, int]

    @property
    def has_findings(self) -> bool:
        """Return whether anything was refused or could not be written."""
        return any(
            file.refused
            or any(item.verdict == Verdict.REFUSED.value or item.not_written for item in file.items)
            for file in self.files
        )


def report_of(files: Iterable[FileReport]) -> Report:
    """Return the report on all files."""
    kept = tuple(files)
    counts = Counter(item.verdict for file in kept for item in file.items)
    ordered = {one.value: counts[one.value] for one in Verdict}
    whole = {"files refused": sum(1 for file in kept if file.refused)}
    return Report(files=kept, counts=ordered | whole)


def report_on_file(read: FileRead, items: Sequence[ItemReport] | None = None) -> FileReport:
    """Return the report on one file; ``items`` replaces what would be said of its items."""
    said = tuple(report_on_item(one) for one in read.found) if items is None else tuple(items)
    return FileReport(
        file=one_line(str(read.path)), format=read.format, refused=read.refused, items=said
    )


def report_on_item(found: Found) -> ItemReport:
    """Return the report on one item."""
    outcome = found.outcome
    if isinstance(outcome, Refused):
        return ItemReport(
            id=outcome.id,
            title=outcome.title,
            place=found.place,
            verdict=Verdict.REFUSED.value,
            reason=outcome.reason,
        )
    return _taken(outcome, found.place)


def _taken(taken: Taken, place: str) -> ItemReport:
    item = taken.item
    tier = tier_of(item)
    try:
        most = maximum(item)
    except NotSupported as error:
        return ItemReport(
            id=item.id,
            title=item.title,
            place=place,
            verdict=Verdict.REFUSED.value,
            reason=str(error),
        )
    if tier is Tier.INTERPRETED and shape_of(item) is not None:
        tier = Tier.FULL  # the program is one of the ways of marking that the engine knows
    return ItemReport(
        id=item.id,
        title=item.title,
        place=place,
        verdict=_VERDICTS[tier].value,
        tier=tier.value,
        notes=taken.notes,
        interactions=tuple(_facts(one) for one in item.interactions),
        correct=_correct(item, tier),
        maximum=marks_text(most),
    )


def _correct(item: ForeignItem, tier: Tier) -> dict[str, tuple[str, ...]]:
    return {} if tier in (Tier.UNKEYED, Tier.STIMULUS) else right_responses(item)


def _facts(interaction: Interaction) -> InteractionFacts:
    matching = interaction if isinstance(interaction, MatchInteraction) else None
    return InteractionFacts(
        kind=_KINDS[type(interaction).__name__],
        response=interaction.response,
        choices=len(offered(interaction)),
        rows=len(matching.rows) if matching else 0,
        columns=len(matching.columns) if matching else 0,
        shuffle=bool(getattr(interaction, "shuffle", False)),
    )


def marks_text(marks: Fraction | None) -> str:
    """Return marks as a decimal if one is exact, else as a fraction; empty if unknown."""
    if marks is None:
        return ""
    return decimal_text(marks) if terminates(marks) else str(marks)


_KINDS = {
    "ChoiceInteraction": "choice",
    "OrderInteraction": "order",
    "MatchInteraction": "match",
    "ExtendedText": "extended text",
    "TextEntry": "text entry",
    "InlineChoice": "inline choice",
}
