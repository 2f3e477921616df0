"""One way to write a record as bytes, and its digest.

The bytes are canonical JSON as in RFC 8785 (JCS) for the values this engine records: text, whole
numbers, booleans, null, lists, and objects with ASCII names. Floats are refused: no record that is
signed or digested holds one. ``tests/test_canonical.py`` holds this against an RFC 8785 library.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(order="sorted")

# RFC 8785 section 3.2.2.3: numbers must survive IEEE 754 doubles.
_LARGEST_EXACT_INTEGER = 2**53 - 1


def canonical_json(record: Any) -> bytes:
    """Return the canonical JSON of ``record`` (builtins or a ``msgspec.Struct``).

    :raises ValueError: for a float, a whole number beyond ±(2**53 - 1) or a non-ASCII name.
    """
    plain = msgspec.to_builtins(record)
    _refuse_inexact(plain)
    return _encoder.encode(plain)


def digest(record: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``record`` as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(record)).hexdigest()


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("a record holds a float; use a whole number or a text")
    if isinstance(value, int) and abs(value) > _LARGEST_EXACT_INTEGER:
        raise ValueError("a record holds a whole number beyond 2**53 - 1; use a text")
    if isinstance(value, dict):
        for name, part in value.items():
            if not (isinstance(name, str) and name.isascii()):
                raise ValueError(f"a record holds a name that is not ASCII text: {name!r}")
            _refuse_inexact(part)
    elif isinstance(value, list):
        for part in value:
            _refuse_inexact(part)
