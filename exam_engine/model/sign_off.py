"""Sign-offs: who looked at a finished form, and what they decided.

Each is bound to the form by its digest, names the sign-off before it, and is signed by whoever
decided. Where a form stands is derived from them (``assembly.facts.standing``).
"""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest

SIGN_OFF_KIND = "form sign-off"
FIRST = "0" * 64


class Decision(Enum):
    """What a reviewer decides of a form."""

    APPROVED = "approved"
    REJECTED = "rejected"


class SignOff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision over one form, the ``n``-th.

    ``fingerprint`` is that of the reviewer's recipient: a name alone could be given twice.
    ``previous`` is the digest of the sign-off before it, so that none can be taken out unnoticed.
    The comment is in clear and stands on certificates: it names no answer.
    """

    format: int
    form: str
    form_digest: str
    n: int
    previous: str
    decision: Decision
    reviewer: str
    fingerprint: str
    comment: str
    at_ms: int

    @property
    def digest(self) -> str:
        """Return the digest by which the audit log and the next sign-off name this one."""
        return digest(self)
