"""Single forms proven, parallel forms to a deviation of 0.01, forms with passages.

Wall time is the best of several runs; CPU time says more on a machine that others use too.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
from measuring import REPOSITORY, Target

sys.path.insert(0, str(REPOSITORY))

from measure_assembly_loft import read_pool
from measure_assembly_pools import problem, with_passages

from exam_engine.assembly.assemble import Assembled, Effort, assemble
from exam_engine.assembly.programme import MICRO, Problem
from exam_engine.assembly.solver import Verdict
from exam_engine.assembly.stream import SeededStream
from exam_engine.clock import Stopwatch

GOOD = MICRO // 100
TARGETS = {
    "single_science_s": Target(0.2),
    "forms_8_s": Target(1.0),
    "forms_8_deviation": Target(0.01),
    "forms_20_s": Target(7.0),
    "forms_20_deviation": Target(0.01),
    "passages_4_deviation": Target(0.22),
    "passages_4_s": Target(60.0),
}


def measure(folder: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, str]]:
    """Return figures by name, and a note for some."""
    rounds = 2 if quick else 5
    figures: dict[str, float] = {}
    notes: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        single = _informative(read_pool(path))
        wall_s, cpu_s, found = _best(single, Effort(), rounds)
        assert found.verdict is Verdict.OPTIMAL
        name = "science" if path.stem == "science_par2" else path.stem
        name = f"single_{'science' if path.stem == 'science_par2' else f'of_{name}'}_s"
        figures |= {name: wall_s, name.removesuffix("s") + "cpu_s": cpu_s}
        notes[name] = f"{path.stem}: information {-found.reached / MICRO:.6f} at θ = 0, proven"
    for forms, uses in ((2, 1), (4, 1), (8, 1), (20, 2)):
        parallel = problem(folder, forms, uses)
        wall_s, cpu_s, found = _best(parallel, Effort(good_enough=GOOD), rounds)
        figures |= {
            f"forms_{forms}_s": wall_s,
            f"forms_{forms}_cpu_s": cpu_s,
            f"forms_{forms}_deviation": found.deviation / MICRO,
        }
        notes[f"forms_{forms}_s"] = f"each item on at most {uses}; stopped at 0.01"
        notes[f"forms_{forms}_deviation"] = f"{found.deviation / MICRO:.4f}"
    passages = with_passages(problem(folder, 4))
    effort = Effort(good_enough=220_000) if quick else Effort(moves=150, good_enough=GOOD)
    wall_s, cpu_s, found = _best(passages, effort, 1)
    figures |= {"passages_4_s": wall_s, "passages_4_cpu_s": cpu_s}
    figures["passages_4_deviation"] = found.deviation / MICRO
    notes["passages_4_deviation"] = f"{found.deviation / MICRO:.4f}"
    notes["passages_4_s"] = "four forms of five passages, from 35 of nine items"
    return figures, notes


def _informative(single: Problem) -> Problem:
    """Return the problem of the form of most information at the middle ability."""
    assert single.targets is not None
    middle = single.targets.coefficients[len(single.targets.names) // 2]
    return single._replace(targets=None, costs=-middle[None, :].astype(np.int64))


def _best(whole: Problem, effort: Effort, rounds: int) -> tuple[float, float, Assembled]:
    times = []
    for _ in range(rounds):
        watch, before = Stopwatch(), time.process_time()
        found = assemble(whole, SeededStream("measure"), effort)
        times.append((watch.elapsed_s(), time.process_time() - before))
    return min(wall for wall, _ in times), min(cpu for _, cpu in times), found
