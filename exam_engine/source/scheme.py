"""Scheme files: ``blueprints/<scheme>/scheme.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from exam_engine.model.scheme import Scheme
from exam_engine.source.toml_file import Schema, check, read_toml

Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Scheme(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", description="the name of the folder")]
    title: Annotated[Name, Field(description="the name of the programme")]
    institute: Annotated[Name, Field(description="the body that owns the programme")]
    edition: Annotated[Name, Field(description="the edition of its rules")]
    certificates: Annotated[
        dict[str, Name], Field(description="a table of short name = official name")
    ]


def read_scheme(path: Path) -> Scheme:
    """Read a scheme file.

    :raises AuthoringError: naming the file, each wrong field and what is allowed there.
    """
    source = check(_Scheme, read_toml(path), path)
    return Scheme(
        id=source.id,
        title=source.title,
        institute=source.institute,
        edition=source.edition,
        certificates=source.certificates,
    )
