"""A conflict named: eleven disjoint forms are asked of a pool that supports ten."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from measuring import REPOSITORY, Target

sys.path.insert(0, str(REPOSITORY))

from measure_assembly_pools import problem

from exam_engine.assembly.conflict import find_conflict
from exam_engine.assembly.solver import Verdict
from exam_engine.clock import Stopwatch

FORMS = 11
TARGETS = {"conflict_named_s": Target(3.0)}


def measure(folder: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, str]]:
    """Return figures by name, and a note for some."""
    asked = problem(folder, FORMS)
    times = []
    for _ in range(1 if quick else 3):
        watch, before = Stopwatch(), time.process_time()
        found = find_conflict(asked)
        times.append((watch.elapsed_s(), time.process_time() - before))
    told = {
        Verdict.INFEASIBLE: f"in conflict: {', '.join(found.names)}",
        Verdict.OPTIMAL: "none: the pool carries them",
        Verdict.UNDECIDED: "not decided in the time given",
    }[found.verdict]
    figures = {"conflict_named_s": min(wall for wall, _ in times)}
    figures["conflict_named_cpu_s"] = min(cpu for _, cpu in times)
    return figures, {"conflict_named_s": f"{FORMS} disjoint forms; {told}"}
