"""What may stand in an ``[[items]]`` table, field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder
from exam_engine.source.toml_file import Schema

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)+$"

_STATES = ", ".join(state.value for state in ItemState)
Name = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9./-]{1,80}$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Marks = Annotated[int, Field(ge=1, le=100, description="a whole number from 1 to 100")]
OptionId = Annotated[str, Field(pattern=r"^[a-z]$", description="a small letter, a to z")]
Why = Annotated[
    str, Field(max_length=1500, description="the reason in a sentence or more, up to 1500")
]


class BasisTable(Schema):
    standard: Annotated[Name, Field(description='a standard, such as "ISO/IEC 20000-1"')]
    edition: Annotated[Code, Field(description='its edition as a text, such as "2018"')]
    clause: Annotated[Name, Field(description='the place in it, such as "8.6.2"')]


class OptionTable(Schema):
    id: OptionId
    text: Annotated[str, Field(min_length=1, max_length=500, description="1 to 500 characters")]
    why: Why = ""
    weight: Annotated[int, Field(ge=0, le=100, description="marks, 0 to 100")] | None = None


class LineTable(Schema):
    prompt: Annotated[
        Text | Annotated[list[Text], Field(min_length=2, max_length=2)],
        Field(description="a text, or [assertion, reason]"),
    ]
    answer: Annotated[
        str, Field(pattern=r"^[a-zA-Z]$", description='an option\'s id; "T" or "F"; "A" to "E"')
    ]
    why: Annotated[
        str, Field(min_length=20, max_length=1500, description="the reason, 20 to 1500 characters")
    ]
    marks: Marks = 1


class BandTable(Schema):
    marks: Annotated[
        list[Annotated[int, Field(ge=0, le=100)]],
        Field(min_length=1, max_length=2, description="[least, most] or [marks]"),
    ]
    text: Annotated[Text, Field(description="what such an answer looks like")]


class CriterionTable(Schema):
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$", description='such as "inputs"')]
    name: Annotated[Name, Field(description="what is judged")]
    task: Annotated[str, Field(pattern=r"^[a-z]?$", description="the letter of its task")] = ""
    marks: Marks
    bands: Annotated[list[BandTable], Field(min_length=2, description="bands from 0 to marks")]


class CapTable(Schema):
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,20}$", description='such as "no-case-facts"')]
    when: Annotated[Text, Field(description="when the cap holds")]
    marks: Annotated[int, Field(ge=0, le=100, description="the most marks that remain")]


class RubricTable(Schema):
    criteria: Annotated[list[CriterionTable], Field(min_length=1, max_length=20)]
    caps: Annotated[list[CapTable], Field(default_factory=list, description="ceilings")]
    indicative: Annotated[
        str, Field(min_length=10, max_length=6000, description="what good answers may contain")
    ]


class ItemTable(Schema):
    id: Annotated[str, Field(pattern=ID_PATTERN, max_length=60, description='as "fnd-su-001"')]
    version: Annotated[int, Field(ge=1, le=9999, description="a whole number from 1")]
    type: Annotated[
        ItemType, Field(strict=False, description=", ".join(kind.value for kind in ItemType))
    ]
    topic: Annotated[Code, Field(description="a topic of topics.toml")]
    requirement: Annotated[
        dict[Code, Code],
        Field(min_length=1, description='a table such as { "tuv-sud/foundation" = "3.2" }'),
    ]
    level: Annotated[
        Level, Field(strict=False, description=", ".join(level.value for level in Level))
    ]
    basis: Annotated[list[BasisTable], Field(min_length=1, description="where the answer rests")]
    holds_in: Annotated[
        list[Code], Field(min_length=1, description="editions in which the answer key is right")
    ]
    enemies: Annotated[
        list[Code], Field(default_factory=list, description="ids of items not to stand beside it")
    ]
    fact: Annotated[str, Field(min_length=10, max_length=500, description="the fact in a sentence")]
    stem: Annotated[str, Field(min_length=10, max_length=2000, description="the question")]
    options: Annotated[
        list[OptionTable],
        Field(default_factory=list, max_length=12, description="two to twelve options"),
    ]
    answer: Annotated[
        str | list[str],
        Field(default_factory=list, description="the id of the right option, or a list of ids"),
    ]
    lines: Annotated[
        list[LineTable],
        Field(default_factory=list, max_length=20, description="a list of prompts with answers"),
    ]
    marks: Marks = 1
    rule: Annotated[Name, Field(description="the name of a scoring rule")] | None = None
    penalty: Annotated[
        str, Field(pattern=r"^[0-9]{1,2}(/[1-9][0-9]?)?$", description='such as "1" or "1/3"')
    ] = "0"
    reuse: Annotated[bool, Field(description="true if a selection may be used again")] = False
    option_order: Annotated[OptionOrder, Field(strict=False, description='"any" or "fixed"')] = (
        OptionOrder.ANY
    )
    tasks: Annotated[
        list[Text], Field(default_factory=list, max_length=10, description="the tasks of an essay")
    ]
    rubric: Annotated[RubricTable, Field(description="a table [items.rubric]")] | None = None
    minutes: Annotated[int, Field(ge=0, le=240, description="about how long, in minutes")] = 0
    words: Annotated[
        list[Annotated[int, Field(ge=1, le=5000)]],
        Field(default_factory=list, max_length=2, description="[from, to], in words"),
    ]
    scenario: Annotated[str, Field(pattern=ID_PATTERN, description="a scenario's id")] | None = None
    additional: Annotated[
        list[str],
        Field(
            default_factory=list, description="blocks of additional information that count for it"
        ),
    ]
    expected_seconds: Annotated[
        int, Field(ge=5, le=7200, description="a whole number from 5 to 7200")
    ] = 60
    state: Annotated[ItemState, Field(strict=False, description=_STATES)] | None = None
    author: Annotated[Name, Field(description="the author")] | None = None
    origin: Annotated[Name, Field(description="where the item comes from")] | None = None
    lint_waive: Annotated[
        dict[Code, Annotated[str, Field(min_length=10, max_length=300)]],
        Field(default_factory=dict, description='a table such as { STEM-NEG = "the reason" }'),
    ]
