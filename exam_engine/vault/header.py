"""What a sealed file says of itself to everybody, and the secrets wrapped in it.

Step 2 of sealing.py: for each recipient of a compartment its secret is wrapped with HPKE, bound to
the kind and id of the content, the seal id, the compartment, the cipher suite and the recipient.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

import msgspec

from exam_engine.canonical import canonical_json
from exam_engine.errors import SealDowngraded, SealMalformed, VaultError
from exam_engine.vault.compartment import Compartment, Place
from exam_engine.vault.identity import Identity, Recipient

SUITE = "HPKE MLKEM768-X25519 HKDF-SHA256 AES-256-GCM; entries HKDF-SHA256 AES-256-GCM; Ed25519"


class HeaderRecipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recipient as the header names it: ``wrapped`` maps compartment to wrapped secret."""

    name: str
    fingerprint: str
    wrapped: dict[str, str]


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sealed file says of itself to everybody. ``about`` is for people."""

    suite: str
    kind: str
    id: str
    seal: str
    compartments: tuple[str, ...]
    about: dict[str, str]
    recipients: tuple[HeaderRecipient, ...]


def wrapped_for(pairs: Iterable[tuple[Compartment, Recipient]]) -> tuple[HeaderRecipient, ...]:
    """Return what a header says of recipients: for each, the secrets wrapped for them."""
    found: dict[str, tuple[Recipient, dict[str, str]]] = {}
    for opened, reader in pairs:
        wrapped = base64.b64encode(reader.wrap(opened.secret, _context(opened.place, reader)))
        _, by_compartment = found.setdefault(reader.fingerprint, (reader, {}))
        by_compartment[opened.place.compartment] = wrapped.decode()
    return tuple(
        HeaderRecipient(name=reader.name, fingerprint=fingerprint, wrapped=wrapped)
        for fingerprint, (reader, wrapped) in found.items()
    )


def _context(place: Place, reader: Recipient) -> bytes:
    return canonical_json(["wrap", SUITE, *place, reader.fingerprint])


def unwrapped_by(identity: Identity, wrapped: str, place: Place) -> Compartment:
    """Return the compartment whose secret was wrapped for ``identity``.

    :raises VaultError: if it was not, or not for this place.
    """
    try:
        raw = base64.b64decode(wrapped, validate=True)
    except ValueError:
        raise VaultError(f"a secret wrapped for {identity.name} is not base64") from None
    return Compartment(identity.unwrap(raw, _context(place, identity.recipient)), place)


def read_header(path: Path, raw: bytes) -> Header:
    """Read a header whose signature has been verified.

    :raises SealMalformed: if it is none.
    :raises SealDowngraded: if it names another cipher suite.
    """
    try:
        header = msgspec.json.decode(raw, type=Header)
    except msgspec.MsgspecError:
        raise SealMalformed(f"{path}: its header is not one that this engine writes") from None
    if header.suite != SUITE:
        raise SealDowngraded(
            f"{path}: is sealed with {header.suite!r}; this engine accepts {SUITE!r} and no other"
        )
    return header
