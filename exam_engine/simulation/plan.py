"""What simulated candidates will do: drawn beforehand from a stated model, by one seed.

The model is that of ``psychometrics.simulate``: a three-parameter logistic response model with
ability-dependent distractors and omissions, and lognormal thinking times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from exam_engine.model.candidate import Candidate
from exam_engine.model.form import Form
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.psychometrics import draw_parameters, simulate_candidates
from exam_engine.simulation.responses import right_place, said, widest

_ARRIVAL_SPREAD_MS = 120_000


class Step(NamedTuple):
    """One question: how long the candidate thinks, and the response, as a terminal says it."""

    n: int
    think_ms: int
    options: tuple[int, ...]
    text: str = ""


class Plan(NamedTuple):
    """One candidate's exam; ``arrives_ms`` counts from the opening of the sitting."""

    candidate: Candidate
    arrives_ms: int
    steps: tuple[Step, ...]


class Rehearsal(NamedTuple):
    """All plans, and the item parameters behind them, one row an item."""

    plans: tuple[Plan, ...]
    parameters: pd.DataFrame


def draw_plans(
    form: Form, answers: Mapping[str, ItemAnswers], candidates: int, seed: int
) -> Rehearsal:
    """Return what ``candidates`` simulated candidates will do on ``form``.

    The same form, number and seed give the same plans. This is the one place outside marking that
    looks at answer keys, so that right answers can be as frequent as the model says.
    """
    rng = np.random.default_rng([seed, candidates])
    right = [right_place(entry, answers[entry.item]) for entry in form.items]
    parameters = draw_parameters(rng, [entry.item for entry in form.items], widest(form))
    drawn = simulate_candidates(rng, parameters, right, candidates)
    arrivals = rng.integers(0, _ARRIVAL_SPREAD_MS, candidates)
    width = max(4, len(str(candidates)))
    plans = tuple(
        Plan(
            candidate=Candidate(
                number=f"S-{person + 1:0{width}}", name=f"Simulated candidate {person + 1}"
            ),
            arrives_ms=int(arrivals[person]),
            steps=tuple(
                Step(
                    entry.n,
                    int(drawn.time_ms[person, at]),
                    *said(entry, answers[entry.item], int(drawn.chosen[person, at]), rng),
                )
                for at, entry in enumerate(form.items)
            ),
        )
        for person in range(candidates)
    )
    return Rehearsal(plans, parameters)
