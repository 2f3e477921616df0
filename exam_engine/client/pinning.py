"""TLS to the one engine whose certificate this terminal was given: by its pin, and by nothing else.

No authority is asked and no name compared: a pin is SHA-256 over the whole certificate. It is
checked at the end of the handshake, before a byte of a candidate leaves this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import ssl
from urllib.parse import urlsplit

from exam_engine.client.address import Address
from exam_engine.client.failures import CannotRun

_LONGEST_S = 3.0


class WrongCertificate(ssl.SSLCertVerificationError):
    """Whoever answered showed another certificate than the engine's."""


def pinned_context(pin: str) -> ssl.SSLContext:
    """Return a context that connects to the holder of one certificate, over TLS 1.3 only.

    :param pin: 64 hexadecimal digits.
    """

    class PinnedObject(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            _compare(self.getpeercert(binary_form=True), pin)

    class PinnedSocket(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            _compare(self.getpeercert(binary_form=True), pin)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the pin is compared instead, whoever uses the context
    context.sslobject_class = PinnedObject
    context.sslsocket_class = PinnedSocket
    return context


def refuse_impostor(address: Address) -> None:
    """Return if the engine behind TLS is the right one, or nobody answers yet.

    :raises CannotRun: if somebody answers who is not the engine.
    """
    parts = urlsplit(address.base_url)
    if not address.pin or parts.hostname is None:
        return
    try:
        with socket.create_connection((parts.hostname, parts.port or 443), _LONGEST_S) as raw:
            pinned_context(address.pin).wrap_socket(raw, server_hostname=parts.hostname).close()
    except WrongCertificate:
        raise CannotRun(impostor_at(address.base_url)) from None
    except ssl.SSLError:
        raise CannotRun(
            f"what answers at {address.base_url} does not speak TLS 1.3 as the engine does; check "
            "the address"
        ) from None
    except OSError:
        return  # the terminal waits for it


def impostor_at(base_url: str) -> str:
    """Return the sentence for a wrong certificate."""
    return (
        f"what answers at {base_url} shows another certificate than the one whose pin this "
        "terminal was given: nothing was sent; call the invigilator, who checks address and pin"
    )


def _compare(certificate: bytes | None, pin: str) -> None:
    shown = hashlib.sha256(certificate or b"").hexdigest()
    if not hmac.compare_digest(shown, pin):
        raise WrongCertificate("another certificate than the engine's")
