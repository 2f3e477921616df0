"""The candidates × items matrix: which option each person chose, and in what time.

A cell of ``chosen`` is the index of an option in the order presented, or one of three codes. What a
blank means differs by cause, and only the cause tells whether time was short:

* ``OMITTED``: the question was seen and left without a response;
* ``NOT_REACHED``: the question was never seen although it stood on the form;
* ``NOT_PRESENTED``: the question was not on this person's form.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from exam_engine.errors import EstimationError
from exam_engine.psychometrics.arrays import Codes, Flags, Milliseconds

OMITTED = -1
NOT_REACHED = -2
NOT_PRESENTED = -3
BLANKS: dict[int, str] = {
    OMITTED: "omitted",
    NOT_REACHED: "not-reached",
    NOT_PRESENTED: "not-presented",
}
TIME_UNKNOWN = -1
LABELS = string.ascii_uppercase
MOST_OPTIONS = len(LABELS)


@dataclass(frozen=True, eq=False)
class ResponseMatrix:
    """Responses of N persons to J items.

    ``persons`` N distinct ids; ``items`` J distinct ids; ``options`` per item the bank's option ids
    in the order presented (1 to 26 of them), whose labels are A, B, C ...; ``chosen`` (N, J), see
    above; ``time_ms`` (N, J), thinking time in whole milliseconds, -1 where unknown. Both arrays
    are kept read-only.

    :raises EstimationError: naming the person and item at fault.
    """

    persons: tuple[str, ...]
    items: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    chosen: Codes
    time_ms: Milliseconds

    def __post_init__(self) -> None:
        check_options(self.items, self.options)
        _refuse_duplicates("person", self.persons)
        shape = (len(self.persons), len(self.items))
        chosen = _whole_numbers("chosen", self.chosen, shape)
        time_ms = _whole_numbers("time_ms", self.time_ms, shape)
        self._refuse(
            (chosen < NOT_PRESENTED) | (chosen >= option_counts(self.options)),
            chosen,
            "is no option of this item and no code for a blank",
        )
        self._refuse(
            (time_ms < TIME_UNKNOWN) | (time_ms > np.iinfo(np.int32).max),
            time_ms,
            "is an impossible time in ms",
        )
        self._refuse(
            (chosen < OMITTED) & (time_ms != TIME_UNKNOWN),
            time_ms,
            "ms were spent on a question that was never seen; write -1 for the time",
        )
        object.__setattr__(self, "chosen", _read_only(chosen, np.int8))
        object.__setattr__(self, "time_ms", _read_only(time_ms, np.int32))

    @property
    def n(self) -> int:
        """Return the number of persons."""
        return len(self.persons)

    def labels(self, item: int) -> tuple[str, ...]:
        """Return the labels A, B, C ... of the options of the item with this index."""
        return tuple(LABELS[: len(self.options[item])])

    def _refuse(self, wrong: Flags, values: NDArray[Any], what: str) -> None:
        if wrong.any():
            person, item = (int(place[0]) for place in np.nonzero(wrong))
            raise EstimationError(
                f"person {self.persons[person]}, item {self.items[item]}: "
                f"{values[person, item]} {what}"
            )


def response_matrix(
    persons: Sequence[str],
    items: Sequence[str],
    options: Sequence[Sequence[str]],
    chosen: ArrayLike,
    time_ms: ArrayLike | None = None,
) -> ResponseMatrix:
    """Return the matrix of plain sequences; without ``time_ms`` every time is unknown.

    :raises EstimationError: as :class:`ResponseMatrix` does.
    """
    codes = np.asarray(chosen)
    times = np.full(codes.shape, TIME_UNKNOWN) if time_ms is None else np.asarray(time_ms)
    return ResponseMatrix(
        persons=tuple(persons),
        items=tuple(items),
        options=tuple(tuple(ids) for ids in options),
        chosen=codes,
        time_ms=times,
    )


def option_counts(options: Sequence[Sequence[str]]) -> NDArray[np.int16]:
    """Return the number of options of each item, shape (J,)."""
    return np.array([len(ids) for ids in options], dtype=np.int16)


def check_options(items: Sequence[str], options: Sequence[Sequence[str]]) -> None:
    """Check that items are distinct and each has 1 to 26 distinct options.

    :raises EstimationError: naming the item at fault.
    """
    _refuse_duplicates("item", items)
    if len(options) != len(items):
        raise EstimationError(f"{len(items)} items, but options for {len(options)}")
    for item, ids in zip(items, options, strict=True):
        if not 1 <= len(ids) <= MOST_OPTIONS:
            raise EstimationError(f"item {item} has {len(ids)} options; 1 to {MOST_OPTIONS} can be")
        _refuse_duplicates(f"option of item {item}:", ids)


def _refuse_duplicates(what: str, names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        twice = Counter(names).most_common(1)[0][0]
        raise EstimationError(f"{what} {twice} stands twice in the data")


def _whole_numbers(name: str, values: NDArray[Any], shape: tuple[int, int]) -> NDArray[Any]:
    array = np.asarray(values)
    if array.shape != shape:
        raise EstimationError(f"{name} has shape {array.shape}; {shape[0]} persons × {shape[1]}")
    if not np.issubdtype(array.dtype, np.integer):
        raise EstimationError(f"{name} holds {array.dtype} values; whole numbers are needed")
    return array


def _read_only(values: NDArray[Any], kind: type[np.signedinteger[Any]]) -> NDArray[Any]:
    array = np.array(values, dtype=kind, order="C")
    array.flags.writeable = False
    return array
