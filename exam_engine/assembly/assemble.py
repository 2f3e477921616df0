"""The answer to a problem: which form holds which columns, and how good that is.

Without targets the selection of least cost, proven where the effort allows; with targets the forms
whose largest deviation is smallest. All effort is counted in nodes and moves and not in seconds, so
that the same problem and stream give the same answer anywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.parallel.cheapest import cheapest
from exam_engine.assembly.parallel.kinds import tightened
from exam_engine.assembly.parallel.targeted import targeted
from exam_engine.assembly.parallel.verify import deviation, violations
from exam_engine.assembly.programme import Problem
from exam_engine.assembly.solver import MOST_NODES, Budget, Verdict
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError

MOST_MOVES = 250


class Effort(NamedTuple):
    """How hard to try: ``nodes`` of each search, ``moves`` of improvement.

    With ``seconds``, the best found by then is taken: such forms cannot be built again. Forms whose
    largest deviation is at most ``good_enough`` millionths are not improved further.
    """

    nodes: int = MOST_NODES
    moves: int = MOST_MOVES
    seconds: float | None = None
    good_enough: int = 0


USUAL = Effort()


class Assembled(NamedTuple):
    """``holds``: shape (forms, columns), empty if no answer was found.

    ``deviation`` from the targets in millionths, 0 without targets. ``reached`` is what was
    minimised, cost or deviation; ``bound``: no answer reaches less, so that ``reached - bound`` is
    the proven gap. The verdict is optimal where that gap is nothing.
    """

    verdict: Verdict
    holds: NDArray[np.bool_]
    deviation: int
    reached: float
    bound: float


def assemble(problem: Problem, stream: SeededStream, effort: Effort = USUAL) -> Assembled:
    """Return the best answer to ``problem`` within ``effort``.

    :param stream: chance, where several answers are as good.
    :raises AssemblyError: if the answer does not keep to the problem: a defect of the engine.
    """
    budget = Budget(nodes=effort.nodes, seconds=effort.seconds)
    tight = tightened(problem)
    if problem.targets is None:
        found = cheapest(tight, budget)
    else:
        found = targeted(tight, stream, budget, effort.moves, effort.good_enough)
    if not len(found.holds):
        return Assembled(found.verdict, np.zeros((0, 0), dtype=bool), 0, np.inf, found.bound)
    broken = violations(problem, found.holds)
    if broken:
        raise AssemblyError("an answer does not keep to its problem:\n" + "\n".join(broken[:20]))
    if problem.targets is not None:
        reached = deviation(problem.targets, found.holds)
        return Assembled(found.verdict, found.holds, reached, reached, found.bound)
    cost = int(problem.costs[found.holds].sum())
    return Assembled(found.verdict, found.holds, 0, cost, found.bound)
