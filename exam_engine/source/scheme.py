"""Scheme files: ``blueprints/<scheme>/scheme.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from exam_engine.errors import AuthoringError
from exam_engine.model.scheme import RetakeRules, Scheme
from exam_engine.source.toml_file import Schema, check, read_toml

Name = Annotated[str, Field(min_length=1, max_length=200)]


Days = Annotated[int, Field(ge=0, le=3_660, description="a whole number of days up to 3660")]


class _Retakes(Schema):
    waiting_days: Days = 0
    most_attempts: Annotated[
        int, Field(ge=0, le=100, description="a whole number up to 100; 0 is no limit")
    ] = 0
    period_days: Days = 0
    no_shows_count: Annotated[bool, Field(description="true or false")] = True
    after_pass: Annotated[bool, Field(description="true or false")] = False


class _Scheme(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", description="the name of the folder")]
    title: Annotated[Name, Field(description="the name of the programme")]
    institute: Annotated[Name, Field(description="the body that owns the programme")]
    edition: Annotated[Name, Field(description="the edition of its rules")]
    certificates: Annotated[
        dict[str, Name], Field(description="a table of short name = official name")
    ]
    retakes: Annotated[_Retakes | None, Field(description="a table [retakes]")] = None


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
        retakes=_retakes(path, source.retakes),
    )


def _retakes(path: Path, source: _Retakes | None) -> RetakeRules | None:
    if source is None:
        return None
    if bool(source.most_attempts) != bool(source.period_days):
        raise AuthoringError(
            [f"{path}: retakes: most_attempts and period_days belong together; write both"]
        )
    return RetakeRules(**source.model_dump())
