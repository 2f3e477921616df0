"""Option scores: how many marks each option of each item earns.

One whole number per option covers the single right answer, an answer key widened after key
validation ("accept also"), weighted options, and an item taken out (no option earns anything).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from exam_engine.errors import EstimationError
from exam_engine.psychometrics.arrays import Codes, Counts, Flags, Marks
from exam_engine.psychometrics.matrix import ResponseMatrix, option_counts

_MOST_MARKS = 10_000


@dataclass(frozen=True, eq=False)
class OptionScores:
    """``marks[item, option]``: whole marks from 0 to 10,000, shape (J, K), K the most options.

    Blanks earn 0 and have no column. Cells beyond an item's last option hold 0. Marks that are
    fractions are to be scaled to whole numbers first. The array is kept read-only.

    ``trial``: which items are on trial, shape (J,); None for none of them. Such an item has
    statistics of its own, against the total of the others, and is no part of any total.

    :raises EstimationError: for marks that are no whole numbers in that range.
    """

    marks: Marks
    trial: Flags | None = None

    def __post_init__(self) -> None:
        marks = np.asarray(self.marks)
        if marks.ndim != 2 or not np.issubdtype(marks.dtype, np.integer):
            raise EstimationError("marks are whole numbers in a table of items by options")
        if marks.size and (marks.min() < 0 or marks.max() > _MOST_MARKS):
            raise EstimationError(f"marks of an option run from 0 to {_MOST_MARKS}")
        frozen = np.array(marks, dtype=np.int16, order="C")
        frozen.flags.writeable = False
        object.__setattr__(self, "marks", frozen)
        if self.trial is not None and np.shape(self.trial) != marks.shape[:1]:
            raise EstimationError("which items are on trial is said for each item once")

    @property
    def max_marks(self) -> Counts:
        """Return the most marks that each item gives, shape (J,)."""
        return np.asarray(self.marks.max(axis=1, initial=0), dtype=np.int64)

    @property
    def total_marks(self) -> int:
        """Return the most marks that can be had on all items that count."""
        return int(self.max_marks[self.in_total].sum())

    @property
    def in_total(self) -> Flags:
        """Return which items are part of the total, shape (J,): those that are not on trial."""
        if self.trial is None:
            return np.ones(len(self.marks), dtype=bool)
        return ~np.asarray(self.trial, dtype=bool)

    @property
    def counted(self) -> Flags:
        """Return which items are part of the total and earn marks, shape (J,)."""
        return np.asarray(self.in_total & (self.max_marks > 0))

    @property
    def right(self) -> Flags:
        """Return which options are the answer key: those with full marks, shape (J, K)."""
        most = self.max_marks[:, None]
        return np.asarray((self.marks == most) & (most > 0))

    @property
    def dichotomous(self) -> Flags:
        """Return which items give one mark or none, shape (J,)."""
        return np.asarray(self.max_marks == 1)

    def scores(self, chosen: Codes) -> Marks:
        """Return the marks of each person on each item, shape (N, J); blanks give 0."""
        return np.ascontiguousarray(self.earned(np.ascontiguousarray(chosen.T)).T)

    def earned(self, chosen_by_item: Codes) -> Marks:
        """Return the same with items as rows, shape (J, N).

        One comparison for the n-th option that earns anything, over all items at once: a single
        pass for a single right answer, and several times faster than a look-up per cell.
        """
        earned = np.zeros(chosen_by_item.shape, dtype=np.int16)
        for option, marks in self._layers():
            earned += (chosen_by_item == option[:, None]) * marks[:, None]
        return earned

    def _layers(self) -> list[tuple[Codes, Marks]]:
        order = np.argsort(self.marks == 0, axis=1, kind="stable")
        marks = np.take_along_axis(self.marks, order, axis=1)
        used = np.flatnonzero(marks.any(axis=0))
        return [(order[:, layer].astype(np.int8), marks[:, layer]) for layer in used]


def scores_of_right(right: ArrayLike, options: Sequence[Sequence[str]]) -> OptionScores:
    """Return scores that give 1 mark for the option with index ``right[item]``, shape (J,).

    :raises EstimationError: if an index points outside the item's options.
    """
    index: NDArray[np.int64] = np.asarray(right, dtype=np.int64)
    counts = option_counts(options)
    if index.shape != counts.shape or ((index < 0) | (index >= counts)).any():
        raise EstimationError("the answer key does not name one option of each item")
    marks = np.zeros((len(counts), int(counts.max(initial=0))), dtype=np.int16)
    marks[np.arange(len(counts)), index] = 1
    return OptionScores(marks)


def scores_of_answers(
    matrix: ResponseMatrix,
    answers: Mapping[str, str | Sequence[str]],
    trial: Collection[str] = (),
) -> OptionScores:
    """Return scores that give 1 mark for the option id, or each of the ids, in ``answers[item]``.

    An item with no accepted option at all (an empty sequence) is taken out: it earns nothing.
    ``trial`` names the items on trial.

    :raises EstimationError: if an item has no entry, or an id is none of its options.
    """
    widest = max((len(ids) for ids in matrix.options), default=0)
    marks = np.zeros((len(matrix.items), widest), dtype=np.int16)
    for row, (item, ids) in enumerate(zip(matrix.items, matrix.options, strict=True)):
        if item not in answers:
            raise EstimationError(f"item {item} has no answer key")
        accepted = answers[item]
        for option in [accepted] if isinstance(accepted, str) else accepted:
            if option not in ids:
                raise EstimationError(f"item {item}: the answer key names {option}, no option")
            marks[row, ids.index(option)] = 1
    on_trial = np.array([item in trial for item in matrix.items], dtype=bool)
    return OptionScores(marks, on_trial if on_trial.any() else None)
