"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from exam_engine.bank.lint.context import Context
    from exam_engine.bank.lint.view import ItemView


class Severity(Enum):
    """``E`` blocks a merge, ``W`` needs a fix or a written waiver, ``I`` informs."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return "EWI".index(self.value)


class Hit(NamedTuple):
    """A place where a rule is broken.

    ``column`` is where ``words`` begin in the field's text, from 1; 0 where it is the field as a
    whole. ``severity`` replaces the rule's own, where one rule has two.
    """

    field: str
    words: str
    column: int = 0
    note: str = ""
    severity: Severity | None = None


class BankHit(NamedTuple):
    """A hit that took more than one item to see; the items it is about, the first one leading."""

    items: tuple[ItemView, ...]
    hit: Hit


class Rule(NamedTuple):
    """One rule: what it is, why, how it is detected, and what to do.

    ``needs`` names an input of the context without which the rule does not run,
    ``finds_more_with`` one without which a part of it does not. ``english`` marks rules
    whose word lists are English: they are not run on a bank in another language.
    """

    code: str
    severity: Severity
    title: str
    detection: str
    evidence: str
    advice: str
    in_item: Callable[[ItemView, Context], Iterator[Hit]] | None = None
    in_bank: Callable[[Sequence[ItemView], Context], Iterator[BankHit]] | None = None
    english: bool = False
    needs: str = ""
    finds_more_with: str = ""
    also: Severity | None = None

    @property
    def severities(self) -> str:
        """Return the severity, or both where the rule has two: "E/W"."""
        return self.severity.value + (f"/{self.also.value}" if self.also else "")

    @property
    def waivable(self) -> bool:
        """Return whether a waiver can ever cover a finding of this rule."""
        return self.severity is not Severity.ERROR or self.also is not None


class Finding(NamedTuple):
    """A broken rule, with its place in the files. ``item`` is empty for the bank as a whole.

    ``others`` are further items that it is about; a waiver in any of the items counts.
    """

    code: str
    severity: Severity
    path: Path
    line: int
    item: str
    field: str
    column: int
    words: str
    message: str
    suggestion: str
    others: tuple[str, ...] = ()
    waived: str = ""

    @property
    def counts(self) -> bool:
        """Return whether it makes the bank fail: an error, or a warning without a waiver."""
        return self.severity is not Severity.INFORMATION and not self.waived
