"""Candidates for rehearsals: made-up responses and times from a stated model.

Pure functions; randomness is a generator handed in. The model is for rehearsing sittings and for
tests, not for research:

* right answer: three-parameter logistic, P = c + (1 - c) / (1 + exp(-a·(θ - b))), D = 1, as
  Birnbaum (1968) with a in logits;
* wrong answer: distractor k with logit ``prefer_k + lean_k · θ``, a mild form of Bock's (1972)
  nominal model: weak candidates spread over the distractors, able ones fall for the best of them;
* blank: omitted with probability ``omit``, halved for each logit of ability;
* thinking time: lognormal, ln seconds = ``time_mean`` - speed + ``time_sd`` · noise, as
  van der Linden (2006), with speed independent of θ; never under a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from exam_engine.errors import EstimationError
from exam_engine.psychometrics.arrays import Codes, Counts, Floats, Milliseconds
from exam_engine.psychometrics.matrix import OMITTED

SPEED_SD = 0.25
_LONGEST_S = 3600.0


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """What made-up candidates did: ``chosen`` and ``time_ms`` as in a matrix, and their ability.

    ``chosen`` (N, J) holds option indices and ``OMITTED``; ``theta`` (N,) in logits, mean 0, sd 1.
    """

    chosen: Codes
    time_ms: Milliseconds
    theta: Floats


def draw_parameters(
    rng: np.random.Generator, items: Sequence[str], options: int = 4
) -> pd.DataFrame:
    """Return one row per item (index ``item``), drawn so that 40 items make a usual exam.

    Columns: ``a`` lognormal(0, 0.25); ``b`` normal(-0.6, 0.8), cut to ±2.5; ``c`` uniform(0.15,
    0.25); ``prefer_1`` ... for the distractors in order, normal(0, 0.5); ``lean_1`` ... normal
    (0, 0.2) less their mean; ``omit`` uniform(0, 0.01); ``time_mean`` normal(ln 50, 0.3), in ln
    seconds; ``time_sd`` uniform(0.35, 0.55). Forty such items give mean scores of 60 to 75 % and
    an alpha of about .80 to .88.
    """
    size, wrong = len(items), options - 1
    prefer = rng.normal(0, 0.5, (size, wrong))
    lean = rng.normal(0, 0.2, (size, wrong))
    lean -= lean.mean(axis=1, keepdims=True)
    columns = {
        "a": rng.lognormal(0, 0.25, size),
        "b": np.clip(rng.normal(-0.6, 0.8, size), -2.5, 2.5),
        "c": rng.uniform(0.15, 0.25, size),
        **{f"prefer_{k + 1}": prefer[:, k] for k in range(wrong)},
        **{f"lean_{k + 1}": lean[:, k] for k in range(wrong)},
        "omit": rng.uniform(0, 0.01, size),
        "time_mean": rng.normal(np.log(50), 0.3, size),
        "time_sd": rng.uniform(0.35, 0.55, size),
    }
    return pd.DataFrame(columns, index=pd.Index(list(items), name="item"))


def simulate_candidates(
    rng: np.random.Generator, parameters: pd.DataFrame, right: ArrayLike, persons: int
) -> Rehearsal:
    """Return what ``persons`` candidates from a standard normal population do.

    ``parameters`` as from :func:`draw_parameters`; ``right[item]`` the index of the right option in
    the order presented.

    :raises EstimationError: if ``right`` does not fit the parameters.
    """
    theta = rng.standard_normal(persons)
    wrong = _columns(parameters, "prefer").shape[1]
    answer = np.asarray(right, dtype=np.int64)
    if answer.shape != (len(parameters),) or ((answer < 0) | (answer > wrong)).any():
        raise EstimationError(f"one right option from 0 to {wrong} is needed for every item")
    chosen = np.where(
        rng.random((persons, len(parameters))) < probability_right(parameters, theta),
        answer,
        _distractor(rng, parameters, theta, answer),
    )
    omit = parameters["omit"].to_numpy() * np.exp2(-theta)[:, None]
    chosen[rng.random(chosen.shape) < omit] = OMITTED
    return Rehearsal(chosen.astype(np.int8), _times(rng, parameters, persons), theta)


def probability_right(parameters: pd.DataFrame, theta: Floats) -> Floats:
    """Return P under the three-parameter model, shape (N, J), for abilities (N,)."""
    a, b, c = (parameters[name].to_numpy() for name in ("a", "b", "c"))
    return np.asarray(c + (1 - c) / (1 + np.exp(-a * (theta[:, None] - b))))


def _columns(parameters: pd.DataFrame, name: str) -> Floats:
    wanted = [column for column in parameters.columns if column.startswith(f"{name}_")]
    return parameters[wanted].to_numpy()


def _distractor(
    rng: np.random.Generator, parameters: pd.DataFrame, theta: Floats, answer: Counts
) -> Counts:
    logit = _columns(parameters, "prefer") + theta[:, None, None] * _columns(parameters, "lean")
    # The largest of logits with Gumbel noise is a draw with these logits (McFadden 1974).
    drawn = (logit + rng.gumbel(size=logit.shape)).argmax(axis=2)
    return np.asarray(drawn + (drawn >= answer))


def _times(rng: np.random.Generator, parameters: pd.DataFrame, persons: int) -> Milliseconds:
    speed = rng.normal(0, SPEED_SD, (persons, 1))
    noise = rng.standard_normal((persons, len(parameters)))
    mean, sd = (parameters[name].to_numpy() for name in ("time_mean", "time_sd"))
    seconds = np.clip(np.exp(mean - speed + sd * noise), 1.0, _LONGEST_S)
    return np.asarray(np.rint(seconds * 1000), dtype=np.int32)
