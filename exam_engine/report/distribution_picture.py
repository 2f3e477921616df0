"""The distribution of totals, with the cut score."""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.report.drawing import Rows, Spec

_WIDTH, _HEIGHT = 860, 200


def score_distribution(counts: Sequence[int], cut_score: int | None) -> Spec:
    """Return candidates by total, with the cut score if there is one.

    :param counts: ``counts[t]`` candidates have t marks.
    """
    rows: Rows = [
        {"from": t - 0.5, "to": t + 0.5, "count": n, "passed": cut_score is None or t >= cut_score}
        for t, n in enumerate(counts)
    ]
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "padding": {"left": 48, "right": 8, "top": 36, "bottom": 38},
        "layer": [_bars(rows), *([] if cut_score is None else _cut_line(counts, cut_score))],
    }


def _bars(rows: Rows) -> Spec:
    x = {
        "field": "from",
        "bin": {"binned": True},
        "title": "total marks",
        "scale": {"domain": [-0.5, len(rows) - 0.5], "nice": False},
        "axis": {"grid": False, "tickMinStep": 1, "tickCount": 20},
    }
    y = {
        "field": "count",
        "type": "quantitative",
        "title": "candidates",
        "scale": {"nice": 5},
        "axis": {"tickMinStep": 1, "tickCount": 5},
    }
    colours = {"domain": [True, False], "range": ["var(--answer)", "var(--faint)"]}
    colour = {"field": "passed", "type": "nominal", "scale": colours, "legend": None}
    return {
        "data": {"values": rows},
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {"x": x, "x2": {"field": "to"}, "y": y, "color": colour},
    }


def _cut_line(counts: Sequence[int], cut_score: int) -> list[Spec]:
    below = sum(counts[:cut_score])
    words = (
        ("center", 0, -22, f"cut score {cut_score}", "bold"),
        ("right", -7, -7, f"{below} below it", "normal"),
        ("left", 7, -7, f"{sum(counts) - below} at or above it", "normal"),
    )
    marks: list[Spec] = [{"type": "rule", "strokeWidth": 1.5, "strokeDash": [5, 3]}]
    marks += [
        {"type": "text", "align": align, "dx": dx, "y": y, "text": text, "fontWeight": weight}
        for align, dx, y, text, weight in words
    ]
    at = {"x": {"datum": cut_score - 0.5}}
    return [{"data": {"values": [{}]}, "mark": mark, "encoding": at} for mark in marks]
