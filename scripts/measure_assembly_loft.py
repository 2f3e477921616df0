"""LOFT: forms dealt one by one from a pool, checked without the engine's own checker.

A pool is a JSON file with items (their information at the abilities ``thetas``), sets and rows
low ≤ Σ a·x ≤ high; what is dealt is held against them with dense matrices in whole numbers.
"""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measuring import REPOSITORY, Target
from numpy.typing import NDArray

sys.path.insert(0, str(REPOSITORY))

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW
from exam_engine.assembly.loft import LoftPlan, capacity, deal, plan
from exam_engine.assembly.programme import MICRO, IntArray, Problem, Row, Targets
from exam_engine.assembly.stream import SeededStream
from exam_engine.clock import Stopwatch

POOL = "science_par2"
ABILITIES, SHARE, WIDTH = (-1.0, 0.0, 1.0), 1.3, 0.05
FORMS, FEW = 100_000, 10_000
TARGETS = {
    "loft_forms_per_s": Target(2_000, at_least=True),
    "loft_p99_ms": Target(5),
    "loft_violations": Target(0),
    "loft_overlap_ratio": Target(1.01),
    "loft_capacity_s": Target(3),
}
_BLOCK = 5_000
_DECIMALS = 1_000_000
_WEIGHTLESS = 1e15


def measure(pools_dir: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, str]]:
    """Return figures by name, and a note for some."""
    problem = read_pool(pools_dir / f"{POOL}.json")
    assert problem.targets is not None
    window = np.rint(problem.targets.aims[0] * WIDTH).astype(np.int64)
    forms = FEW if quick else FORMS
    figures: dict[str, float] = {}
    watch = Stopwatch()
    inside = plan(problem, window, SeededStream("measure", "window"))
    figures["loft_plan_window_s"] = watch.elapsed_s()
    before = os.times().user
    deque(deal(inside, SeededStream("measure", "cpu"), FEW), maxlen=0)
    figures["loft_cpu_forms_per_s"] = FEW / (os.times().user - before)
    dealt = _dealt(problem, inside, window, forms)
    figures |= dealt.figures()
    watch = Stopwatch()
    free = plan(problem, None, SeededStream("measure", "free"))
    figures["loft_plan_s"] = watch.elapsed_s()
    without = _dealt(problem, free, None, forms)
    figures["loft_violations"] += without.violations
    figures["loft_overlap"], figures["loft_bound"] = without.overlap, free.bound
    figures["loft_overlap_ratio"] = without.overlap / free.bound
    watch = Stopwatch()
    supported = capacity(problem, 1)
    figures["loft_capacity_s"] = watch.elapsed_s()
    return figures, {
        "loft_forms_per_s": f"{forms:,} forms, information within {WIDTH:.0%} at {len(window)} θ",
        "loft_cpu_forms_per_s": "the same by CPU time, which says more on a busy machine",
        "loft_overlap_window": f"proven least {inside.bound:.3f}",
        "loft_violations": f"with and without window, {2 * forms:,} forms, independent check",
        "loft_repeated": "forms dealt twice",
        "loft_overlap_ratio": "without window: mean overlap over the proven bound",
        "loft_capacity_s": f"disjoint forms: {supported.at_least} built, {supported.at_most} bound",
    }


def read_pool(path: Path, share: float = SHARE) -> Problem:
    """Return the problem of one form of a pool file, with its target information.

    The target is ``share`` times what as many items as a form's length offer on average; a weight
    that is not whole is counted in millionths.
    """
    pool = json.loads(path.read_text())
    items, columns = pool["n_items"], pool["n_items"] + pool["n_sets"]
    rows = tuple(_row(each) for each in pool["rows"])
    at = [pool["thetas"].index(ability) for ability in ABILITIES]
    information = np.array([item["info"] for item in pool["items"]])[:, at].T
    coefficients = np.zeros((len(at), columns), dtype=np.int64)
    coefficients[:, :items] = np.rint(information * MICRO)
    length = next(row.low for row in rows if len(row.columns) == items and row.low == row.high)
    aims = np.rint(share * length * coefficients[:, :items].mean(axis=1)).astype(np.int64)
    return Problem(
        forms=1,
        items=items,
        columns=columns,
        rows=rows,
        most=np.ones(columns, dtype=np.int64),
        uses=np.ones(items, dtype=np.int64),
        costs=np.zeros((1, columns), dtype=np.int64),
        targets=Targets(
            tuple(f"θ = {ability:g}" for ability in ABILITIES), coefficients, aims[None]
        ),
    )


def _row(each: dict[str, object]) -> Row:
    weights = np.array(each["a"], dtype=np.float64)
    unit = 1 if (weights == np.rint(weights)).all() else _DECIMALS
    low, high = (
        None if each.get(name) is None else float(str(each[name])) for name in ("lb", "ub")
    )
    return Row(
        str(each["c"]),
        np.array(each["v"], dtype=np.int64),
        np.rint(weights * unit).astype(np.int64),
        NONE_LOW if low is None or low < -_WEIGHTLESS else int(np.ceil(low * unit - 1e-6)),
        NONE_HIGH if high is None or high > _WEIGHTLESS else int(np.floor(high * unit + 1e-6)),
    )


class _Dealt(NamedTuple):
    """What came of dealing: times in ms, shape (forms,); exposure, shape (items,)."""

    times_ms: NDArray[np.float64]
    violations: int
    repeated: int
    overlap: float
    exposure: NDArray[np.float64]

    def figures(self) -> dict[str, float]:
        """Return the figures of dealing inside a window."""
        return {
            "loft_forms_per_s": 1000 / float(self.times_ms.mean()),
            "loft_p99_ms": float(np.percentile(self.times_ms, 99)),
            "loft_violations": self.violations,
            "loft_repeated": self.repeated,
            "loft_overlap_window": self.overlap,
            "loft_exposure_max": float(self.exposure.max()),
            "loft_exposure_min": float(self.exposure.min()),
        }


def _dealt(problem: Problem, made: LoftPlan, window: IntArray | None, forms: int) -> _Dealt:
    """Deal, time each form alone, and check all."""
    times, seen, bad = np.zeros(forms), set[bytes](), 0
    counts = np.zeros(problem.items, dtype=np.int64)
    block = np.zeros((_BLOCK, problem.columns), dtype=bool)
    dealing = deal(made, SeededStream("measure", "deal"), forms)
    for number in range(forms):
        watch = Stopwatch()
        block[number % _BLOCK] = next(dealing)
        times[number] = watch.elapsed_s() * 1000
        if (number + 1) % _BLOCK == 0 or number + 1 == forms:
            part = block[: number % _BLOCK + 1]
            bad += _violations(problem, part, window)
            seen.update(
                np.packbits(part[:, : problem.items], axis=1)[n].tobytes() for n in range(len(part))
            )
            counts += part[:, : problem.items].sum(axis=0)
    overlap = float((counts * (counts - 1)).sum()) / (forms * (forms - 1))
    return _Dealt(times, bad, forms - len(seen), overlap, counts / forms)


def _violations(problem: Problem, forms: NDArray[np.bool_], window: IntArray | None) -> int:
    """Return how many forms break a row or leave the window."""
    chosen, good = forms.astype(np.float64), np.ones(len(forms), dtype=bool)
    for row in problem.rows:
        line = np.zeros(problem.columns)
        np.add.at(line, row.columns, row.weights)
        total = chosen @ line
        good &= (total >= row.low) & (total <= row.high)
    if window is not None and problem.targets is not None:
        figures = chosen @ problem.targets.coefficients.T
        good &= (np.abs(figures - problem.targets.aims[0]) <= window).all(axis=1)
    return int((~good).sum())
