"""Records of an item's life: who moved it, who reviewed it, and what was found.

The life of an item version is a chain of records, each bound to the version's content by digest,
signed by whoever acted, and never changed. Where the version stands is derived from them
(``bank.life``). Translations have lives of the same kind.

No record holds an answer or a comment in clear: both could give an answer key away. They are
sealed, as a *note*, to those who need them: by the reader's name the text encrypted to them.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.item_type import ItemState

FIRST = "0" * 64
LIFE_KIND = "life record"
Note = dict[str, bytes]


class Role(Enum):
    """What a reviewer looks at: the matter, or language and fairness."""

    CONTENT = "content"
    LANGUAGE = "language"


class Verdict(Enum):
    """What a reviewer decides."""

    APPROVE = "approve"
    CHANGES = "changes"
    REJECT = "reject"


class _Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Moved(_Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="moved"):
    """A change of state. ``lint_errors`` counts what lint found then, None if it did not matter."""

    to: ItemState
    reason: str
    lint_errors: int | None = None


class AnsweredBlind(_Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="answered"):
    """A reviewer's answer before seeing the answer key; ``note`` holds the answer."""

    right: bool
    note: Note


class Reviewed(_Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="reviewed"):
    """A verdict; ``note`` holds the comment.

    ``defensible`` says that another answer than the answer key's can be defended.
    """

    role: Role
    verdict: Verdict
    defensible: bool
    note: Note


class PilotAccepted(_Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="piloted"):
    """A pilot's statistics were accepted.

    ``n`` candidates; ``p`` the proportion right and ``r`` the corrected point-biserial correlation,
    both decimals as text, because records hold no floats.
    """

    n: int
    p: str
    r: str
    reason: str


class Equivalent(_Act, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="equivalent"):
    """The version asks the same as an earlier one: statistics may be carried over.

    ``digest`` is that of the earlier version ``to`` as it was in use.
    """

    to: int
    digest: str
    reason: str


Act = Moved | AnsweredBlind | Reviewed | PilotAccepted | Equivalent


class LifeRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act in the life of a version.

    ``subject`` is an item's id, or a translation's name (``de fnd-su-001``). ``digest`` is that of
    the content it was done to; ``previous`` that of the record before it in the same version's
    life, so that none can be taken out unnoticed.
    """

    bank: str
    subject: str
    version: int
    digest: str
    n: int
    previous: str
    at_ms: int
    actor: str
    act: Act

    @property
    def record_digest(self) -> str:
        """Return the digest by which the audit log and the next record name this one."""
        return digest(self)

    @property
    def version_name(self) -> str:
        """Return ``BANK SUBJECT@VERSION``, as the audit log names it."""
        return version_name(self.bank, self.subject, self.version)


def version_name(bank: str, subject: str, version: int) -> str:
    """Return how the audit log names the life of a version."""
    return f"{bank} {subject}@{version}"
