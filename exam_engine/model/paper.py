"""The paper of one form, as it goes to a delivery host: texts to show, and no answer key.

The delivery host does not even hold digests of answers: it can neither leak nor guess them.
"""

from __future__ import annotations

import msgspec

from exam_engine.model.item_parts import ItemPaper
from exam_engine.model.scenario import Scenario


class PaperHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The front page of a paper and the conditions it is sat under."""

    format: int
    form: str
    form_digest: str
    blueprint: str
    title: str
    scheme: str
    language: str
    items: int
    minutes: int
    total_marks: int
    cut_score: int
    resources: tuple[str, ...]
    notices: tuple[str, ...]
    agreement: tuple[str, ...]


class PaperQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question of the paper: the item's text, its options in the order presented."""

    n: int
    marks: int
    options: tuple[str, ...]
    item: ItemPaper


class Paper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole paper, opened on the delivery host."""

    head: PaperHead
    scenarios: tuple[Scenario, ...] = ()
    questions: tuple[PaperQuestion, ...]
