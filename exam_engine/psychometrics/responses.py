"""Rows of tables that stand for responses: each item's options, then its blanks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exam_engine.psychometrics.arrays import Counts, Flags
from exam_engine.psychometrics.matrix import BLANKS, LABELS, NOT_REACHED, OMITTED, option_counts
from exam_engine.psychometrics.sums import FIRST_OPTION_PLACE, NOT_REACHED_PLACE, OMITTED_PLACE
from exam_engine.psychometrics.tally import Tally


@dataclass(frozen=True, eq=False)
class ResponseRows:
    """The responses that exist, item by item as people read them: options, omitted, not reached.

    ``place`` (K + 2,): where each stands on the code axis of :class:`ItemSums`. ``exists``
    (J, K + 2): items with fewer options than the widest lack the rest.
    """

    place: Counts
    exists: Flags

    def pick(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return one value per row of an array (J, 2 + K), or one that spreads to it."""
        return np.asarray(np.broadcast_to(values, self.exists.shape)[:, self.place][self.exists])

    def pick_all(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return several values per row, shape (rows, G), of an array (J, 2 + K or 1, G)."""
        whole = np.broadcast_to(values, (*self.exists.shape, values.shape[2]))
        return np.asarray(whole[:, self.place][self.exists])


def response_rows(tally: Tally) -> ResponseRows:
    """Return the rows of a tally's responses."""
    widest = tally.scores.marks.shape[1]
    options = np.arange(FIRST_OPTION_PLACE, FIRST_OPTION_PLACE + widest)
    exists = np.arange(widest) < option_counts(tally.options)[:, None]
    blanks = np.ones((len(tally.items), 2), dtype=bool)
    return ResponseRows(
        place=np.concatenate([options, [OMITTED_PLACE, NOT_REACHED_PLACE]]),
        exists=np.hstack([exists, blanks]),
    )


def response_frame(tally: Tally, rows: ResponseRows) -> pd.DataFrame:
    """Return the columns ``item``, ``label``, ``option``, ``marks``, ``right`` of these rows."""
    widest = tally.scores.marks.shape[1]
    labels = (*LABELS[:widest], BLANKS[OMITTED], BLANKS[NOT_REACHED])
    ids = [(*each, *[""] * (widest + 2 - len(each))) for each in tally.options]
    blank = np.zeros((len(tally.items), 2), dtype=np.int64)
    item, response = np.nonzero(rows.exists)
    return pd.DataFrame(
        {
            "item": [tally.items[j] for j in item],
            "label": [labels[k] for k in response],
            "option": [ids[j][k] for j, k in zip(item, response, strict=True)],
            "marks": np.hstack([tally.scores.marks.astype(np.int64), blank])[rows.exists],
            "right": np.hstack([tally.scores.right, blank.astype(bool)])[rows.exists],
        }
    )
