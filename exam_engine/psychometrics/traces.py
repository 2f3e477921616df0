"""Trace lines: how the choice of each option goes with the total, from weak groups to strong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from exam_engine.psychometrics.arrays import Counts
from exam_engine.psychometrics.intervals import wilson
from exam_engine.psychometrics.refusal import MINIMUM_N, require
from exam_engine.psychometrics.responses import response_frame, response_rows
from exam_engine.psychometrics.tally import Tally

SCORE_GROUPS = 5


@dataclass(frozen=True)
class ScoreGroup:
    """The ``n`` persons with totals from ``low`` to ``high`` marks, both included."""

    low: int
    high: int
    n: int


def score_groups(totals: Counts, wanted: int = SCORE_GROUPS) -> tuple[ScoreGroup, ...]:
    """Cut persons by total into about ``wanted`` groups of about equal size, the weakest first.

    Persons with equal totals stay together. The i-th cut comes after the total at which the number
    of persons up to it is nearest to i / wanted of all (of two equally near, the lower). Cuts that
    fall together leave fewer groups. ``totals[t]``: persons with total t, at least one in all.
    """
    met = np.flatnonzero(totals)
    up_to = np.cumsum(totals[met])
    cuts = {int(np.abs(up_to * wanted - i * up_to[-1]).argmin()) for i in range(1, wanted)}
    ends = sorted(cuts | {len(met) - 1})
    starts = [0, *(end + 1 for end in ends[:-1])]
    return tuple(
        ScoreGroup(int(met[start]), int(met[end]), int(totals[met[start : end + 1]].sum()))
        for start, end in zip(starts, ends, strict=True)
    )


def trace_lines(
    tally: Tally, minimum_n: int = MINIMUM_N, groups: Sequence[ScoreGroup] | None = None
) -> pd.DataFrame:
    """Return one row per item, response and score group: the share of each response in each group.

    Groups by total, the item included: those given, else :func:`score_groups`. Columns: ``item``,
    ``label``, ``option``, ``marks``, ``right`` as for ``option_statistics``; ``group`` (1 the
    weakest), ``total_low``, ``total_high``; ``n`` (persons of the group to whom the item was
    presented); ``share`` with Wilson's interval, NaN where that n is 0 or the item's n too small.

    :raises EstimationError: if the tally holds fewer than ``minimum_n`` persons.
    """
    require(tally.persons, minimum_n)
    groups = tuple(groups or score_groups(tally.totals))
    rows = response_rows(tally)
    chosen = np.stack([_chosen(tally, group) for group in groups], axis=2)
    n = rows.pick_all(chosen.sum(axis=1, keepdims=True)).ravel()
    enough = np.repeat(rows.pick((tally.presented >= minimum_n)[:, None]), len(groups))
    usable = np.where(enough & (n > 0), n, np.nan)
    share = rows.pick_all(chosen).ravel() / usable
    low, high = wilson(share, usable)
    frame = response_frame(tally, rows)
    repeated = frame.iloc[np.repeat(np.arange(len(frame)), len(groups))].reset_index(drop=True)
    each = {
        "group": range(1, len(groups) + 1),
        "total_low": [group.low for group in groups],
        "total_high": [group.high for group in groups],
    }
    columns = {name: np.tile(list(values), len(frame)) for name, values in each.items()}
    return repeated.assign(**columns, n=n, share=share, share_low=low, share_high=high)


def _chosen(tally: Tally, group: ScoreGroup) -> Counts:
    return np.asarray(tally.counts[:, 1:, group.low : group.high + 1].sum(axis=2))
