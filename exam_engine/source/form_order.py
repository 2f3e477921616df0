"""Order files: what a form editor orders, as TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from exam_engine.model.assembly_rules import NO_RULES
from exam_engine.model.form_order import FormOrder, Method
from exam_engine.source.assembly_rules import AssemblyTable, rules_of
from exam_engine.source.toml_file import Schema, check, read_toml

MOST_FORMS = 10_000
LARGEST_SEED = 2**53 - 1
_METHODS = ", ".join(method.value for method in Method)


class _Order(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    blueprint: Annotated[
        str,
        Field(
            min_length=1,
            max_length=500,
            description='a blueprint by id such as "tuv-sud/foundation", or a .toml file',
        ),
    ]
    forms: Annotated[
        int, Field(ge=1, le=MOST_FORMS, description=f"a whole number from 1 to {MOST_FORMS}")
    ] = 1
    seed: Annotated[
        int, Field(ge=0, le=LARGEST_SEED, description="a whole number, the start of the draw")
    ] = 1
    method: Annotated[Method, Field(strict=False, description=_METHODS)] = Method.PARALLEL
    bank: Annotated[
        str, Field(max_length=200, description="a sealed bank; left out: the blueprint's own")
    ] = ""
    language: Annotated[
        str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description='a language code such as "de"')
    ] = ""
    parameters: Annotated[
        str,
        Field(
            max_length=500,
            description="a CSV file of item parameters; relative to the order's folder",
        ),
    ] = ""
    assembly: Annotated[
        AssemblyTable | None, Field(description="a table [assembly] of further rules")
    ] = None


class OrderFile(NamedTuple):
    """An order as written. ``order.blueprint`` is still the text of the file: an id or a path.

    ``bank`` is empty for the blueprint's own; ``parameters`` is None if the order names no file.
    """

    path: Path
    order: FormOrder
    bank: str
    parameters: Path | None


def read_order(path: Path) -> OrderFile:
    """Read an order file.

    :raises AuthoringError: naming the file, each wrong field and what is allowed there.
    """
    source = check(_Order, read_toml(path), path)
    order = FormOrder(
        blueprint=_beside(path, source.blueprint),
        forms=source.forms,
        seed=source.seed,
        method=source.method,
        language=source.language,
        rules=NO_RULES if source.assembly is None else rules_of(source.assembly),
    )
    parameters = path.parent / source.parameters if source.parameters else None
    return OrderFile(path, order, source.bank, parameters)


def _beside(path: Path, blueprint: str) -> str:
    """Return a blueprint's id as it is, and its file as seen from the order's folder."""
    return str(path.parent / blueprint) if blueprint.endswith(".toml") else blueprint
