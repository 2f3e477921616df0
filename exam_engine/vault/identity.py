"""Identities: who may open a sealed file, and who signed it.

An *identity* is a person's or host's secrets, kept in one file under a passphrase. Its public
half, the *recipient*, is what others seal to and check signatures against. A recipient file is
signed by itself, which shows that whoever made it holds the signing secret.
"""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from exam_engine.canonical import canonical_json, digest
from exam_engine.errors import PassphraseWrong, VaultError
from exam_engine.vault.secret import Secret

_IDENTITY_FORMAT = "exam-engine identity 1"
_RECIPIENT_FORMAT = "exam-engine recipient 1"
_NAME = re.compile(r"^[a-z0-9][a-z0-9.-]{0,62}$")
_LARGEST_FILE_BYTES = 20_000
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class PassphraseCost(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cost of Argon2id. The default is RFC 9106's second recommended choice (section 4)."""

    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        # The limits keep a made-up file from taking the machine's memory or time.
        if not (
            8_192 <= self.memory_kib <= 262_144
            and 1 <= self.iterations <= 10
            and 1 <= self.lanes <= 8
        ):
            raise ValueError("the passphrase cost is outside the limits")


class Recipient(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The public half of an identity: seal to it, and check its signatures."""

    name: str
    mlkem768: bytes
    x25519: bytes
    ed25519: bytes

    def __post_init__(self) -> None:
        # A recipient comes from strangers: its name goes on screens and into file names.
        sizes = tuple(len(part) for part in self._parts())
        if not _NAME.match(self.name) or sizes != (1184, 32, 32):
            raise ValueError("not a recipient")

    @property
    def fingerprint(self) -> str:
        """Return 32 hexadecimal digits that stand for the public parts, in groups of four."""
        parts = [base64.b64encode(part).decode() for part in self._parts()]
        short = digest(parts)[:32]
        return " ".join(short[start : start + 4] for start in range(0, 32, 4))

    def _parts(self) -> tuple[bytes, bytes, bytes]:
        return (self.mlkem768, self.x25519, self.ed25519)

    def wrap(self, secret: Secret, context: bytes) -> bytes:
        """Return ``secret`` encrypted to this recipient and bound to ``context`` (HPKE)."""
        public = hpke.MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(self.mlkem768),
            x25519.X25519PublicKey.from_public_bytes(self.x25519),
        )
        return _SUITE.encrypt(secret.reveal(), public, info=context)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Return whether ``signature`` over ``message`` is this identity's."""
        return verify_signature(self.ed25519, signature, message)


class Identity:
    """Secrets that open and sign. Make one with :meth:`generate` or :func:`load_identity`."""

    def __init__(self, name: str, seeds: Secret) -> None:
        """:param seeds: 64 bytes ML-KEM-768, 32 bytes X25519, 32 bytes Ed25519, in this order."""
        if not _NAME.match(name):
            raise VaultError(
                f"{name!r} cannot be the name of an identity: use small letters, digits, - and ."
            )
        raw = seeds.reveal()
        if len(raw) != 128:
            raise VaultError("an identity has 128 bytes of secrets")
        self._seeds = seeds
        self._mlkem = mlkem.MLKEM768PrivateKey.from_seed_bytes(raw[:64])
        self._x25519 = x25519.X25519PrivateKey.from_private_bytes(raw[64:96])
        self._ed25519 = ed25519.Ed25519PrivateKey.from_private_bytes(raw[96:])
        self.recipient = Recipient(
            name=name,
            mlkem768=self._mlkem.public_key().public_bytes_raw(),
            x25519=self._x25519.public_key().public_bytes_raw(),
            ed25519=self._ed25519.public_key().public_bytes_raw(),
        )

    @classmethod
    def generate(cls, name: str) -> Identity:
        """Return a new identity from the operating system's randomness."""
        return cls(name, Secret.random(128))

    @property
    def name(self) -> str:
        return self.recipient.name

    @property
    def fingerprint(self) -> str:
        return self.recipient.fingerprint

    def unwrap(self, wrapped: bytes, context: bytes) -> Secret:
        """Return the secret that was wrapped for this identity in this ``context``.

        :raises VaultError: if it was not, or was changed.
        """
        private = hpke.MLKEM768X25519PrivateKey(self._mlkem, self._x25519)
        try:
            return Secret(_SUITE.decrypt(wrapped, private, info=context))
        except (InvalidTag, ValueError):
            raise VaultError(f"a secret wrapped for {self.name} does not open") from None

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature (64 bytes) over ``message``."""
        return self._ed25519.sign(message)

    def seeds(self) -> Secret:
        """Return the secret bytes, for :func:`save_identity`."""
        return self._seeds

    def __repr__(self) -> str:
        return f"Identity({self.name!r}, {self.fingerprint!r})"


class _IdentityFile(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    recipient: Recipient
    cost: PassphraseCost
    salt: bytes
    nonce: bytes
    sealed: bytes

    def bound(self) -> bytes:
        """Return what the encryption is bound to: everything else in the file."""
        return canonical_json([self.format, self.recipient, self.cost, self.salt, self.nonce])


class _RecipientFile(_Strict, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    recipient: Recipient
    signature: bytes


def verify_signature(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether ``signature`` (64 bytes) over ``message`` belongs to ``public`` (32 bytes)."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def save_identity(
    identity: Identity, folder: Path, passphrase: Secret, cost: PassphraseCost | None = None
) -> tuple[Path, Path]:
    """Write ``NAME.identity`` (mode 600) and ``NAME.recipient`` into ``folder``; return both.

    :raises VaultError: if there is one of that name already: identities are never overwritten.
    """
    cost = cost or PassphraseCost()
    unsealed = _IdentityFile(
        format=_IDENTITY_FORMAT,
        recipient=identity.recipient,
        cost=cost,
        salt=os.urandom(16),
        nonce=os.urandom(12),
        sealed=b"",
    )
    cipher = AESGCM(_derive(passphrase, unsealed.salt, cost))
    ciphertext = cipher.encrypt(unsealed.nonce, identity.seeds().reveal(), unsealed.bound())
    private = folder / f"{identity.name}.identity"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_new(private, _encode(msgspec.structs.replace(unsealed, sealed=ciphertext)))
    return private, save_recipient(identity, folder)


def save_recipient(identity: Identity, folder: Path) -> Path:
    """Write ``NAME.recipient`` alone into ``folder``: for an identity whose secrets are on paper.

    :raises VaultError: if there is one of that name already.
    """
    path = folder / f"{identity.name}.recipient"
    signed = canonical_json([_RECIPIENT_FORMAT, identity.recipient])
    statement = _RecipientFile(
        format=_RECIPIENT_FORMAT, recipient=identity.recipient, signature=identity.sign(signed)
    )
    _write_new(path, _encode(statement), mode=0o644)
    return path


def load_identity(path: Path, passphrase: Secret) -> Identity:
    """Open an identity file.

    :raises PassphraseWrong: if the passphrase does not open it, or the file was changed.
    :raises VaultError: if it is not an identity file.
    """
    file = _decode(path, _IdentityFile, _IDENTITY_FORMAT)
    try:
        cipher = AESGCM(_derive(passphrase, file.salt, file.cost))
        seeds = cipher.decrypt(file.nonce, file.sealed, file.bound())
    except (InvalidTag, ValueError):
        raise PassphraseWrong(
            f"{path}: the passphrase does not open it, or the file was changed; try again, "
            "or fetch the file from its backup"
        ) from None
    return Identity(file.recipient.name, Secret(seeds))


def load_recipient(path: Path) -> Recipient:
    """Read a recipient file and check that it was signed by itself.

    :raises VaultError: if it is not a recipient file or was changed.
    """
    file = _decode(path, _RecipientFile, _RECIPIENT_FORMAT)
    signed = canonical_json([_RECIPIENT_FORMAT, file.recipient])
    if not file.recipient.verifies(file.signature, signed):
        raise VaultError(f"{path}: was changed after it was made; ask its owner for a new copy")
    return file.recipient


def _derive(passphrase: Secret, salt: bytes, cost: PassphraseCost) -> bytes:
    return Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(passphrase.reveal())


_F = TypeVar("_F", _IdentityFile, _RecipientFile)


def _encode(file: _IdentityFile | _RecipientFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def _decode(path: Path, kind: type[_F], expected: str) -> _F:
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise VaultError(f"{path}: cannot be read: {error.strerror}") from None
    what = "an identity file" if kind is _IdentityFile else "a recipient file"
    try:
        if len(raw) > _LARGEST_FILE_BYTES:
            raise ValueError
        file = msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, ValueError):
        raise VaultError(f"{path}: is not {what} of this engine") from None
    if file.format != expected:
        raise VaultError(f"{path}: is not {what} in a format that this engine knows")
    return file


def _write_new(path: Path, content: bytes, mode: int = 0o600) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise VaultError(f"{path}: exists already; identities are never overwritten") from None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
