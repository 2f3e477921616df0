"""What forms come near to: a blueprint's target as whole coefficients of the items.

All figures are computed in decimal arithmetic from the texts of the parameter table and rounded to
millionths. ``Decimal.exp`` is correctly rounded, so that every machine arrives at the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import NamedTuple

import numpy as np

from exam_engine.assembly.pool import PoolItem, Seen
from exam_engine.assembly.programme import MICRO, Columns, IntArray, Targets
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError
from exam_engine.model.assembly_rules import Target, TargetKind
from exam_engine.model.parameters import ItemParameters, ParameterTable

COST_RANGE = 1 << 16
"""Costs drawn by chance lie below this."""
_RANKS = 16
_PRECISE = Context(prec=28, rounding=ROUND_HALF_EVEN)
_MOST_NAMED = 5


class Objective(NamedTuple):
    """The targets of one form, and how far a form may be from each, in millionths.

    ``window``: shape (k,), or None if the nearest is taken, however far it is. ``per_unit``: shape
    (k,), what a deviation in millionths is divided by to be in the unit of the aims.
    """

    names: tuple[str, ...]
    coefficients: IntArray
    aims: IntArray
    window: IntArray | None
    per_unit: IntArray

    def of_forms(self, forms: int) -> Targets:
        """Return the targets of ``forms`` forms: the same for each."""
        return Targets(self.names, self.coefficients, np.tile(self.aims, (forms, 1)))


class _Figure(NamedTuple):
    """One figure: its name, each item's part in it, the aim, the divisor of a deviation."""

    name: str
    parts: list[Decimal]
    aim: Decimal
    scale: int = 1


def objective(target: Target, columns: Columns, table: ParameterTable, length: int) -> Objective:
    """Return ``target`` as coefficients over ``columns``, for forms of ``length`` scored items.

    :raises AssemblyError: naming the items whose parameters are not known.
    """
    known = table.by_version()
    entries = [known.get((item.id, item.version)) for item in columns.items]
    _refuse_unknown(target, columns.items, entries)
    own = [entry for entry in entries if entry is not None]
    with localcontext(_PRECISE):
        figures = _figures(target, columns.items, own, length)
        coefficients = np.zeros((len(figures), columns.width), dtype=np.int64)
        for at, figure in enumerate(figures):
            coefficients[at, : len(own)] = [_micro(part) for part in figure.parts]
        window = None
        if target.within:
            allowed = [_micro(Decimal(target.within) * figure.scale) for figure in figures]
            window = np.array(allowed, dtype=np.int64)
        aims = np.array([_micro(figure.aim) for figure in figures], dtype=np.int64)
    names = tuple(figure.name for figure in figures)
    scales = np.array([figure.scale * MICRO for figure in figures], dtype=np.int64)
    return Objective(names, coefficients, aims, window, scales)


def exposure_costs(
    items: Sequence[PoolItem], seen: Mapping[tuple[str, int], Seen], stream: SeededStream
) -> list[int]:
    """Return a cost for each item: the more people saw it the higher, chance among equals.

    Ranks are 16 bands of the number of candidates, so that rank and chance together stay below
    ``COST_RANGE``, within which the solver's arithmetic is exact.
    """
    counts = [seen[key].candidates if (key := (i.id, i.version)) in seen else 0 for i in items]
    levels = sorted(set(counts))
    band = {count: at * _RANKS // max(len(levels), _RANKS) for at, count in enumerate(levels)}
    width = COST_RANGE // _RANKS
    return [band[count] * width + stream.below(width) for count in counts]


def information(entry: ItemParameters, ability: Decimal) -> Decimal:
    """Return the information of an item at an ability, after the 3PL without 1.7.

    I = a² (Q / P) ((P - c) / (1 - c))² (Birnbaum, in Lord and Novick, 1968; Lord, 1980, 5-5).
    """
    a, c = Decimal(entry.a or 1), Decimal(entry.c or 0)
    p = probability(entry, ability)
    return a * a * (1 - p) / p * ((p - c) / (1 - c)) ** 2


def probability(entry: ItemParameters, ability: Decimal) -> Decimal:
    """Return P = c + (1 - c) / (1 + exp(-a (θ - b))), the chance of a right answer."""
    a, b, c = Decimal(entry.a or 1), Decimal(entry.b), Decimal(entry.c or 0)
    return c + (1 - c) / (1 + (-a * (ability - b)).exp())


def _figures(
    target: Target, items: Sequence[PoolItem], own: Sequence[ItemParameters], length: int
) -> list[_Figure]:
    aims = [Decimal(aim) for aim in target.aims]
    marks = [item.marks for item in items]
    if target.kind is TargetKind.ANGOFF:
        parts = [worth * Decimal(entry.angoff) for worth, entry in zip(marks, own, strict=True)]
        return [_Figure("expected score on the border", parts, aims[0])]
    if target.kind is TargetKind.P_VALUE:
        return _p_figures(aims, [Decimal(entry.p) for entry in own], length)
    abilities = [Decimal(each) for each in target.at]
    if target.kind is TargetKind.INFORMATION:
        return [
            _Figure(f"information at {text}", [information(e, at) for e in own], aim)
            for text, at, aim in zip(target.at, abilities, aims, strict=True)
        ]
    return [
        _Figure(
            f"expected score at {text}",
            [worth * probability(e, at) for worth, e in zip(marks, own, strict=True)],
            aim,
        )
        for text, at, aim in zip(target.at, abilities, aims, strict=True)
    ]


def _p_figures(aims: Sequence[Decimal], p: list[Decimal], length: int) -> list[_Figure]:
    """Return mean and spread as two figures that are sums over items.

    A standard deviation is no sum, but n items have the mean m and the standard deviation s exactly
    if Σp = n m and Σp² = n (m² + s²).
    """
    mean = aims[0]
    figures = [_Figure("mean p", p, length * mean, length)]
    if len(aims) > 1:
        squares = [each * each for each in p]
        aim = length * (mean * mean + aims[1] * aims[1])
        figures.append(_Figure("mean square of p", squares, aim, length))
    return figures


def _refuse_unknown(
    target: Target, items: Iterable[PoolItem], entries: Sequence[ItemParameters | None]
) -> None:
    field = {TargetKind.P_VALUE: "p", TargetKind.ANGOFF: "angoff"}.get(target.kind, "b")
    unknown = [
        item.id
        for item, entry in zip(items, entries, strict=True)
        if entry is None or not getattr(entry, field)
    ]
    if unknown:
        shown = ", ".join(unknown[:_MOST_NAMED])
        more = f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else ""
        raise AssemblyError(
            f"assembly.target: {target.kind.value} needs {field!r} of every usable item, and "
            f"{len(unknown)} of {len(entries)} have none: {shown}{more}; add them to the parameter "
            "file (by item and version), or forbid these items"
        )


def _micro(value: Decimal) -> int:
    return int((value * MICRO).to_integral_value(ROUND_HALF_EVEN))
