"""Where labels go so that they can be read: beside their points, and not on one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

_CHARACTER_WIDTH, _LINE_HEIGHT, _DOT = 6.5, 11.0, 4.0
# Right, left, above, below, then the corners: directions to try, in order.
_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_RINGS = (1.0, 1.8, 2.7)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """A point with its label, in pixels."""

    x: float
    y: float
    label: str


def place_labels(points: Sequence[Point]) -> list[Point]:
    """Return the centre of each label, beside its point and clear of points and other labels.

    Greedy, in the order given; a label that finds no clear place stands to the right.
    """
    dots = [(each.x - _DOT, each.y - _DOT, each.x + _DOT, each.y + _DOT) for each in points]
    taken: list[Box] = []
    placed = []
    for mine, point in enumerate(points):
        others = [*taken, *dots[:mine], *dots[mine + 1 :]]
        places = _places(point)
        chosen = next(
            (each for each in places if not any(_overlap(_box(each), box) for box in others)),
            places[0],
        )
        taken.append(_box(chosen))
        placed.append(chosen)
    return placed


def spread(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return ``values`` moved apart to at least ``gap``, in their order, within low and high.

    Where there are too many for that, they stand evenly.
    """
    if not values:
        return []
    gap = min(gap, (high - low) / max(len(values) - 1, 1))
    steps = gap * np.arange(len(values))
    order = np.argsort(values, kind="stable")
    # Least squares under "each at least one gap above the last": isotonic regression.
    lifted = isotonic_regression(np.asarray(values, dtype=float)[order] - steps).x
    moved = np.empty(len(values))
    moved[order] = np.clip(lifted, low, high - steps[-1]) + steps
    return [float(value) for value in moved]


def _places(point: Point) -> list[Point]:
    half = len(point.label) * _CHARACTER_WIDTH / 2
    return [
        Point(
            point.x + dx * (half + _DOT + 1) * ring,
            point.y + dy * (_LINE_HEIGHT / 2 + _DOT) * ring,
            point.label,
        )
        for ring in _RINGS
        for dx, dy in _DIRECTIONS
    ]


def _box(label: Point) -> Box:
    half = len(label.label) * _CHARACTER_WIDTH / 2
    return (
        label.x - half,
        label.y - _LINE_HEIGHT / 2,
        label.x + half,
        label.y + _LINE_HEIGHT / 2,
    )


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
