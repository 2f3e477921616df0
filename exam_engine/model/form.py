"""Forms: a frozen, ordered set of items with an id and a digest."""

from __future__ import annotations

import msgspec

from exam_engine.canonical import digest


class FormItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of a form: which item version, and its options in the order presented.

    ``scenario`` names the scenario it belongs to, or is empty.
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


class FormScenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario of a form, by name with version, bound by digest."""

    name: str
    paper_digest: str


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen form. It names items and binds them by digest; it holds no text and no answer key.

    ``content_digest`` is the digest of the bank's content, not of one sealed copy of it, so that
    the same inputs give the same form however often the bank was sealed.
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

    @property
    def digest(self) -> str:
        """Return the digest of the form."""
        return digest(self)

    def by_item(self) -> dict[str, FormItem]:
        """Return the questions by item id."""
        return {entry.item: entry for entry in self.items}
