"""Two forms freed at a time: a neighbourhood large enough to move whole scenarios.

All other forms stand; what they use of the items, and what they have in common with the two, are
limits of a programme over two forms only, which the solver searches for less deviation (Shaw, 1998,
calls this large-neighbourhood search).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import Writer, write_forms
from exam_engine.assembly.parallel.bound import write_deviation
from exam_engine.assembly.parallel.verify import deviation, violations
from exam_engine.assembly.programme import Problem, Targets
from exam_engine.assembly.solver import Budget, solve

BoolArray = NDArray[np.bool_]


def free_two(
    problem: Problem,
    targets: Targets,
    holds: BoolArray,
    freed: Sequence[int],
    nodes: int,
    seconds: float | None,
) -> BoolArray | None:
    """Return forms in which the freed ones deviate less, or None if none were found."""
    rest = [form for form in range(problem.forms) if form not in freed]
    part, own = _part(problem, targets, holds, freed, rest)
    writer = Writer()
    write_forms(part, writer)
    if problem.shared is not None:
        for at in range(len(freed)):
            for form in holds[rest]:
                common = np.flatnonzero(form[: problem.items])
                writer.add_row(common + at * problem.columns, np.ones_like(common), *problem.shared)
    column = None
    for at in range(len(freed)):
        column = write_deviation(
            writer,
            at * problem.columns,
            own.coefficients,
            own.aims[at].astype(np.float64),
            cost=1.0,
            column=column,
        )
    programme = writer.programme()
    now = deviation(own, holds[list(freed)])
    budget = Budget(nodes=nodes, seconds=seconds, gap=max(0.5, now * 0.02))
    solution = solve(programme, budget)
    if not len(solution.values):
        return None
    found = holds.copy()
    values = solution.values[: len(freed) * problem.columns]
    found[list(freed)] = values.reshape(len(freed), problem.columns) > 0.5
    if deviation(own, found[list(freed)]) >= now or violations(problem, found):
        return None
    return found


def _part(
    problem: Problem,
    targets: Targets,
    holds: BoolArray,
    freed: Sequence[int],
    rest: Sequence[int],
) -> tuple[Problem, Targets]:
    """Return the problem of the freed forms alone, with what the others leave of the items."""
    left = problem.uses - holds[rest][:, : problem.items].sum(axis=0)
    most = problem.most.copy()
    most[: problem.items] = np.minimum(most[: problem.items], left)
    part = problem._replace(
        forms=len(freed),
        most=most,
        uses=left,
        costs=np.zeros((len(freed), problem.columns), dtype=np.int64),
    )
    return part, targets._replace(aims=targets.aims[list(freed)])
