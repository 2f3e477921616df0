"""What each option draws: its share of the persons, and its correlation with the rest score."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from exam_engine.psychometrics.arrays import Floats
from exam_engine.psychometrics.intervals import fisher_z, wilson
from exam_engine.psychometrics.refusal import MINIMUM_N, require
from exam_engine.psychometrics.responses import response_frame, response_rows
from exam_engine.psychometrics.sums import ItemSums, correlation, item_sums
from exam_engine.psychometrics.tally import Tally

Against = Literal["rest", "total-less-choice"]


def option_statistics(
    tally: Tally, minimum_n: int = MINIMUM_N, against: Against = "rest"
) -> pd.DataFrame:
    """Return one row per item and response: its options in the order presented, then the blanks.

    Columns: ``item``; ``label`` (A, B, C ... or ``omitted``, ``not-reached``); ``option`` (the
    bank's id, empty for blanks); ``marks``; ``right`` (it earns full marks); ``count``; ``n``
    (persons to whom the item was presented); ``share`` = count / n with Wilson's interval
    (``share_low``, ``share_high``); ``r_rest`` with Fisher's interval: point-biserial correlation
    of giving this response with the total of the other items, so that a right answer does not
    raise the score it is held against. NaN where nobody or everybody gave the response, and in
    rows of items presented to fewer than ``minimum_n`` persons.

    ``against="total-less-choice"`` gives R's ``CTT::distractorAnalysis`` instead: the total less 1
    for those who chose the option, also where it earned nothing. It makes distractors look worse.

    :raises EstimationError: if the tally holds fewer than ``minimum_n`` persons.
    """
    require(tally.persons, minimum_n)
    sums = item_sums(tally)
    n = sums.n[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = sums.chosen / n
        r = _with_rest(sums) if against == "rest" else _with_total_less_choice(sums)
        numbers = {"share": (share, *wilson(share, n)), "r_rest": (r, *fisher_z(r, n))}
    rows = response_rows(tally)
    columns = {
        name + ending: rows.pick(np.where(n >= minimum_n, value, np.nan))
        for name, values in numbers.items()
        for ending, value in zip(("", "_low", "_high"), values, strict=True)
    }
    frame = response_frame(tally, rows)
    return frame.assign(count=rows.pick(sums.chosen), n=rows.pick(n), **columns)


def _with_rest(sums: ItemSums) -> Floats:
    n, y, yy = (each[:, None] for each in (sums.n, sums.y, sums.yy))
    return correlation(n, sums.chosen, sums.chosen, y, yy, sums.chosen_rest)


def _with_total_less_choice(sums: ItemSums) -> Floats:
    n, t, tt = (each[:, None] for each in (sums.n, sums.t, sums.tt))
    d = sums.chosen
    dt = sums.chosen_rest + sums.part[:, None] * sums.marks * d
    return correlation(n, d, d, t - d, tt - 2 * dt + d, dt - d)
