"""Figures as the field writes them: no leading zero, a true minus sign, interval and n."""

from __future__ import annotations

import math

NONE = "–"


def short(value: float, places: int = 2) -> str:
    """Return a share or a correlation: ``.47``, ``−.05``, ``1.00``."""
    text = decimal(value, places)
    sign = "−" if text.startswith("−") else ""
    return sign + text.removeprefix("−").removeprefix("0")


def decimal(value: float, places: int = 1) -> str:
    """Return a number with a true minus sign: ``27.4``, ``−0.3``."""
    if math.isnan(value):
        return NONE
    text = f"{abs(value):.{places}f}"
    return ("−" if value < 0 and float(text) != 0 else "") + text


def interval(low: float, high: float) -> str:
    """Return an interval of shares or correlations: ``[.42, .53]``."""
    return NONE if math.isnan(low) else f"[{short(low)}, {short(high)}]"


def percent(value: float) -> str:
    """Return a share in whole percent: ``62 %``."""
    return NONE if math.isnan(value) else f"{decimal(100 * value, 0)} %"


def percent_interval(low: float, high: float) -> str:
    """Return an interval of shares in percent: ``[56, 67]``."""
    return NONE if math.isnan(low) else f"[{decimal(100 * low, 0)}, {decimal(100 * high, 0)}]"


def sentence(name: str, value: float, low: float, high: float, n: int) -> str:
    """Return a statistic with what it rests on: ``p = .472 [.42, .53], n = 300``.

    Three decimals, so that a value just beyond a cut-off does not read as the cut-off itself.
    """
    return f"{name} = {short(value, 3)} {interval(low, high)}, n = {n}"
