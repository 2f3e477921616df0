"""One-time codes and session tokens.

A code is typed by a person: ten characters of Crockford's base 32 (no I, L, O, U), 50 bits. A
token is held by a terminal: 256 bits. The engine keeps digests of both.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_READ_AS = str.maketrans("ILOU", "110V")


def new_code() -> str:
    """Return a fresh code, for example ``7K2QX-04MPR``."""
    characters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{characters[:5]}-{characters[5:]}"


def code_digest(sitting: str, candidate: str, code: str) -> bytes:
    """Return the digest of a code as typed: case, spaces, hyphens and look-alikes do not matter."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    bound = "\n".join(["admission", sitting, candidate, plain.translate(_READ_AS)])
    return hashlib.sha256(bound.encode()).digest()


def codes_match(expected: bytes, found: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(expected, found)


def new_token() -> str:
    """Return a fresh token (43 characters)."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """Return the digest of a token."""
    return hashlib.sha256(token.encode()).digest()
