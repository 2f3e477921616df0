"""Matrices from pandas frames and CSV files, and back. Persons are rows, items columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

import numpy as np
import pandas as pd

from exam_engine.errors import EstimationError
from exam_engine.psychometrics.arrays import Codes, Marks
from exam_engine.psychometrics.matrix import (
    BLANKS,
    LABELS,
    ResponseMatrix,
    response_matrix,
)
from exam_engine.psychometrics.scoring import OptionScores

Cells = Literal["labels", "ids"]
Options = Mapping[str, Sequence[str]]
_CODES = {word: code for code, word in BLANKS.items()}


def matrix_from_frame(
    responses: pd.DataFrame,
    *,
    times_ms: pd.DataFrame | None = None,
    options: Options | None = None,
    cells: Cells = "labels",
) -> ResponseMatrix:
    """Return the matrix of a frame: index persons, columns items.

    A cell holds the label (A, B, C ...: place in the order presented) or, with ``cells="ids"``, the
    id of the option chosen, or ``omitted``, ``not-reached``, ``not-presented``. ``options`` gives
    the option ids per item as presented; without it every item gets the labels up to the last one
    met with anywhere, or all ids met with anywhere, sorted. ``times_ms``: the same shape, whole
    milliseconds, -1 unknown.

    :raises EstimationError: naming person and item of a cell that is none of these.
    """
    _refuse_empty_cells(responses)
    words = responses.astype(str)
    items = [str(item) for item in words.columns]
    ids = _guess_options(words, cells) if options is None else _options_of(items, options)
    names = ids if cells == "ids" else [tuple(LABELS[: len(each)]) for each in ids]
    columns = [
        _read_column(words.iloc[:, place], name, names[place]) for place, name in enumerate(items)
    ]
    return response_matrix(
        persons=[str(person) for person in words.index],
        items=items,
        options=ids,
        chosen=np.stack(columns, axis=1) if columns else np.empty((len(words), 0), dtype=np.int8),
        time_ms=None if times_ms is None else _same_shape(times_ms, responses).to_numpy(),
    )


def matrix_from_csv(
    responses: str | Path | IO[str],
    *,
    times_ms: str | Path | IO[str] | None = None,
    options: Options | None = None,
    cells: Cells = "labels",
) -> ResponseMatrix:
    """Return the matrix of CSV files as the report writes them: first column the person.

    :raises EstimationError: as :func:`matrix_from_frame` does.
    """
    # Everything is text: pandas would read the responses "NA" and "None" as missing.
    table = pd.read_csv(responses, dtype=str, keep_default_na=False)
    times = None
    if times_ms is not None:
        times = pd.read_csv(times_ms, dtype={0: str}).set_index(table.columns[0])
    return matrix_from_frame(
        table.set_index(table.columns[0]), times_ms=times, options=options, cells=cells
    )


def responses_frame(matrix: ResponseMatrix, cells: Cells = "labels") -> pd.DataFrame:
    """Return responses as labels or option ids, and blanks as words; index persons."""
    columns = {}
    for place, item in enumerate(matrix.items):
        ids = matrix.options[place] if cells == "ids" else matrix.labels(place)
        # Negative codes count from the end: -1 omitted, -2 not reached, -3 not presented.
        words = np.array([*ids, *(BLANKS[code] for code in sorted(BLANKS))], dtype=object)
        columns[item] = words[matrix.chosen[:, place]]
    return pd.DataFrame(columns, index=_person_index(matrix))


def scores_frame(matrix: ResponseMatrix, scores: OptionScores) -> pd.DataFrame:
    """Return marks per item, then ``total`` without items on trial; index persons.

    Blanks earn 0.
    """
    marks: Marks = scores.scores(matrix.chosen)
    frame = pd.DataFrame(marks, index=_person_index(matrix), columns=list(matrix.items))
    return frame.assign(total=marks[:, scores.in_total].sum(axis=1, dtype=np.int64))


def times_frame(matrix: ResponseMatrix) -> pd.DataFrame:
    """Return thinking times in milliseconds, -1 where unknown; index persons."""
    return pd.DataFrame(matrix.time_ms, index=_person_index(matrix), columns=list(matrix.items))


def tidy_frame(matrix: ResponseMatrix, scores: OptionScores) -> pd.DataFrame:
    """Return one row per person and item: person, item, label, option, marks, time_ms.

    ``label`` is the blank's word and ``option`` empty where no option was chosen.
    """
    n, items = matrix.chosen.shape
    labels, ids = responses_frame(matrix), responses_frame(matrix, "ids")
    blank = matrix.chosen.ravel() < 0
    return pd.DataFrame(
        {
            "person": np.repeat(np.array(matrix.persons, dtype=object), items),
            "item": np.tile(np.array(matrix.items, dtype=object), n),
            "label": labels.to_numpy().ravel(),
            "option": np.where(blank, "", ids.to_numpy().ravel()),
            "marks": scores.scores(matrix.chosen).ravel(),
            "time_ms": matrix.time_ms.ravel(),
        }
    )


def _person_index(matrix: ResponseMatrix) -> pd.Index:
    return pd.Index(matrix.persons, name="candidate", dtype=object)


def _options_of(items: Sequence[str], options: Options) -> list[tuple[str, ...]]:
    missing = [item for item in items if item not in options]
    if missing:
        raise EstimationError(f"no options are given for item {missing[0]}")
    return [tuple(options[item]) for item in items]


def _refuse_empty_cells(responses: pd.DataFrame) -> None:
    empty = responses.isna().to_numpy() | (responses == "").to_numpy()
    if empty.any():
        row, column = (int(place[0]) for place in np.nonzero(empty))
        raise EstimationError(
            f"person {responses.index[row]}, item {responses.columns[column]}: the cell is empty; "
            f"write {', '.join(_CODES)}"
        )


def _guess_options(words: pd.DataFrame, cells: Cells) -> list[tuple[str, ...]]:
    met = sorted(set(pd.unique(words.to_numpy().ravel())) - set(_CODES))
    if cells == "labels":
        met = list(LABELS[: max((LABELS.find(label) + 1 for label in met), default=0) or 1])
    return [tuple(met)] * words.shape[1]


def _read_column(words: pd.Series, item: str, names: Sequence[str]) -> Codes:
    known = [*names, *_CODES]
    place = pd.Index(known, dtype=object).get_indexer(pd.Index(words, dtype=object))
    if (place < 0).any():
        row = int(np.flatnonzero(place < 0)[0])
        raise EstimationError(
            f"person {words.index[row]}, item {item}: {words.iloc[row]!r} is none of "
            f"{', '.join(known)}"
        )
    codes = np.array([*range(len(names)), *_CODES.values()], dtype=np.int8)
    return np.asarray(codes[place])


def _same_shape(times_ms: pd.DataFrame, responses: pd.DataFrame) -> pd.DataFrame:
    persons = [str(person) for person in times_ms.index]
    if persons != [str(person) for person in responses.index] or [
        str(item) for item in times_ms.columns
    ] != [str(item) for item in responses.columns]:
        raise EstimationError("times and responses do not name the same persons and items")
    return times_ms
