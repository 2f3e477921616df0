"""The audit log: a chain of entries that cannot be changed unnoticed.

Each entry holds the digest of the one before it, so that a change, a removal or an insertion
breaks the chain from there on. A chain alone can be rewritten from any point or cut at its end by
whoever holds the file; a *checkpoint*, the signed number and digest of an entry, is therefore
written to a file and kept elsewhere (``exam-engine audit checkpoint``): a log that does not contain
every checkpoint known was altered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from exam_engine.canonical import canonical_json, digest
from exam_engine.vault.identity import Identity, Recipient

FIRST = "0" * 64


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act. ``details`` holds names, counts and digests; never a secret or a response."""

    n: int
    at_ms: int
    actor: str
    act: str
    subject: str
    details: dict[str, str]
    previous: str

    @property
    def digest(self) -> str:
        return digest(self)


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed statement that entry ``n`` had this digest."""

    n: int
    digest: str
    signer: str
    signature: bytes


class AuditFinding(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a log: the entry where it shows, and what it is."""

    n: int
    problem: str


def next_entry(
    last: AuditEntry | None,
    *,
    at_ms: int,
    actor: str,
    act: str,
    subject: str,
    details: dict[str, str] | None = None,
) -> AuditEntry:
    """Return the entry that follows ``last`` (None for the first)."""
    return AuditEntry(
        n=last.n + 1 if last else 1,
        at_ms=at_ms,
        actor=actor,
        act=act,
        subject=subject,
        details=details or {},
        previous=last.digest if last else FIRST,
    )


def checkpoint(entry: AuditEntry, signer: Identity) -> Checkpoint:
    """Return a signed statement of where the log stands."""
    return Checkpoint(
        n=entry.n,
        digest=entry.digest,
        signer=signer.name,
        signature=signer.sign(_stated(entry.n, entry.digest)),
    )


def checkpoint_is_genuine(stated: Checkpoint, signer: Recipient) -> bool:
    """Return whether ``signer`` signed this checkpoint."""
    return signer.verifies(stated.signature, _stated(stated.n, stated.digest))


def verify_log(
    entries: Iterable[AuditEntry], checkpoints: Sequence[Checkpoint] = ()
) -> list[AuditFinding]:
    """Return what is wrong with a log: numbering, chain, and checkpoints that it does not contain.

    An empty list means that nothing was changed, removed or inserted up to the last checkpoint.
    """
    findings = []
    expected: dict[int, list[Checkpoint]] = {}
    for stated in checkpoints:
        expected.setdefault(stated.n, []).append(stated)
    previous, number, at_ms = FIRST, 0, 0
    for entry in entries:
        number += 1
        if entry.n != number:
            findings.append(AuditFinding(n=number, problem=f"entry {entry.n} stands here"))
            number = entry.n
        if entry.previous != previous:
            findings.append(
                AuditFinding(n=entry.n, problem="does not follow from the entry before it")
            )
        if entry.at_ms < at_ms:
            findings.append(AuditFinding(n=entry.n, problem="is earlier than the one before it"))
        previous, at_ms = entry.digest, max(at_ms, entry.at_ms)
        for stated in expected.pop(entry.n, ()):
            if stated.digest != previous:
                problem = f"differs from what {stated.signer} signed"
                findings.append(AuditFinding(n=entry.n, problem=problem))
    findings.extend(
        AuditFinding(n=stated.n, problem=f"is missing, but {stated.signer} signed it")
        for missing in expected.values()
        for stated in missing
    )
    return findings


def _stated(n: int, entry_digest: str) -> bytes:
    return canonical_json(["exam-engine audit checkpoint", n, entry_digest])
