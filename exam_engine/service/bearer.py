"""The token of a request."""

from __future__ import annotations

from collections.abc import Iterable

from exam_engine.errors import AttemptRefused, Refusal

_LONGEST_TOKEN = 100


def bearer_token(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the bearer token among raw ASGI headers.

    :raises AttemptRefused: if there is none, or nothing that could be one.
    """
    for name, value in headers:
        if name == b"authorization":
            scheme, _, token = value.partition(b" ")
            if scheme.lower() == b"bearer" and 0 < len(token) <= _LONGEST_TOKEN and token.isascii():
                return token.decode("ascii")
    raise AttemptRefused(
        Refusal.UNAUTHORISED, "this terminal is not admitted; enter number and code"
    )
