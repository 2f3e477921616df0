"""Translations: the texts of one item or scenario version in another language, and nothing else.

Answers, marks and rules are the source's alone. A translation is bound to the texts that were
translated by their digest, so that one which lags behind its source is noticed.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest


class Kind(Enum):
    """What is translated."""

    ITEM = "item"
    SCENARIO = "scenario"


class Translation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version's texts in ``language``.

    ``source`` is the digest of the source's paper. ``texts`` maps the name of a text to it:
    "stem", "option a", "line 1" (two: "line 1 assertion", "line 1 reason"), "task 1"; "title",
    "text", "block ai-1".
    """

    kind: Kind
    id: str
    version: int
    language: str
    source: str
    translator: str
    texts: dict[str, str]

    @property
    def name(self) -> str:
        """Return the entry that it translates: ``ID@VERSION``, or ``scenario ID@VERSION``."""
        prefix = "scenario " if self.kind is Kind.SCENARIO else ""
        return f"{prefix}{self.id}@{self.version}"

    @property
    def subject(self) -> str:
        """Return the name under which its reviews are recorded."""
        return subject_name(self.kind, self.id, self.language)

    @property
    def digest(self) -> str:
        """Return the digest that reviewers approve: it covers the source's too."""
        return digest(self)


def subject_name(kind: Kind, id: str, language: str) -> str:
    """Return the name under which reviews of a translation are recorded."""
    return f"{language} {id}" if kind is Kind.ITEM else f"{language} scenario {id}"
