"""Pools for measuring: made by chance where none are at hand, and one with passages.

A passage pool is made from any other: 315 of its usable items are shuffled and dealt into 35
passages of nine; a form takes five of them with five to seven items each, and no other item. Rows
on the number of items and on equal shares stay, finer quotas (which so few items cannot fill) go.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
from measure_assembly_loft import read_pool

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW
from exam_engine.assembly.programme import Problem, Row, row
from exam_engine.assembly.stream import SeededStream

PASSAGES, PER_PASSAGE, DRAWN, LEAST, MOST = 35, 9, 5, 5, 7
_ITEMS = 1_000
_SHARE_OF_ITEMS = 0.3


def problem(folder: Path, forms: int, uses: int = 1) -> Problem:
    """Return the problem of ``forms`` forms of the pool, each with the same target."""
    one = read_pool(folder / "science_par2.json")
    assert one.targets is not None
    return one._replace(
        forms=forms,
        uses=np.full(one.items, uses, dtype=np.int64),
        costs=np.zeros((forms, one.columns), dtype=np.int64),
        targets=one.targets._replace(aims=np.repeat(one.targets.aims, forms, axis=0)),
    )


def with_passages(whole: Problem) -> Problem:
    """Return the problem with passages, as the module describes."""
    assert whole.targets is not None
    width, banned = whole.items + PASSAGES, set()
    for each in whole.rows:
        banned |= set(each.columns.tolist()) if each.high == 0 else set()
    usable = [item for item in range(whole.items) if item not in banned]
    dealt = SeededStream("passages", 1).shuffled(usable)[: PASSAGES * PER_PASSAGE]
    rows = [each for each in whole.rows if len(each.columns) >= _SHARE_OF_ITEMS * whole.items]
    rows = [each for each in rows if each.low == each.high]
    for passage in range(PASSAGES):
        own = sorted(dealt[passage * PER_PASSAGE : (passage + 1) * PER_PASSAGE])
        at, ones = np.array([*own, whole.items + passage]), [1] * PER_PASSAGE
        rows.append(Row("passage", at, np.array([*ones, -LEAST]), 0, NONE_HIGH))
        rows.append(Row("passage", at, np.array([*ones, -MOST]), NONE_LOW, 0))
    rows.append(row("passages", range(whole.items, width), DRAWN, DRAWN))
    most = np.ones(width, dtype=np.int64)
    most[sorted(set(range(whole.items)) - set(dealt))] = 0
    coefficients = np.zeros((len(whole.targets.names), width), dtype=np.int64)
    coefficients[:, : whole.items] = whole.targets.coefficients[:, : whole.items]
    return whole._replace(
        columns=width,
        rows=tuple(rows),
        most=most,
        costs=np.zeros((whole.forms, width), dtype=np.int64),
        targets=whole.targets._replace(coefficients=coefficients),
    )


def make_pool(folder: Path) -> None:
    """Write a made pool of 1,000 items under three-parameter models, with quotas."""
    rng = random.Random(1000)  # noqa: S311  (items, not secrets)
    thetas = [-2 + at / 2 for at in range(9)]
    items, cells = [], []
    for n in range(_ITEMS):
        a, b, c = rng.lognormvariate(-0.3, 0.4), rng.gauss(0, 1), rng.uniform(0.1, 0.3)
        info = [_information(a, b, c, theta) for theta in thetas]
        items.append({"id": f"M{n:05}", "model": "3PL", "par": [a, b, c], "info": info})
        cells.append((rng.randrange(3), rng.randrange(10), rng.randrange(2)))
    rows = [_row("length", list(range(_ITEMS)), 30, 30)]
    for part, (count, low, high) in enumerate(((3, 10, 10), (10, 2, 4), (2, 12, 18))):
        for value in range(count):
            own = [n for n, cell in enumerate(cells) if cell[part] == value]
            rows.append(_row(f"{part}-{value}", own, low, high))
    pool = {"pool": "made", "n_items": _ITEMS, "n_sets": 0, "sets": [], "thetas": thetas}
    text = json.dumps(pool | {"items": items, "rows": rows})
    (folder / "science_par2.json").write_text(text)


def _row(name: str, columns: list[int], low: int, high: int) -> dict[str, object]:
    return {"c": name, "v": columns, "a": [1] * len(columns), "lb": low, "ub": high}


def _information(a: float, b: float, c: float, theta: float) -> float:
    p = c + (1 - c) / (1 + math.exp(-a * (theta - b)))
    return a * a * (1 - p) / p * ((p - c) / (1 - c)) ** 2
