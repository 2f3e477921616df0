"""A match as the engine's lines: which answer each row has, and by which rule rows are marked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.build import Worth
from exam_engine.exchange.engine.marks import whole
from exam_engine.exchange.foreign import ForeignItem, MatchInteraction
from exam_engine.exchange.scoring import Tier, tier_of
from exam_engine.exchange.shape import AllOrNothing, shape_of
from exam_engine.wire.instructions import FIXED_OPTIONS

SERIES = ("true-false", "assertion-reason")


class LineFound(NamedTuple):
    """A row's right column and what it earns."""

    answer: str
    marks: int


class LinesFound(NamedTuple):
    """A match in the engine's terms; ``fixed`` maps columns to options that are the engine's."""

    type: str
    rule: str
    penalty: str
    reuse: bool
    scale: int
    fixed: Mapping[str, str]
    lines: tuple[LineFound, ...]


def lines_of(item: ForeignItem, asked: MatchInteraction) -> LinesFound:
    """Return a match as lines.

    :raises NotSupported: if a row has no answer, or rows are marked as the engine's are not.
    """
    if not 2 <= len(asked.rows) <= 20:
        raise NotSupported(f"{len(asked.rows)} rows; 2 to 20 are taken")
    if tier_of(item) is Tier.UNKEYED:
        raise NotSupported("no answer key")
    if 0 < asked.most < len(asked.rows):
        raise NotSupported("a match in which not every row may be filled in")
    right = _right(item, asked)
    rule, penalty, marks, scale = _marking(item, asked, right)
    kind, fixed = _series(asked)
    return LinesFound(
        type=kind,
        rule=rule,
        penalty=penalty,
        reuse=_reuse(asked),
        scale=scale,
        fixed=fixed,
        lines=tuple(LineFound(right[row.id], marks[row.id]) for row in asked.rows),
    )


def _right(item: ForeignItem, asked: MatchInteraction) -> dict[str, str]:
    response = item.response(asked.response)
    assert response is not None
    pairs = list(response.correct)
    if not pairs and response.mapping is not None:
        pairs = [entry.source for entry in response.mapping.entries if entry.target > 0]
    right = dict(pair.split() for pair in pairs)
    if len(pairs) != len(right) or set(right) != {row.id for row in asked.rows}:
        raise NotSupported("a match in which a row has no answer, or several")
    return right


def _marking(
    item: ForeignItem, asked: MatchInteraction, right: Mapping[str, str]
) -> tuple[str, str, dict[str, int], int]:
    shape = shape_of(item)
    if isinstance(shape, AllOrNothing):
        # Each line has to be worth a mark, so the whole is worth as many as there are lines.
        scale = whole([shape.marks / len(right)])
        each = int(shape.marks * scale / len(right))
        return "exact", "0", dict.fromkeys(right, each), scale
    if not isinstance(shape, Worth) or shape.offset:
        raise NotSupported("a match that is marked by its own processing")
    wanted = {f"{row} {column}" for row, column in right.items()}
    worth = {row: shape.values.get(f"{row} {right[row]}", shape.default) for row in right}
    costs = {
        row.id: {
            shape.values.get(f"{row.id} {column.id}", shape.default)
            for column in asked.columns
            if f"{row.id} {column.id}" not in wanted
        }
        for row in asked.rows
    }
    if min(worth.values()) <= 0 or any(len(found) > 1 for found in costs.values()):
        raise NotSupported("a match whose wrong answers do not all cost the same")
    if shape.upper is not None and shape.upper < sum(worth.values()):
        raise NotSupported("a match whose marks are bounded below their sum")
    cost = {row: -min(found, default=Fraction(0)) for row, found in costs.items()}
    scale = whole(worth.values())
    marks = {row: int(one * scale) for row, one in worth.items()}
    rule, penalty = _penalty(shape, worth, cost, scale)
    return rule, penalty, marks, scale


def _penalty(
    shape: Worth, worth: Mapping[str, Fraction], cost: Mapping[str, Fraction], scale: int
) -> tuple[str, str]:
    if not any(cost.values()):
        return "per-line", "0"
    if min(cost.values()) < 0 or shape.lower != 0:
        raise NotSupported("marks below 0, or for wrong answers")
    if cost == worth:
        return "net-correct", "0"
    if len(set(cost.values())) > 1:
        raise NotSupported("a match whose wrong answers do not all cost the same")
    penalty = next(iter(cost.values())) * scale
    if penalty.numerator > 99 or penalty.denominator > 99:
        raise NotSupported(f"a penalty of {penalty}")
    return "negative", str(penalty)


def _reuse(asked: MatchInteraction) -> bool:
    limits = {column.most for column in asked.columns}
    if limits == {1}:
        return False
    if all(most == 0 or most >= len(asked.rows) for most in limits):
        return True
    raise NotSupported("columns that may be used a limited number of times")


def _series(asked: MatchInteraction) -> tuple[str, dict[str, str]]:
    """Return the type: one whose options are the engine's, if the columns say the same."""
    texts = {column.text: column.id for column in asked.columns}
    for kind in SERIES:
        fixed = {text: name for name, text in FIXED_OPTIONS[kind].items()}
        if set(texts) != set(fixed):
            continue
        pairs = all(row.text.count("\n") == 1 for row in asked.rows)
        if kind == "true-false" or pairs:
            return kind, {column: fixed[text] for text, column in texts.items()}
    return "match", {}
