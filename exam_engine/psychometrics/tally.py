"""The tally: mergeable counts from which every classical statistic is computed.

A tally of a chunk plus a tally of another is the tally of both. All cells are whole numbers, so no
statistic depends on how persons were ordered or cut into chunks, down to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from exam_engine.errors import EstimationError
from exam_engine.psychometrics.arrays import Codes, Counts, Milliseconds
from exam_engine.psychometrics.matrix import NOT_PRESENTED, ResponseMatrix, check_options
from exam_engine.psychometrics.scoring import OptionScores

# ``chosen + CODE_OF_OPTION_0`` is the place on the code axis: 0 not presented, 1 not reached,
# 2 omitted, 3 the first option.
CODE_OF_OPTION_0 = -NOT_PRESENTED
TIME_CAP_S = 3600
# Responses counted at a time, so that temporaries stay in the processor's second-level cache.
_BLOCK_CELLS = 65_536


@dataclass(frozen=True, eq=False)
class Tally:
    """The sufficient statistic of classical item analysis.

    ``counts[item, code, total]``: persons with this code on this item and this total of marks over
    all items, shape (J, 3 + K, T + 1). ``seconds[item, bin]``: persons by thinking time, shape
    (J, 3602): bin 0 time unknown, bin 1 + s at least s and under s + 1 seconds, the last bin 3,600
    seconds or more. ``persons``: N; each item's cells add up to it in both arrays.

    Nothing in a tally names a person: that no person is counted twice is the caller's care.
    """

    items: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    scores: OptionScores
    counts: Counts
    seconds: Counts
    persons: int

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of both groups of persons.

        :raises EstimationError: if items, options or marks of the two differ.
        """
        if not self.same_form(other):
            raise EstimationError(
                "tallies of different forms cannot be added: items, options or marks differ"
            )
        return Tally(
            items=self.items,
            options=self.options,
            scores=self.scores,
            counts=self.counts + other.counts,
            seconds=self.seconds + other.seconds,
            persons=self.persons + other.persons,
        )

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Tally)
            and self.same_form(other)
            and np.array_equal(self.counts, other.counts)
            and np.array_equal(self.seconds, other.seconds)
        )

    __hash__ = None  # type: ignore[assignment]

    def same_form(self, other: Tally) -> bool:
        """Tell whether both tallies count the same items, options and marks."""
        return (
            self.items == other.items
            and self.options == other.options
            and np.array_equal(self.scores.marks, other.scores.marks)
            and np.array_equal(self.scores.in_total, other.scores.in_total)
        )

    @property
    def presented(self) -> Counts:
        """Return the persons to whom each item was presented, shape (J,): each item's n."""
        return np.asarray(self.persons - self.counts[:, 0, :].sum(axis=1))

    @property
    def totals(self) -> Counts:
        """Return the number of persons with each total of marks, shape (T + 1,)."""
        return np.asarray(self.counts[0].sum(axis=0))


def tally_matrix(matrix: ResponseMatrix, scores: OptionScores) -> Tally:
    """Return the tally of a whole matrix.

    :raises EstimationError: if ``scores`` does not fit the matrix.
    """
    return tally_arrays(matrix.items, matrix.options, scores, matrix.chosen, matrix.time_ms)


def tally_arrays(
    items: Sequence[str],
    options: Sequence[Sequence[str]],
    scores: OptionScores,
    chosen: Codes,
    time_ms: Milliseconds | None = None,
) -> Tally:
    """Return the tally of bare arrays (a chunk of a file), both (N, J) and valid as in a matrix.

    :raises EstimationError: if the shapes do not fit.
    """
    check_options(items, options)
    widest = max((len(ids) for ids in options), default=0)
    if not items or scores.marks.shape != (len(items), widest):
        raise EstimationError(
            f"marks for {scores.marks.shape} items by options; ({len(items)}, {widest}) are needed"
        )
    if chosen.shape[1:] != (len(items),) or (time_ms is not None and time_ms.shape != chosen.shape):
        raise EstimationError("responses and times are tables of persons by the items named")
    return Tally(
        items=tuple(items),
        options=tuple(tuple(ids) for ids in options),
        scores=scores,
        counts=_count_responses(chosen, scores),
        seconds=_count_seconds(time_ms, chosen.shape),
        persons=chosen.shape[0],
    )


def _count_responses(chosen: Codes, scores: OptionScores) -> Counts:
    persons, items = chosen.shape
    shape = (items, CODE_OF_OPTION_0 + scores.marks.shape[1], scores.total_marks + 1)
    counts = np.zeros(int(np.prod(shape)), dtype=np.int64)
    # One flat cell number per response: item, then code, then total.
    first = (np.arange(items)[:, None] * shape[1] + CODE_OF_OPTION_0) * shape[2]
    for rows in _blocks(persons, items, _BLOCK_CELLS):
        # Items as rows for once: the inner loops then run over persons, not over 40 items.
        block = np.ascontiguousarray(chosen[rows].T)
        cells = np.multiply(block, shape[2], dtype=np.int32)
        cells += first.astype(np.int32)
        earned = scores.earned(block)
        if scores.trial is not None:
            earned = earned[scores.in_total]
        cells += earned.sum(axis=0, dtype=np.int32)
        counts += np.bincount(cells.ravel(), minlength=counts.size)
    return counts.reshape(shape)


def _count_seconds(time_ms: Milliseconds | None, shape: tuple[int, ...]) -> Counts:
    persons, items = shape
    bins = TIME_CAP_S + 2
    counts = np.zeros(items * bins, dtype=np.int64)
    if time_ms is None:
        counts[::bins] = persons
        return counts.reshape(items, bins)
    first = (np.arange(items) * bins + 1).astype(np.int32)
    for rows in _blocks(persons, items, 4 * _BLOCK_CELLS):
        # An unknown time, -1 ms, is floored to second -1 and so falls into bin 0.
        cells = time_ms[rows] // 1000
        np.minimum(cells, TIME_CAP_S, out=cells)
        cells += first
        counts += np.bincount(cells.ravel(), minlength=counts.size)
    return counts.reshape(items, bins)


def _blocks(persons: int, items: int, cells: int) -> list[slice]:
    size = max(1, cells // items)
    return [slice(start, start + size) for start in range(0, persons, size)]
