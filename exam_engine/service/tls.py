"""TLS of the service: version 1.3 and nothing older, with a certificate that terminals pin."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import NamedTuple

from exam_engine.errors import StoreError
from exam_engine.vault.tls_certificate import pin_of

_LARGEST_FILE_BYTES = 100_000


class ServerTls(NamedTuple):
    """What the service shows its clients, and the pin by which they know it."""

    context: ssl.SSLContext
    pin: str


def load_tls(certificate: Path, key_file: Path) -> ServerTls:
    """Return the service's TLS from two files in PEM.

    :raises StoreError: if they cannot be used, or others may read the private key.
    """
    if _size_and_mode(key_file) & 0o077:
        raise StoreError(
            f"{key_file}: others than its owner can read it; run: chmod 600 {key_file}"
        )
    _size_and_mode(certificate)
    # Both ends are ours: what only older clients need is not offered.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(certificate, key_file, password=_refuse_to_ask)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        reason = getattr(error, "reason", None) or str(error)
        raise StoreError(
            f"{certificate} and {key_file}: not a certificate and its private key in PEM "
            f"({reason}); make both with: exam-engine tls new"
        ) from None
    return ServerTls(context, pin_of(certificate.read_bytes()))


def _size_and_mode(path: Path) -> int:
    try:
        found = path.stat()
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from None
    if found.st_size > _LARGEST_FILE_BYTES:
        raise StoreError(f"{path}: too large for a certificate or a private key")
    return found.st_mode


def _refuse_to_ask() -> str:
    raise ValueError("the private key is under a passphrase; a service needs it without one")
