"""The certificate by which terminals know the engine on a network.

It is signed by itself: terminals hold its fingerprint (a *pin*), handed to them with the machine,
and ask nobody else. ECDSA over P-256, because every TLS library and every browser takes it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from exam_engine.errors import VaultError
from exam_engine.vault.secret import Secret

_LONGEST_DAYS = 3_660
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class TlsCertificate(NamedTuple):
    """A certificate (PEM) and its private key (PEM, unencrypted: for a file of mode 600)."""

    certificate: bytes
    private_key: Secret


def make_tls_certificate(names: Sequence[str], days: int, now_ms: int) -> TlsCertificate:
    """Return a new certificate for host names and addresses, valid from yesterday for ``days``.

    :raises VaultError: if a name cannot be that of a host.
    """
    if not 1 <= days <= _LONGEST_DAYS:
        raise VaultError(f"a certificate is made for 1 to {_LONGEST_DAYS} days, not {days}")
    private_key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "exam-engine")])
    yesterday = datetime.fromtimestamp(now_ms / 1000, tz=UTC) - timedelta(days=1)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(yesterday)
        .not_valid_after(yesterday + timedelta(days=days + 1))
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .sign(private_key, hashes.SHA256())
    )
    secret = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return TlsCertificate(built.public_bytes(Encoding.PEM), Secret(secret))


def pin_of(certificate: bytes) -> str:
    """Return the pin of a certificate: 64 hexadecimal digits, SHA-256 over its DER.

    It is what ``openssl x509 -noout -fingerprint -sha256`` prints with colons.

    :raises VaultError: if the bytes hold no certificate in PEM.
    """
    try:
        read = x509.load_pem_x509_certificate(certificate)
    except ValueError:
        raise VaultError("there is no certificate in PEM") from None
    return hashlib.sha256(read.public_bytes(Encoding.DER)).hexdigest()


def _name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    if not _HOST.fullmatch(name):
        raise VaultError(f"{name!r} is neither a host's name nor an address")
    return x509.DNSName(name)
