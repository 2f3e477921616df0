"""Forms: a frozen, ordered set of items with an id and a digest."""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest


class Role(Enum):
    """What a question is on the form for. No candidate ever learns it.

    ``SCORED`` counts; ``ANCHOR`` counts and stands on all forms of an order, for equating;
    ``PILOT`` is on trial and counts nothing.
    """

    SCORED = "scored"
    ANCHOR = "anchor"
    PILOT = "pilot"


class FormItem(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One question of a form: which item version, and its options in the order presented.

    ``scenario`` names the scenario it belongs to, or is empty. ``translation_digest`` binds the
    translation that is shown, on a form in another language than the bank's. Defaults are left out
    of the record, so that forms built before a field existed keep their digest.
    """

    n: int
    item: str
    version: int
    requirement: str
    level: str
    topic: str
    type: str
    marks: int
    options: tuple[str, ...]
    scenario: str
    expected_seconds: int
    paper_digest: str
    answers_digest: str
    role: Role = Role.SCORED
    translation_digest: str = ""

    @property
    def scored(self) -> bool:
        """Return whether the question counts for the result."""
        return self.role is not Role.PILOT


class FormScenario(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A scenario of a form, by name with version, bound by digest, with its translation if any."""

    name: str
    paper_digest: str
    translation_digest: str = ""


class Form(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A frozen form. It names items and binds them by digest; it holds no text and no answer key.

    ``content_digest`` is the digest of the bank's content, not of one sealed copy of it, so that
    the same inputs give the same form however often the bank was sealed. ``order_digest`` and
    ``parameters_digest`` are empty where a form was built to the blueprint alone. ``total_marks``
    counts scored questions only. ``language`` is empty for the language of the bank.
    """

    format: int
    id: str
    blueprint: str
    blueprint_digest: str
    bank: str
    content_digest: str
    seed: int
    number: int
    minutes: int
    total_marks: int
    cut_score: int
    scenarios: tuple[FormScenario, ...]
    items: tuple[FormItem, ...]
    order_digest: str = ""
    parameters_digest: str = ""
    language: str = ""

    @property
    def digest(self) -> str:
        """Return the digest of the form."""
        return digest(self)

    def by_item(self) -> dict[str, FormItem]:
        """Return the questions by item id."""
        return {entry.item: entry for entry in self.items}
