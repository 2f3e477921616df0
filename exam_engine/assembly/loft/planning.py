"""Making a plan: the mixture, a trial, and what to expect and to be warned of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.loft.dealing import Dealer
from exam_engine.assembly.loft.recipe import LoftPlan, coarse_plan, fine_plan
from exam_engine.assembly.loft.unseen import programme_for_one
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray, Problem
from exam_engine.assembly.solver import Budget, Verdict, solve
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError, FormInfeasible

_TRIAL, _LARGE_TRIAL, _WALKED_TRIAL = 64, 1_000, 300
"""Forms of a trial: first, later, and later where forms are mixed by a walk, which takes longer."""
_LOST = 2
"""Class counts that missed the window so often in a trial, and more often than not, are dropped."""
_STARTS = 16
_ANY = Budget(gap=np.inf)
"""The first form that is found will do."""
_MOST_MISSES = 2.0
"""Draws that miss the window for each form dealt, above which the window goes to the solver."""
_CONCENTRATED = 1.25
_OFTEN = 0.25


class _Trial(NamedTuple):
    """``forms``: shape (n, columns); ``missed``, ``met``: shape (K,), how often the class counts
    missed the window and met it."""

    forms: NDArray[np.bool_]
    missed: IntArray
    met: IntArray

    @property
    def misses(self) -> float:
        """Return how many draws missed the window for each form dealt."""
        return float(self.missed.sum()) / len(self.forms)

    @property
    def exposure(self) -> NDArray[np.float64]:
        share: NDArray[np.float64] = self.forms.mean(axis=0)
        return share


def plan(problem: Problem, window: IntArray | None, stream: SeededStream) -> LoftPlan:
    """Return the best plan of dealing found, with its proven bound.

    :param problem: one form's; ``uses`` and ``costs`` are not read, ``shared`` is kept by ``deal``.
    :param window: shape (k,), how far each figure may be from its aim, in millionths; None: targets
        are not used.
    :raises FormInfeasible: if no form keeps to all rows, or none of those lies inside the window.
    :raises AssemblyError: if that is not decided within the solver's limit.
    """
    words = Words(stream)
    made = coarse_plan(problem, window, words)
    inside = made.window
    if inside is None:
        trial = _tried(made, _WALKED_TRIAL, words) if made.moves else None
        return _described(made, trial)
    made = made._replace(starts=_inside(made, words))
    trial = _tried(made, _TRIAL, words)
    if trial.misses > _MOST_MISSES:
        made = fine_plan(problem, inside, made.bound)._replace(starts=made.starts)
    trial = _tried(made, _WALKED_TRIAL if made.moves else _LARGE_TRIAL, words)
    made = _without_lost(made, trial)
    starts = np.unique(np.concatenate((made.starts, trial.forms[:_STARTS])), axis=0)
    return _described(made._replace(starts=starts), trial)


def _inside(made: LoftPlan, words: Words) -> NDArray[np.bool_]:
    """Return one form inside the window, shape (1, columns)."""
    solution = solve(programme_for_one(made, made.problem.most, [], words), _ANY)
    if solution.verdict is Verdict.INFEASIBLE:
        raise FormInfeasible(
            "no form that keeps to all requirements lies inside the window of the target",
            ["widen the window, or move the target towards what the bank's items offer"],
        )
    if not len(solution.values):
        raise AssemblyError(
            "not decided within the search limit whether a form inside the window of the target "
            "can be built; widen the window"
        )
    return (solution.values > 0)[None, :]


def _tried(made: LoftPlan, forms: int, words: Words) -> _Trial:
    """Deal forms that nobody gets: they show what the plan comes to."""
    free = made._replace(problem=made.problem._replace(shared=None))
    dealer = Dealer(free, words, all_differ=False)
    dealt = np.array([dealer.form(number) for number in range(1, forms + 1)])
    return _Trial(dealt, np.array(dealer.missed), np.array(dealer.met))


def _without_lost(made: LoftPlan, trial: _Trial) -> LoftPlan:
    """Return the plan without class counts that mostly miss the window: draws in vain are slow."""
    kept = (trial.missed < _LOST) | (trial.missed <= trial.met)
    if not kept.any():
        return made
    return made._replace(vectors=made.vectors[kept], turns=made.turns[kept])


def _described(made: LoftPlan, trial: _Trial | None) -> LoftPlan:
    """Return the plan with what to expect of it; a trial knows better than the programme."""
    if trial is not None:
        exposure = trial.exposure[: made.problem.items]
        made = made._replace(exposure=exposure, expected_overlap=float((exposure**2).sum()))
    return made._replace(warnings=tuple(_warnings(made)))


def _warnings(made: LoftPlan) -> list[str]:
    warnings = []
    if made.window is not None and made.expected_overlap > _CONCENTRATED * made.bound:
        warnings.append(
            "the window concentrates exposure: two forms share "
            f"{made.expected_overlap:.1f} items on average, where {made.bound:.1f} is the proven "
            "least; widen the window or write items"
        )
    often = int(((made.exposure > _OFTEN) & (made.exposure < 1)).sum())
    if often:
        warnings.append(
            f"{often} items stand on more than {_OFTEN:.0%} of the forms, the most frequent on "
            f"{made.exposure[made.exposure < 1].max():.0%}: the bank has few of their kind"
        )
    return warnings
