"""Statistics as a dot with its interval on a scale, beside the region that is wanted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exam_engine.psychometrics.figures import interval, short
from exam_engine.psychometrics.flags import P_REVIEW_BELOW, P_REVIEW_FROM, R_WANTED_ABOVE

Ends = tuple[float, float]
_P_SCALE, _R_SCALE, _D_SCALE = (0.0, 1.0), (-0.2, 0.8), (-0.2, 1.0)


@dataclass(frozen=True)
class Bar:
    """A statistic with its interval on a scale; all places in percent of the scale.

    ``zone_width`` is 0 where no region is wanted; ``drawn`` is False where there is no value.
    """

    name: str
    value: str
    interval: str
    drawn: bool
    left: float
    width: float
    dot: float
    zone_left: float
    zone_width: float


def item_bars(row: Mapping[str, Any]) -> tuple[Bar, ...]:
    """Return p, corrected r and D of a row of ``item_statistics``."""
    return (
        _bar("p", row, "p", _P_SCALE, (P_REVIEW_BELOW, P_REVIEW_FROM)),
        _bar("corrected r", row, "r_rest", _R_SCALE, (R_WANTED_ABOVE, _R_SCALE[1])),
        _bar("upper–lower D", row, "d", _D_SCALE, None),
    )


def _bar(name: str, row: Mapping[str, Any], column: str, scale: Ends, wanted: Ends | None) -> Bar:
    value, low, high = row[column], row[f"{column}_low"], row[f"{column}_high"]
    drawn = not math.isnan(value)
    left, right, dot = (_place(figure, scale) for figure in (low, high, value))
    zone = (_place(wanted[0], scale), _place(wanted[1], scale)) if wanted else (0.0, 0.0)
    return Bar(
        name=name,
        value=short(value),
        interval=interval(low, high),
        drawn=drawn,
        left=left,
        width=round(right - left, 1),
        dot=dot,
        zone_left=zone[0],
        zone_width=round(zone[1] - zone[0], 1),
    )


def _place(figure: float, scale: Ends) -> float:
    """Return where a figure stands on the scale, in percent of it, at its ends at most."""
    if math.isnan(figure):
        return 0.0
    return round(100 * min(max((figure - scale[0]) / (scale[1] - scale[0]), 0), 1), 1)
