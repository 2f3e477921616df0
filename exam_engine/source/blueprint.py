"""Blueprint files: ``blueprints/<scheme>/<exam>.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from exam_engine.errors import AuthoringError
from exam_engine.model.assembly_rules import NO_RULES
from exam_engine.model.blueprint import (
    Blueprint,
    BodyOfKnowledge,
    Hurdle,
    Navigation,
    PaperRules,
    PassRule,
    Requirement,
    Resource,
    Rounding,
)
from exam_engine.model.item_type import ItemType, Level, Security
from exam_engine.source.assembly_rules import AssemblyTable, rules_of
from exam_engine.source.assembly_sense import contradictions
from exam_engine.source.toml_file import Schema, check, read_toml

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$"

_TYPES = ", ".join(kind.value for kind in ItemType)

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Identity(Schema):
    id: Annotated[str, Field(pattern=_ID, description='a text such as "tuv-sud/foundation"')]
    edition: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$", description='such as "2018-1"')
    ]
    scheme: Annotated[str, Field(pattern=_ID, description="the name of the scheme's folder")]
    bank: Annotated[str, Field(pattern=_ID, description="the id of the bank it draws from")]
    title: Annotated[Name, Field(description="the name of the exam")]
    certificate: Annotated[Name, Field(description="the official name of the certificate")]
    language: Annotated[
        str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$", description='a language code such as "en"')
    ]
    security: Annotated[
        Security, Field(strict=False, description='"public" (practice) or "secure"')
    ]


class _Knowledge(Schema):
    standard: Annotated[Name, Field(description='a standard, such as "ISO/IEC 20000-1"')]
    edition: Annotated[Name, Field(description='its edition as a text, such as "2018"')]
    amendments: Annotated[list[Name], Field(description="a list of amendments, may be empty")]


class _Resource(Schema):
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$", description='such as "part-1"')]
    title: Annotated[Name, Field(description="the title of the permitted document")]
    edition: Annotated[Name, Field(description="its edition")]
    digest: Annotated[
        str,
        Field(pattern=r"^([0-9a-f]{64})?$", description="SHA-256 of its file, 64 hex digits"),
    ] = ""


class _Paper(Schema):
    items: Annotated[int, Field(ge=1, le=500, description="a whole number from 1 to 500")]
    minutes: Annotated[int, Field(ge=1, le=600, description="a whole number from 1 to 600")]
    types: Annotated[
        dict[
            Annotated[ItemType, Field(strict=False)],
            Annotated[int, Field(ge=1, le=500, description="a whole number from 1")],
        ],
        Field(min_length=1, description="items of each type: " + _TYPES),
    ]
    options: Annotated[
        int, Field(ge=0, le=12, description="a whole number from 2 to 12, or 0 for any")
    ] = 0
    total_marks: Annotated[int, Field(ge=1, le=5000, description="a whole number from 1 to 5000")]
    navigation: Annotated[Navigation, Field(strict=False, description='"free"')]
    resources: Annotated[
        list[_Resource], Field(description="permitted documents; [] is closed book")
    ]


class _Hurdle(Schema):
    requirement: Annotated[
        str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", description='a code of the outline, such as "3"')
    ]
    percent: Annotated[int, Field(ge=1, le=100, description="a whole number from 1 to 100")]


class _Pass(Schema):
    percent: Annotated[int, Field(ge=1, le=100, description="a whole number from 1 to 100")]
    rounding: Annotated[Rounding, Field(strict=False, description='"up" (not less than)')]
    hurdles: Annotated[
        list[_Hurdle],
        Field(
            default_factory=list,
            max_length=100,
            description='what parts have to reach, such as { requirement = "3", percent = 50 }',
        ),
    ]


class _Requirement(Schema):
    code: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", description='such as "3.1"')]
    title: Annotated[Name, Field(description="the words of the requirement")]
    items: Annotated[int, Field(ge=0, le=500, description="how many items of the paper test it")]
    parts: Annotated[list[_Requirement], Field(default_factory=list, description="its sub-topics")]


class _Blueprint(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    exam: Annotated[_Identity, Field(description="a table [exam]")]
    body_of_knowledge: Annotated[_Knowledge, Field(description="a table [body_of_knowledge]")]
    paper: Annotated[_Paper, Field(description="a table [paper]")]
    pass_mark: Annotated[_Pass, Field(description="a table [pass_mark]")]
    levels: Annotated[
        dict[Annotated[Level, Field(strict=False)], Annotated[int, Field(ge=0)]],
        Field(description="items per level: " + ", ".join(level.value for level in Level)),
    ]
    requirements: Annotated[
        list[_Requirement], Field(min_length=1, description="tables [[requirements]]")
    ]
    notices: Annotated[list[Text], Field(description="texts for the front page")]
    agreement: Annotated[list[Text], Field(min_length=1, description="texts to agree to")]
    assembly: Annotated[
        AssemblyTable | None, Field(description="a table [assembly] of further rules")
    ] = None


def read_blueprint(path: Path) -> Blueprint:
    """Read a blueprint file.

    :raises AuthoringError: naming the file, each wrong field and what is allowed there.
    """
    source = check(_Blueprint, read_toml(path), path)
    blueprint = _blueprint(source)
    problems = [f"{path}: {problem}" for problem in _contradictions(blueprint)]
    problems += [f"{path}: {each}" for each in contradictions(blueprint.assembly, blueprint)]
    if problems:
        raise AuthoringError(problems)
    return blueprint


def _blueprint(source: _Blueprint) -> Blueprint:
    exam, paper = source.exam, source.paper
    return Blueprint(
        id=exam.id,
        edition=exam.edition,
        scheme=exam.scheme,
        bank=exam.bank,
        title=exam.title,
        certificate=exam.certificate,
        language=exam.language,
        security=exam.security,
        body_of_knowledge=BodyOfKnowledge(
            standard=source.body_of_knowledge.standard,
            edition=source.body_of_knowledge.edition,
            amendments=tuple(source.body_of_knowledge.amendments),
        ),
        paper=PaperRules(
            items=paper.items,
            minutes=paper.minutes,
            types=paper.types,
            options=paper.options,
            total_marks=paper.total_marks,
            navigation=paper.navigation,
            resources=tuple(
                Resource(
                    id=resource.id,
                    title=resource.title,
                    edition=resource.edition,
                    digest=resource.digest,
                )
                for resource in paper.resources
            ),
        ),
        pass_rule=PassRule(
            percent=source.pass_mark.percent,
            rounding=source.pass_mark.rounding,
            hurdles=tuple(
                Hurdle(requirement=hurdle.requirement, percent=hurdle.percent)
                for hurdle in source.pass_mark.hurdles
            ),
        ),
        levels=source.levels,
        requirements=tuple(_requirement(node) for node in source.requirements),
        notices=tuple(source.notices),
        agreement=tuple(source.agreement),
        assembly=NO_RULES if source.assembly is None else rules_of(source.assembly),
    )


def _requirement(source: _Requirement) -> Requirement:
    parts = tuple(_requirement(part) for part in source.parts)
    return Requirement(code=source.code, title=source.title, items=source.items, parts=parts)


def _contradictions(blueprint: Blueprint) -> list[str]:
    """Return what does not add up, each with the figures on both sides."""
    problems = []
    wanted = blueprint.paper.items
    by_level = sum(blueprint.levels.values())
    if by_level != wanted:
        problems.append(f"levels: add up to {by_level}, but paper.items is {wanted}")
    by_type = sum(blueprint.paper.types.values())
    if by_type != wanted:
        problems.append(f"paper.types: add up to {by_type}, but paper.items is {wanted}")
    by_requirement = sum(node.items for node in blueprint.requirements)
    if by_requirement != wanted:
        problems.append(f"requirements: add up to {by_requirement}, but paper.items is {wanted}")
    for node in blueprint.requirements:
        problems.extend(_contradictions_below(node))
    for hurdle in blueprint.pass_rule.hurdles:
        if not blueprint.leaf_codes(hurdle.requirement):
            problems.append(
                f"pass_mark.hurdles: the outline has no requirement {hurdle.requirement}"
            )
    codes = [leaf.code for leaf in blueprint.leaves()]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        problems.append(f"requirements: the code {code} is used more than once")
    if not blueprint.id.startswith(f"{blueprint.scheme}/"):
        problems.append(f"exam.id: must begin with the scheme, {blueprint.scheme + '/'!r}")
    return problems


def _contradictions_below(node: Requirement) -> list[str]:
    if not node.parts:
        return []
    below = sum(part.items for part in node.parts)
    problems = (
        []
        if below == node.items
        else [
            f"requirements: the parts of {node.code} add up to {below}, "
            f"but it has items = {node.items}"
        ]
    )
    for part in node.parts:
        problems.extend(_contradictions_below(part))
    return problems
