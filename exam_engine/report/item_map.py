"""The map of a form's items: p across, corrected r up, each with its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exam_engine.psychometrics.flags import P_REVIEW_BELOW, P_REVIEW_FROM, R_WANTED_ABOVE
from exam_engine.report.drawing import Rows, Spec
from exam_engine.report.input import ItemNumber
from exam_engine.report.labels import Point, place_labels

_WIDTH, _HEIGHT = 860, 430


@dataclass(frozen=True)
class MapItem:
    """One item of the map; ``flagged`` with a flag graver than a note."""

    number: ItemNumber
    p: float
    r: float
    flagged: bool


def item_map(items: Sequence[MapItem]) -> Spec:
    """Return the map of items: p across, corrected r up, each with its number on the form."""
    bottom = min(-0.1, *(item.r - 0.05 for item in items))
    top = max(0.6, *(item.r + 0.05 for item in items))
    left = min(P_REVIEW_BELOW, *(item.p for item in items)) // 0.1 / 10
    rows = _map_rows(items, (left, 1), (bottom, top))
    x = _measure("p", "p: mean mark / most marks", [left, 1])
    y = _measure("r", "corrected r: mark with rest score", [bottom, top])
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "padding": {"left": 48, "right": 8, "top": 8, "bottom": 38},
        "layer": [*_wanted_region(x, y, top), *_map_marks(rows)],
    }


def _wanted_region(x: Spec, y: Spec, top: float) -> list[Spec]:
    values = [{"p": P_REVIEW_BELOW, "p2": P_REVIEW_FROM, "r": R_WANTED_ABOVE, "r2": top}]
    edge = {"stroke": "var(--rule-strong)", "strokeDash": [3, 3]}
    region: Spec = {
        "data": {"values": values},
        "mark": {"type": "rect", "fill": "var(--wanted)", **edge},
        "encoding": {"x": x, "x2": {"field": "p2"}, "y": y, "y2": {"field": "r2"}},
    }
    corner = {"align": "left", "dx": 6, "dy": 11, "color": "var(--muted)"}
    caption: Spec = {
        "data": {"values": values},
        "mark": {"type": "text", "text": "wanted", **corner},
        "encoding": _at("p", "r2"),
    }
    return [region, caption]


def _map_rows(
    items: Sequence[MapItem], across: tuple[float, float], up: tuple[float, float]
) -> Rows:
    """Return the points with the places of their numbers, which are found in pixels."""
    x_scale, y_scale = _WIDTH / (across[1] - across[0]), _HEIGHT / (up[1] - up[0])
    places = place_labels(
        [
            Point((item.p - across[0]) * x_scale, (item.r - up[0]) * y_scale, str(item.number))
            for item in items
        ]
    )
    return [
        {
            "p": item.p,
            "r": item.r,
            "number": str(item.number),
            "asked": item.flagged,
            "label_p": place.x / x_scale + across[0],
            "label_r": place.y / y_scale + up[0],
        }
        for item, place in zip(items, places, strict=True)
    ]


def _measure(field: str, title: str, domain: list[float]) -> Spec:
    scale = {"domain": domain, "nice": False, "zero": False}
    axis = {"format": ".1f", "tickCount": 8}
    return {"field": field, "type": "quantitative", "title": title, "scale": scale, "axis": axis}


def _at(x: str, y: str) -> Spec:
    return {
        "x": {"field": x, "type": "quantitative"},
        "y": {"field": y, "type": "quantitative"},
    }


def _map_marks(rows: Rows) -> list[Spec]:
    asked = {"field": "asked", "type": "nominal", "legend": None}
    shapes = {"domain": [False, True], "range": ["circle", "diamond"]}
    colours = {"domain": [False, True], "range": ["var(--answer)", "var(--warn)"]}
    points: Spec = {
        "data": {"values": rows},
        "mark": {"type": "point", "filled": True, "size": 42, "opacity": 1},
        "encoding": {
            **_at("p", "r"),
            "shape": {**asked, "scale": shapes},
            "color": {**asked, "scale": colours},
        },
    }
    numbers: Spec = {
        "data": {"values": rows},
        "mark": {"type": "text", "baseline": "middle"},
        "encoding": {**_at("label_p", "label_r"), "text": {"field": "number"}},
    }
    return [points, numbers]
