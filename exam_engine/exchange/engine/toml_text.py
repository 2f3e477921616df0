"""Drafts as TOML text, laid out as people write it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def table_text(kind: str, fields: Mapping[str, Any], remarks: Sequence[str]) -> str:
    """Return a ``[[kind]]`` table with remarks above it.

    Tables within it (a rubric) stand as tables of their own below it, as TOML wants it.
    """
    lines = [f"# {remark}" for remark in remarks]
    lines.append(f"[[{kind}]]")
    later: list[tuple[str, Mapping[str, Any]]] = []
    for name, value in fields.items():
        if name == "rubric":
            later.append((name, value))
        else:
            lines.append(f"{_name(name)} = {_value(value)}")
    for name, inner in later:
        lines += ["", f"[{kind}.{name}]"]
        lines += [f"{_name(key)} = {_value(value)}" for key, value in inner.items()]
    return "\n".join(lines) + "\n"


def fields_text(fields: Mapping[str, Any]) -> str:
    """Return fields, one a line."""
    return "".join(f"{_name(name)} = {_value(value)}\n" for name, value in fields.items())


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_name(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, Sequence):
        if value and isinstance(value[0], Mapping):
            return "[\n" + "".join(f"    {_value(one)},\n" for one in value) + "]"
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)


def _name(name: str) -> str:
    return name if name and set(name) <= _BARE else _text(name)


def _text(text: str) -> str:
    """Return a basic string: JSON's escapes are TOML's, but for DEL, which no clean text holds."""
    return json.dumps(text, ensure_ascii=False)
