"""Reading a TOML file against a schema, with errors that name file, field and what is allowed."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Sequence
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from exam_engine.errors import AuthoringError
from exam_engine.source.toml_cost import DEEPEST_TABLES, too_costly
from exam_engine.text import clean_line, harmful_characters

LARGEST_FILE_BYTES = 5_000_000
MOST_PROBLEMS = 50


class Schema(BaseModel):
    """Base of the source schemas: unknown fields are errors and nothing is converted silently.

    The ``description`` of a field says what is allowed there; error messages repeat it.
    """

    model_config = ConfigDict(extra="forbid", strict=True)


S = TypeVar("S", bound=Schema)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    :raises AuthoringError: if it is missing, too large, too deep, too costly to read, not UTF-8,
        not TOML, or holds NaN or control characters that could act on a terminal.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise AuthoringError([f"{path}: cannot be read: {error.strerror}"]) from None
    if len(raw) > LARGEST_FILE_BYTES:
        limit_mb = LARGEST_FILE_BYTES // 1_000_000
        raise AuthoringError([f"{path}: larger than {limit_mb} MB; divide it into several files"])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise AuthoringError([f"{path}: byte {error.start} is not UTF-8; save as UTF-8"]) from None
    costly = too_costly(text)
    if costly:
        raise AuthoringError([f"{path}: {costly}"])
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise AuthoringError([f"{path}: is not TOML: {error}"]) from None
    try:
        problems = list(islice(_harmful(path, "", content), MOST_PROBLEMS))
    except RecursionError:
        problems = [f"{path}: tables are nested too deeply"]
    if problems:
        raise AuthoringError(problems)
    return content


def check(schema: type[S], content: Any, path: Path, where: str = "") -> S:
    """Return ``content`` as an instance of ``schema``.

    :param where: the place of ``content`` in the file, for messages ("item fnd-mi-001").
    :raises AuthoringError: with one line for each problem.
    """
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        place = f"{path}: {where}: " if where else f"{path}: "
        raise AuthoringError(
            [
                place
                + _problem(schema, list(part["loc"]), part["type"], part["msg"], part["input"])
                for part in error.errors(include_url=False)
            ]
        ) from None


def _problem(schema: type[Schema], loc: list[int | str], kind: str, said: str, found: Any) -> str:
    place = _place(loc)
    owner, description = _describe(schema, loc)
    if kind == "extra_forbidden":
        names = sorted(owner.model_fields) if owner else []
        close = difflib.get_close_matches(str(loc[-1]), names, n=1)
        hint = f"did you mean {close[0]!r}? " if close else ""
        return f"{place}: unknown field; {hint}allowed here: {', '.join(names)}"
    if kind == "missing":
        return f"{place}: missing; write {description or 'a value'}"
    allowed = f"allowed: {description}" if description else said
    return f"{place}: {_shorten(found)} is not right; {allowed}"


def _place(loc: list[int | str]) -> str:
    text = ""
    for step in loc:
        if step == "[key]":  # the schema's word for "the name of an entry", which stands before it
            continue
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text or "(whole table)"


def _describe(schema: type[Schema], loc: Sequence[int | str]) -> tuple[type[Schema] | None, str]:
    """Follow ``loc`` through the schema; return the innermost schema and what the field allows."""
    owner: type[Schema] | None = schema
    description = ""
    for step in loc:
        if isinstance(step, int) or owner is None or step not in owner.model_fields:
            continue
        field = owner.model_fields[step]
        description = field.description or ""
        inner = next(_schemas_in(field.annotation), None)
        if inner is not None:
            owner = inner
    return owner, description


def _schemas_in(annotation: Any) -> Iterator[type[Schema]]:
    if isinstance(annotation, type) and issubclass(annotation, Schema):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _schemas_in(argument)


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _harmful(path: Path, place: str, value: Any, depth: int = 0) -> Iterator[str]:
    """Yield a problem for every text that holds control characters, every NaN, and for depth."""
    if depth > DEEPEST_TABLES:
        yield f"{path}: {_shorten(place)}: tables are nested too deeply"
    elif isinstance(value, str):
        found = harmful_characters(value)
        if found:
            yield f"{path}: {place}: holds control characters ({', '.join(found)}); remove them"
    elif isinstance(value, float) and not isfinite(value):
        yield f"{path}: {place}: {value} is no number that can be used; write a finite one"
    elif isinstance(value, dict):
        for name, part in value.items():
            shown = clean_line(name)
            inner = f"{place}.{shown}" if place else shown
            if shown != name:
                yield f"{path}: {inner}: the name holds control characters; remove them"
            yield from _harmful(path, inner, part, depth + 1)
    elif isinstance(value, list):
        for index, part in enumerate(value, start=1):
            yield from _harmful(path, f"{place}[{index}]", part, depth + 1)
