"""Thinking times: quartiles per item, from the tally's histogram of whole seconds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from exam_engine.psychometrics.arrays import Counts, Floats
from exam_engine.psychometrics.refusal import MINIMUM_N, refusal, require
from exam_engine.psychometrics.tally import TIME_CAP_S, Tally

QUARTILES = {"q1_s": 0.25, "median_s": 0.5, "q3_s": 0.75}


def response_times(tally: Tally, minimum_n: int = MINIMUM_N) -> pd.DataFrame:
    """Return the quartiles of each item's thinking times: one row per item (index ``item``).

    Columns: ``n``, ``q1_s``, ``median_s``, ``q3_s``, ``refused``. ``n`` counts persons whose time
    is known, whatever they answered; unknown times are left out. A quarter, half, three quarters of
    them needed at most so many seconds, times inside one second taken as evenly spread: within a
    second of the exact sample quantile. 3,600 means that or more. NaN where n is below
    ``minimum_n``, with the reason in ``refused``.

    :raises EstimationError: if the tally holds fewer than ``minimum_n`` persons.
    """
    require(tally.persons, minimum_n)
    known = tally.seconds[:, 1:]
    n = known.sum(axis=1)
    reasons = [refusal(int(each), minimum_n) or "" for each in n]
    enough = np.array([not reason for reason in reasons])
    quartiles = {
        name: np.where(enough, _quantile(known, n, share), np.nan)
        for name, share in QUARTILES.items()
    }
    return pd.DataFrame(
        {"n": n, **quartiles, "refused": reasons}, index=pd.Index(tally.items, name="item")
    )


def _quantile(known: Counts, n: Counts, share: float) -> Floats:
    wanted = share * n
    up_to = known.cumsum(axis=1)
    second = (up_to >= wanted[:, None]).argmax(axis=1)
    row = np.arange(len(n))
    inside = known[row, second]
    before = up_to[row, second] - inside
    part = np.divide(wanted - before, inside, out=np.zeros(len(n)), where=inside > 0)
    return np.asarray(np.minimum(second + part, TIME_CAP_S))
