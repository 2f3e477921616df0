"""Which requirements are in conflict: a set of them that cannot hold together, and no one too many.

1. Requirements that cannot hold even alone, by arithmetic.
2. Else all forms added together (``collapse``), which is small and mostly decides.
3. Else the forms themselves, by classes.

In 2 and 3 the set is found by QuickXplain (Junker, 2004): halves of the requirements are left out
as long as the rest is still in conflict, so that what remains needs each of its members. Rows of
one name stand and fall together. Where a single question is not decided in the time given, so is
the conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from exam_engine.assembly.collapse import added, collapse
from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW, flat
from exam_engine.assembly.programme import Problem, Row
from exam_engine.assembly.solver import Budget, Verdict, solve
from exam_engine.clock import Stopwatch

PATIENCE_S = 3.0
_LEAST_S = 0.05


class Conflict(NamedTuple):
    """``verdict`` INFEASIBLE: the requirements in ``names`` cannot hold together.

    With ``alone`` each of them cannot hold by itself, for the reason in ``told``. OPTIMAL: there
    is no conflict, as far as rows and uses go. UNDECIDED: not known in the time given.
    """

    verdict: Verdict
    names: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    alone: bool = False


def find_conflict(problem: Problem, seconds: float = PATIENCE_S) -> Conflict:
    """Return which requirements of ``problem`` are in conflict."""
    small = collapse(problem).problem
    together = added(small)
    alone = _alone(together, problem.forms)
    if alone:
        return Conflict(Verdict.INFEASIBLE, tuple(alone), tuple(alone.values()), alone=True)
    search = _Search(together, seconds)
    verdict = search.verdict(together.rows)
    if verdict is Verdict.INFEASIBLE:
        names = search.smallest()
        if problem.forms > 1:  # forms apart may be in conflict where all together are not
            small = small._replace(rows=tuple(row for row in small.rows if row.name in names))
            names = _Search(small, seconds).smallest()
        return Conflict(verdict, names, names)
    if verdict is Verdict.OPTIMAL and problem.forms > 1:
        search = _Search(small, seconds)
        verdict = search.verdict(small.rows)
    if verdict is not Verdict.INFEASIBLE:
        return Conflict(verdict)
    names = search.smallest()
    return Conflict(verdict, names, names)


def surely_infeasible(problem: Problem, seconds: float = PATIENCE_S) -> bool:
    """Return whether all forms added together show at once that there are none."""
    together = added(collapse(problem).problem)
    budget = Budget(seconds=seconds)
    return bool(_alone(together, 1)) or (
        solve(flat(together), budget).verdict is Verdict.INFEASIBLE
    )


def _alone(together: Problem, forms: int) -> dict[str, str]:
    """Return the requirements that cannot hold by themselves, each with the figures."""
    found: dict[str, str] = {}
    for row in together.rows:
        reach = row.weights * together.most[row.columns]
        least, most = int(reach[reach < 0].sum()), int(reach[reach > 0].sum())
        if row.low != NONE_LOW and most < row.low:
            found[row.name] = f"{row.name}: {_needed(row.low, forms)}, and {most} can be had"
        elif row.high != NONE_HIGH and least > row.high:
            found[row.name] = f"{row.name}: {row.high} at most, and {least} is the least"
    return found


def _needed(low: int, forms: int) -> str:
    return f"{low} needed" if forms == 1 else f"{low} needed for {forms} forms"


class _Search:
    """Asks the solver about parts of a problem, as long as the time lasts."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        self._problem = problem._replace(costs=np.zeros_like(problem.costs))
        self._seconds = seconds
        self._watch = Stopwatch()
        self._by_name: dict[str, list[Row]] = {}
        for row in problem.rows:
            self._by_name.setdefault(row.name, []).append(row)

    def verdict(self, rows: Sequence[Row]) -> Verdict:
        left = max(_LEAST_S, self._seconds - self._watch.elapsed_s())
        problem = self._problem._replace(rows=tuple(rows))
        return solve(flat(problem), Budget(seconds=left)).verdict

    def smallest(self) -> tuple[str, ...]:
        """Return names whose rows are in conflict, in the order of the problem.

        Names that are many and mean little each (enemies) stand last, and so go first.
        """
        names = sorted(self._by_name, key=lambda name: name.startswith("enemies "))
        kept = set(self._explain([], names, asked=False))
        return tuple(name for name in names if name in kept)

    def _explain(self, background: list[str], names: list[str], *, asked: bool) -> list[str]:
        """Return what of ``names`` is in conflict, given ``background``.

        :param asked: the background grew, so that it may be in conflict by itself.
        """
        if asked and self._in_conflict(background):
            return []
        if len(names) == 1:
            return names
        half = len(names) // 2
        first, second = names[:half], names[half:]
        of_second = self._explain([*background, *first], second, asked=bool(first))
        of_first = self._explain([*background, *of_second], first, asked=bool(of_second))
        return [*of_first, *of_second]

    def _in_conflict(self, names: Sequence[str]) -> bool:
        rows = [row for name in names for row in self._by_name[name]]
        return self.verdict(rows) is Verdict.INFEASIBLE
