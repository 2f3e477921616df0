"""One way to write a record as bytes, and its digest.

The bytes are canonical JSON as in RFC 8785 (JCS) for the values this engine records: text, whole
numbers, booleans, null, lists, and objects with ASCII names. Floats are refused: no record that is
signed or digested holds one. ``tests/test_canonical.py`` holds this against an RFC 8785 library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
    _refuse_inexact((plain,))
    return _encoder.encode(plain)


def digest(record: Any) -> str:
    """Return the SHA-256 of the canonical JSON of ``record`` as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(record)).hexdigest()


def _refuse_inexact(values: Iterable[Any]) -> None:
    """Refuse what other readers of JSON might read differently, in values of ``to_builtins``.

    This is most of what a digest costs: it goes by exact types, which ``to_builtins`` gives, with
    the most frequent first, and is called for lists and objects only.
    """
    for value in values:
        kind = type(value)
        if kind is str:
            continue
        if kind is dict:
            _refuse_names(value)
            _refuse_inexact(value.values())
        elif kind is tuple or kind is list:
            _refuse_inexact(value)
        elif kind is int:
            if not -_LARGEST_EXACT_INTEGER <= value <= _LARGEST_EXACT_INTEGER:
                raise ValueError("a record holds a whole number beyond 2**53 - 1; use a text")
        elif value is not None and kind is not bool:
            raise ValueError(f"a record holds a {kind.__name__}; use a whole number or a text")


def _refuse_names(names: Iterable[Any]) -> None:
    try:
        ascii_only = "".join(names).isascii()
    except TypeError:
        ascii_only = False
    if not ascii_only:
        found = next(name for name in names if not (isinstance(name, str) and name.isascii()))
        raise ValueError(f"a record holds a name that is not ASCII text: {found!r}")
