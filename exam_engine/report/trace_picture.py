"""The trace lines of one item: who chooses which option, from weak groups to strong."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from exam_engine.psychometrics import ScoreGroup
from exam_engine.report.drawing import Rows, Spec
from exam_engine.report.labels import spread

# Colour and dash of the distractors in the order presented; the answer key is thick and solid.
_COLOURS = ("var(--line-1)", "var(--line-2)", "var(--line-3)", "var(--line-4)", "var(--line-5)")
_DASHES = ([6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3])
_END_LABEL_GAP = 0.085


@dataclass(frozen=True)
class TraceLine:
    """One option's shares from the weakest group to the strongest, with their 95 % intervals.

    A share is NaN where nobody of the group was presented with the item.
    """

    label: str
    right: bool
    share: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def trace_picture(groups: Sequence[ScoreGroup], lines: Sequence[TraceLine]) -> Spec:
    """Return the trace lines of one item: share of each option in each group of totals."""
    names = [_group_name(group) for group in groups]
    rows: Rows = [
        {"group": name, "share": share, "low": low, "high": high, "option": line.label}
        for line in lines
        for name, share, low, high in zip(names, line.share, line.low, line.high, strict=True)
        if not math.isnan(share)
    ]
    return {
        "width": 310,
        "height": 176,
        "padding": {"left": 38, "right": 34, "top": 8, "bottom": 38},
        "data": {"values": rows},
        "encoding": {"x": _group_axis(names)},
        "layer": [
            *_trace_marks(lines),
            _end_labels(names, 0, lines),
            _end_labels(names, len(names) - 1, lines),
        ],
    }


def _group_axis(names: Sequence[str]) -> Spec:
    return {
        "field": "group",
        "type": "ordinal",
        "sort": names,
        "title": "total marks",
        "scale": {"type": "point", "padding": 0.35},
        "axis": {"labelAngle": 0, "grid": False},
    }


def _share_axis() -> Spec:
    return {
        "field": "share",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
    }


def _group_name(group: ScoreGroup) -> str:
    return str(group.low) if group.low == group.high else f"{group.low}–{group.high}"


def _trace_marks(lines: Sequence[TraceLine]) -> list[Spec]:
    y = _share_axis()
    right = [line.label for line in lines if line.right]
    is_right = f"indexof({right}, datum.option) >= 0"
    thick = {"condition": {"test": is_right, "value": 2.6}, "value": 1.4}
    colour, dash = _line_styles(lines)
    band: Spec = {
        "transform": [{"filter": is_right}],
        "mark": {"type": "area", "opacity": 0.14},
        "encoding": {"y": {**y, "field": "low"}, "y2": {"field": "high"}, "color": colour},
    }
    curve: Spec = {
        "mark": {"type": "line"},
        "encoding": {"y": y, "color": colour, "strokeDash": dash, "strokeWidth": thick},
    }
    dots: Spec = {
        "transform": [{"filter": is_right}],
        "mark": {"type": "point", "filled": True, "size": 30, "opacity": 1},
        "encoding": {"y": y, "color": colour},
    }
    return [band, curve, dots]


def _line_styles(lines: Sequence[TraceLine]) -> tuple[Spec, Spec]:
    right = [line.label for line in lines if line.right]
    others = [line.label for line in lines if not line.right]
    colours = ["var(--answer)"] * len(right) + [_COLOURS[k % 5] for k in range(len(others))]
    dashes = [[1, 0]] * len(right) + [list(_DASHES[k % 5]) for k in range(len(others))]
    option = {"field": "option", "type": "nominal", "legend": None}
    return (
        {**option, "scale": {"domain": right + others, "range": colours}},
        {**option, "scale": {"domain": right + others, "range": dashes}},
    )


def _end_labels(names: Sequence[str], end: int, lines: Sequence[TraceLine]) -> Spec:
    """Return the letters of the options beside their lines, at the first or the last group."""
    first = end == 0
    lines = [line for line in lines if not math.isnan(line.share[end])]
    heights = spread([line.share[end] for line in lines], _END_LABEL_GAP, 0, 1)
    rows: Rows = [
        {
            "group": names[end],
            "share": height,
            "option": line.label,
            "text": f"{line.label} ✓" if line.right and not first else line.label,
        }
        for line, height in zip(lines, heights, strict=True)
    ]
    side = {"align": "right", "dx": -7} if first else {"align": "left", "dx": 8}
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "baseline": "middle", "fontWeight": "bold", **side},
        "encoding": {
            "x": {"field": "group", "type": "ordinal"},
            "y": {"field": "share", "type": "quantitative"},
            "text": {"field": "text"},
            "color": _line_styles(lines)[0],
        },
    }
