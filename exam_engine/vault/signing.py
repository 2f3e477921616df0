"""Signatures over records: who vouches for what.

A record is signed by its digest together with its kind, so that a signature over one kind of record
can never pass for one over another.
"""

from __future__ import annotations

import msgspec

from exam_engine.canonical import canonical_json, digest
from exam_engine.vault.identity import Identity
from exam_engine.vault.trust import TrustedSigners


class Signature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signed, by name, and the Ed25519 signature (64 bytes)."""

    signer: str
    value: bytes


def sign_record(identity: Identity, kind: str, record: object) -> Signature:
    """Sign ``record``, which is a ``kind`` ("form", "result")."""
    return Signature(signer=identity.name, value=identity.sign(_stated(kind, record)))


def doubt_about(trusted: TrustedSigners, kind: str, record: object, signature: Signature) -> str:
    """Return why a signature cannot be believed, or an empty text if it can."""
    signer = trusted.by_name(signature.signer)
    if signer is None:
        return f"is signed by {signature.signer!r}, who is not known here"
    if not signer.verifies(signature.value, _stated(kind, record)):
        return f"the signature is not {signature.signer}'s: the record was altered"
    return ""


def _stated(kind: str, record: object) -> bytes:
    return canonical_json(["exam-engine record", kind, digest(record)])
