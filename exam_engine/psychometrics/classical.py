"""Classical item statistics, from a tally alone.

Missing data: omitted and not reached count as 0 marks; persons to whom an item was not presented
are left out of that item's statistics.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from exam_engine.psychometrics.arrays import Floats
from exam_engine.psychometrics.discrimination import upper_lower
from exam_engine.psychometrics.intervals import feldt, fisher_z, mean_t, wilson
from exam_engine.psychometrics.refusal import MINIMUM_N, refusal, require
from exam_engine.psychometrics.sums import (
    NOT_REACHED_PLACE,
    OMITTED_PLACE,
    ItemSums,
    correlation,
    item_sums,
    variance,
)
from exam_engine.psychometrics.tally import Tally


def item_statistics(tally: Tally, minimum_n: int = MINIMUM_N) -> pd.DataFrame:
    """Return one row per item (index ``item``), with columns, each with ``_low`` and ``_high``:

    * ``p``: mean mark / most marks. Interval: Wilson's; for graded items Student's, cut to [0, 1];
    * ``r_total``: correlation of mark and total, the item included (raw point-biserial);
    * ``r_rest``: correlation of mark and total without the item (corrected point-biserial;
      Henrysson 1963, Psychometrika 28, 211-218). Intervals of both: Fisher's z;
    * ``d``: upper-lower discrimination, see :mod:`~exam_engine.psychometrics.discrimination`;
    * ``alpha_without``: alpha of the test without the item. Interval: Feldt's. An item on trial
      is no part of the test and has none;
    * ``omitted``, ``not_reached``: shares of the n. Interval: Wilson's;

    and ``n`` (persons it was presented to), ``marks`` (most marks), ``variance`` (of the mark, with
    n - 1), ``refused`` (why the row holds no numbers: n below ``minimum_n``; else empty).
    NaN where a statistic is not defined: no r without variance.

    :raises EstimationError: if the tally holds fewer than ``minimum_n`` persons.
    """
    require(tally.persons, minimum_n)
    sums = item_sums(tally)
    # An item presented to nobody has no statistics; its row is blanked below.
    with np.errstate(invalid="ignore", divide="ignore"):
        numbers = {
            **_difficulty(tally, sums),
            **_correlations(sums),
            **_upper_lower(tally),
            **_alpha_without(tally, sums),
            **_blanks(sums),
        }
    enough = sums.n >= minimum_n
    return pd.DataFrame(
        {
            "n": sums.n,
            "marks": tally.scores.max_marks,
            **{name: np.where(enough, values, np.nan) for name, values in numbers.items()},
            "refused": [refusal(int(n), minimum_n) or "" for n in sums.n],
        },
        index=pd.Index(tally.items, name="item"),
    )


def _with_interval(name: str, value: Floats, bounds: tuple[Floats, Floats]) -> dict[str, Floats]:
    low, high = (np.where(np.isnan(value), np.nan, bound) for bound in bounds)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def _difficulty(tally: Tally, sums: ItemSums) -> dict[str, Floats]:
    most = np.where(tally.scores.max_marks > 0, tally.scores.max_marks, np.nan)
    p = sums.x / sums.n / most
    spread = variance(sums.n, sums.x, sums.xx)
    low, high = wilson(p, sums.n)
    low_t, high_t = mean_t(p, np.sqrt(spread) / most, sums.n)
    one = tally.scores.dichotomous
    bounds = (np.where(one, low, np.maximum(low_t, 0)), np.where(one, high, np.minimum(high_t, 1)))
    return {**_with_interval("p", p, bounds), "variance": spread}


def _correlations(sums: ItemSums) -> dict[str, Floats]:
    total = correlation(sums.n, sums.x, sums.xx, sums.t, sums.tt, sums.xt)
    rest = correlation(sums.n, sums.x, sums.xx, sums.y, sums.yy, sums.xy)
    return {
        **_with_interval("r_total", total, fisher_z(total, sums.n)),
        **_with_interval("r_rest", rest, fisher_z(rest, sums.n)),
    }


def _upper_lower(tally: Tally) -> dict[str, Floats]:
    groups = upper_lower(tally)
    return _with_interval("d", groups.d, (groups.low, groups.high))


def _alpha_without(tally: Tally, sums: ItemSums) -> dict[str, Floats]:
    scored = tally.scores.counted
    left = int(scored.sum()) - 1
    spread = variance(sums.n, sums.x, sums.xx)
    rest = variance(sums.n, sums.y, sums.yy)
    complete = bool((sums.n == tally.persons)[tally.scores.in_total].all())
    if left < 2 or not complete:
        none = np.full(len(tally.items), np.nan)
        return _with_interval("alpha_without", none, (none, none))
    noise = (spread[tally.scores.in_total].sum() - spread) / np.where(
        scored & (rest > 0), rest, np.nan
    )
    alpha = left / (left - 1) * (1 - noise)
    return _with_interval("alpha_without", alpha, feldt(alpha, sums.n, left))


def _blanks(sums: ItemSums) -> dict[str, Floats]:
    omitted = sums.chosen[:, OMITTED_PLACE] / sums.n
    not_reached = sums.chosen[:, NOT_REACHED_PLACE] / sums.n
    return {
        **_with_interval("omitted", omitted, wilson(omitted, sums.n)),
        **_with_interval("not_reached", not_reached, wilson(not_reached, sums.n)),
    }
