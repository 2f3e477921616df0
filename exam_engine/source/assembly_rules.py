"""The table ``[assembly]`` of a blueprint or of an order for forms."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from exam_engine.model.assembly_rules import (
    AnchorRule,
    AssemblyRules,
    EarlierForm,
    ExposureRule,
    OverlapRule,
    PositionRule,
    Quota,
    Range,
    ScenarioRule,
    Target,
    TargetKind,
)
from exam_engine.model.item_type import ItemType, Level
from exam_engine.source.item_schema import ID_PATTERN
from exam_engine.source.toml_file import Schema

_LEVELS = ", ".join(level.value for level in Level)
_TYPES = ", ".join(kind.value for kind in ItemType)
_KINDS = ", ".join(kind.value for kind in TargetKind)
_MOST_FIGURES = 21

_Count = Annotated[int, Field(ge=0, le=10_000_000)]
_Range = _Count | Annotated[list[_Count], Field(min_length=2, max_length=2)]
_RANGE = "a whole number such as 5, or a range such as [4, 6]"
_Item = Annotated[str, Field(pattern=ID_PATTERN, max_length=60)]
_Items = Annotated[
    list[_Item], Field(max_length=5000, description='item ids such as ["fnd-sm-001"]')
]
# A decimal text is exact; a TOML float is taken at the shortest decimal that stands for it.
_Figure = (
    Annotated[str, Field(pattern=r"^-?[0-9]{1,7}(\.[0-9]{1,12})?$")]
    | Annotated[int, Field(ge=-9_999_999, le=9_999_999)]
    | Annotated[float, Field(ge=-9_999_999, le=9_999_999, allow_inf_nan=False)]
)
_FIGURES = 'figures such as [8.5, 9] or ["8.5", "9"]'
_FORM_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$"


class _Quota(Schema):
    items: Annotated[_Range, Field(description=_RANGE)]
    requirement: Annotated[
        str, Field(pattern=r"^[0-9]+(\.[0-9]+)*$", description='a code such as "3.1"')
    ] = ""
    topic: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9./-]{1,80}$", description="a topic's code")
    ] = ""
    level: Annotated[Level | None, Field(strict=False, description=_LEVELS)] = None
    type: Annotated[ItemType | None, Field(strict=False, description=_TYPES)] = None


class _Scenarios(Schema):
    sets: Annotated[_Range | None, Field(description=_RANGE)] = None
    items: Annotated[_Range | None, Field(description=_RANGE)] = None


class _Exposure(Schema):
    candidates: Annotated[int, Field(ge=0, le=10_000_000, description="people, 0 for any")] = 0
    percent: Annotated[int, Field(ge=0, le=100, description="0 to 100, 0 for any")] = 0
    rest_days: Annotated[int, Field(ge=0, le=36_500, description="days, 0 for none")] = 0


class _Earlier(Schema):
    form: Annotated[str, Field(pattern=_FORM_ID, description="the id of a form on record")]
    items: Annotated[_Range, Field(description=_RANGE)]


class _Overlap(Schema):
    between: Annotated[_Range | None, Field(description=_RANGE)] = None
    uses: Annotated[int | None, Field(ge=0, le=10_000, description="forms, 0 for any number")] = (
        None
    )
    earlier: Annotated[
        list[_Earlier],
        Field(default_factory=list, max_length=100, description="{ form = ID, items = RANGE }"),
    ]


class _Anchor(Schema):
    items: Annotated[_Items, Field(default_factory=list)]
    percent: Annotated[int, Field(ge=0, le=100, description="a whole number to 100")] = 0
    form: Annotated[
        str, Field(pattern=_FORM_ID, description="the id of an earlier form on record")
    ] = ""


class _Positions(Schema):
    spread: Annotated[int, Field(ge=1, le=500, description="a whole number from 1")] = 1
    longest_run: Annotated[int, Field(ge=1, le=500, description="a whole number from 1")] = 3


class _Target(Schema):
    kind: Annotated[TargetKind, Field(strict=False, description=_KINDS)]
    aims: Annotated[
        list[_Figure], Field(min_length=1, max_length=_MOST_FIGURES, description=_FIGURES)
    ]
    at: Annotated[
        list[_Figure],
        Field(default_factory=list, max_length=_MOST_FIGURES, description=_FIGURES),
    ]
    within: Annotated[
        _Figure | None, Field(description='a figure such as 0.5 or "0.5", in the unit of the aims')
    ] = None


class AssemblyTable(Schema):
    """What may stand under ``[assembly]``."""

    quotas: Annotated[
        list[_Quota],
        Field(default_factory=list, max_length=500, description="tables [[assembly.quotas]]"),
    ]
    scenarios: Annotated[
        _Scenarios | None, Field(description="a table [assembly.scenarios]: sets, items")
    ] = None
    words: Annotated[_Range | None, Field(description=_RANGE)] = None
    seconds: Annotated[_Range | None, Field(description=_RANGE)] = None
    forced: Annotated[_Items, Field(default_factory=list)]
    forbidden: Annotated[_Items, Field(default_factory=list)]
    exposure: Annotated[
        _Exposure | None,
        Field(description="a table [assembly.exposure]: candidates, percent, rest_days"),
    ] = None
    overlap: Annotated[
        _Overlap | None, Field(description="a table [assembly.overlap]: between, uses, earlier")
    ] = None
    anchor: Annotated[
        _Anchor | None, Field(description="a table [assembly.anchor]: items, percent, form")
    ] = None
    pilot: Annotated[int, Field(ge=0, le=100, description="a whole number from 0 to 100")] = 0
    positions: Annotated[
        _Positions | None, Field(description="a table [assembly.positions]: spread, longest_run")
    ] = None
    target: Annotated[
        _Target | None, Field(description="a table [assembly.target]: kind, aims, at, within")
    ] = None


def rules_of(table: AssemblyTable) -> AssemblyRules:
    """Return the rules that a table states."""
    return AssemblyRules(
        quotas=tuple(map(_quota, table.quotas)),
        scenarios=_scenarios(table.scenarios) if table.scenarios else None,
        words=_range(table.words),
        seconds=_range(table.seconds),
        forced=tuple(table.forced),
        forbidden=tuple(table.forbidden),
        exposure=ExposureRule(**table.exposure.model_dump()) if table.exposure else None,
        overlap=_overlap(table.overlap) if table.overlap else None,
        anchor=_anchor(table.anchor) if table.anchor else None,
        pilot=table.pilot,
        positions=PositionRule(**table.positions.model_dump()) if table.positions else None,
        target=_target(table.target) if table.target else None,
    )


def _scenarios(source: _Scenarios) -> ScenarioRule:
    return ScenarioRule(sets=_range(source.sets), items=_range(source.items))


def _anchor(source: _Anchor) -> AnchorRule:
    return AnchorRule(items=tuple(source.items), percent=source.percent, form=source.form)


def _quota(source: _Quota) -> Quota:
    items = _range(source.items)
    assert items is not None
    return Quota(
        items=items,
        requirement=source.requirement,
        topic=source.topic,
        level=source.level,
        type=source.type,
    )


def _overlap(source: _Overlap) -> OverlapRule:
    earlier = []
    for each in source.earlier:
        items = _range(each.items)
        assert items is not None
        earlier.append(EarlierForm(form=each.form, items=items))
    # Whoever says how many items two forms share lets items stand on two forms.
    usual = OverlapRule().uses if source.between is None else 0
    uses = usual if source.uses is None else source.uses
    return OverlapRule(between=_range(source.between), uses=uses, earlier=tuple(earlier))


def _target(source: _Target) -> Target:
    return Target(
        kind=source.kind,
        aims=tuple(map(_text, source.aims)),
        at=tuple(map(_text, source.at)),
        within="" if source.within is None else _text(source.within),
    )


def _text(figure: str | int | float) -> str:
    """Return a figure as a decimal text; never in powers of ten."""
    return format(figure, "f").rstrip("0").rstrip(".") if isinstance(figure, float) else str(figure)


def _range(source: int | list[int] | None) -> Range | None:
    if source is None:
        return None
    low, high = (source, source) if isinstance(source, int) else source
    return Range(low=low, high=high)
