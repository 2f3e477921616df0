"""Proving an identity to an engine, and the engine proving its own.

1. The console names its identity and a nonce of its own.
2. The engine answers with a *challenge*: a nonce, the moment until which it counts, and its host's
   signature over both, the console's nonce and the identity named. The console knows from it that
   it speaks to the host that it knows, now.
3. The console signs the challenge together with the host's fingerprint, and what the proof is for:
   signing in, or one act. Nothing signed for one host, act or challenge counts for another.
4. The engine takes a challenge that it made itself, that is not too old, and takes it once.

Challenges carry their own proof of origin, so that asking for one costs the engine no memory.
"""

from __future__ import annotations

import secrets

import msgspec

from exam_engine.canonical import canonical_json
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.wire.invigilator import Challenge

LIFETIME_MS = 120_000
"""How long a challenge counts: time enough to type a passphrase."""


def new_nonce() -> str:
    """Return 32 random bytes in hexadecimal."""
    return secrets.token_hex(32)


def make_challenge(host: Identity, invigilator: str, asked: str, now_ms: int) -> Challenge:
    """Step 2: return a challenge for the identity with the fingerprint ``invigilator``."""
    unsigned = Challenge(
        invigilator=invigilator,
        asked=asked,
        nonce=new_nonce(),
        until_ms=now_ms + LIFETIME_MS,
        host=host.fingerprint,
        signature=bytes(64),
    )
    return msgspec.structs.replace(unsigned, signature=host.sign(_challenge_bytes(unsigned)))


def is_from(challenge: Challenge, host: Recipient) -> bool:
    """Return whether ``host`` made the challenge."""
    return challenge.host == host.fingerprint and host.verifies(
        challenge.signature, _challenge_bytes(challenge)
    )


def prove(identity: Identity, challenge: Challenge, purpose: str) -> bytes:
    """Step 3: return the proof for one purpose ("sign in", or the digest of an act)."""
    return identity.sign(_proof_bytes(challenge, purpose))


def proves(
    recipient: Recipient, challenge: Challenge, purpose: str, proof: bytes, now_ms: int
) -> bool:
    """Step 4, but for taking it once: return whether the proof is that identity's, for this."""
    return (
        challenge.invigilator == recipient.fingerprint
        and now_ms <= challenge.until_ms
        and recipient.verifies(proof, _proof_bytes(challenge, purpose))
    )


def _challenge_bytes(challenge: Challenge) -> bytes:
    told = [challenge.invigilator, challenge.asked, challenge.nonce, challenge.until_ms]
    return canonical_json(["exam-engine challenge", *told, challenge.host])


def _proof_bytes(challenge: Challenge, purpose: str) -> bytes:
    told = [challenge.host, challenge.invigilator, challenge.nonce, challenge.until_ms]
    return canonical_json(["exam-engine proof of identity", *told, purpose])
