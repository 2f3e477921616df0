"""The plain method: forms drawn by chance within the rules, one after the other.

Each form is the cheapest selection under costs drawn for it, so that every form that the rules
allow can come up; targets move nothing, except that a target with ``within`` is a limit like
others. What earlier draws used up can leave too little for a later form: then all is drawn again,
and in the end the forms are made together, as one programme.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.assemble import Assembled, Effort, assemble
from exam_engine.assembly.objective import Objective
from exam_engine.assembly.programme import IntArray, Problem, Row, row
from exam_engine.assembly.solver import Verdict
from exam_engine.assembly.stream import SeededStream

Progress = Callable[[int, int], None]
_MOST_DRAWS = 10


def draw(
    problem: Problem,
    fresh_costs: Callable[[], IntArray],
    stream: SeededStream,
    effort: Effort,
    progress: Progress,
) -> Assembled:
    """Return forms drawn by chance; the verdict is that of the whole programme if draws fail.

    :param fresh_costs: draws the costs of one form, shape (columns,).
    :param progress: told (forms drawn, forms wanted).
    """
    for _ in range(_MOST_DRAWS if problem.forms > 1 else 1):
        holds = _drawn(problem, fresh_costs, stream, effort, progress)
        if holds is not None:
            return Assembled(Verdict.OPTIMAL, holds, 0, 0.0, 0.0)
    costs = np.stack([fresh_costs() for _ in range(problem.forms)])
    return assemble(problem._replace(costs=costs), stream, effort)


def windows(objective: Objective) -> tuple[Row, ...]:
    """Return the rows that keep a form within its target's limits; none if it has no limits."""
    if objective.window is None:
        return ()
    columns = np.arange(objective.coefficients.shape[1])
    return tuple(
        row(f"target, {name}", columns, int(aim - window), int(aim + window), coefficients)
        for name, aim, window, coefficients in zip(
            objective.names,
            objective.aims,
            objective.window,
            objective.coefficients,
            strict=True,
        )
    )


def _drawn(
    problem: Problem,
    fresh_costs: Callable[[], IntArray],
    stream: SeededStream,
    effort: Effort,
    progress: Progress,
) -> NDArray[np.bool_] | None:
    """Return forms of one draw each, or None if a form is left without enough items."""
    holds = np.zeros((problem.forms, problem.columns), dtype=bool)
    for form in range(problem.forms):
        left = problem.uses > holds[:form, : problem.items].sum(axis=0)
        most = problem.most.copy()
        most[: problem.items] *= left
        single = problem._replace(
            forms=1,
            rows=(*problem.rows, *_apart(problem, holds[:form])),
            most=most,
            uses=np.ones_like(problem.uses),
            costs=fresh_costs().reshape(1, -1),
            shared=None,
            targets=None,
        )
        found = assemble(single, stream, effort)
        if not len(found.holds):
            return None
        holds[form] = found.holds[0]
        progress(form + 1, problem.forms)
    return holds


def _apart(problem: Problem, before: NDArray[np.bool_]) -> list[Row]:
    """Return the rows that keep the overlap with the forms drawn before in its range."""
    if problem.shared is None:
        return []
    low, high = problem.shared
    return [
        row(f"items shared with form {n}", np.flatnonzero(held[: problem.items]), low, high)
        for n, held in enumerate(before, start=1)
    ]
