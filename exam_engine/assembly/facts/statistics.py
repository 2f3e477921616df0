"""The statistics of a form as far as they are known, and its target beside what was reached.

What is not known for every scored item is refused, with the number of items that lack it: a mean
over the others would describe another form.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from exam_engine.assembly.facts import ability
from exam_engine.assembly.facts.ability import Model
from exam_engine.assembly.facts.given import Given, Question, scored_of
from exam_engine.assembly.facts.scores import expected_mean, kr20, mean_and_sd


class Curves(msgspec.Struct, frozen=True):
    """Figures at each ability ``at``; errors are standard errors, of ability and in marks."""

    at: tuple[float, ...]
    information: tuple[float, ...]
    expected_score: tuple[float, ...]
    ability_error: tuple[float | None, ...]
    score_error: tuple[float, ...]


class AtCut(msgspec.Struct, frozen=True):
    """The ability at which the cut score is expected, with information and errors there."""

    ability: float
    information: float
    ability_error: float | None
    score_error: float


class ByModel(msgspec.Struct, frozen=True):
    """What parameters of the logistic model say, for candidates of standard normal ability."""

    curves: Curves
    mean: float
    sd: float
    reliability: float
    ability_reliability: float | None
    at_cut: AtCut | None


class ByShares(msgspec.Struct, frozen=True):
    """What p says: mean and spread of the items' p, the expected mean score in marks.

    ``kr20`` is None unless a standard deviation of scores is known.
    """

    mean_p: float
    sd_p: float
    mean_score: float
    fewest_n: int
    kr20: float | None
    score_sd: float | None


class Statistics(msgspec.Struct, frozen=True):
    """What is known of a form. Where a part is None, ``refused`` says why, by its name."""

    scored: int
    model: ByModel | None
    shares: ByShares | None
    angoff_score: float | None
    refused: dict[str, str]


def statistics_of(given: Given, score_sd: float | None = None) -> Statistics:
    """Return what is known of a form.

    :param score_sd: the standard deviation of scores in marks, if an earlier sitting tells it.
    """
    scored = scored_of(given)
    marks = [question.entry.marks for question in scored]
    lack = {
        "model": sum(not _has(question, "b") for question in scored),
        "shares": sum(not _has(question, "p") for question in scored),
        "angoff": sum(not _has(question, "angoff") for question in scored),
    }
    words = {"model": "parameters of the model", "shares": "a p", "angoff": "judges' values"}
    refused = {
        name: f"{count} of {len(scored)} scored items lack {words[name]}"
        for name, count in lack.items()
        if count or not scored
    }
    return Statistics(
        scored=len(scored),
        model=None if "model" in refused else _by_model(given, scored),
        shares=None if "shares" in refused else _by_shares(scored, marks, score_sd),
        angoff_score=(
            None if "angoff" in refused else expected_mean(_texts(scored, "angoff"), marks)
        ),
        refused=refused,
    )


def model_of(scored: Sequence[Question]) -> Model:
    """Return the model of scored items that all have parameters."""
    known = [question.parameters for question in scored if question.parameters is not None]
    marks = [question.entry.marks for question in scored]
    return ability.model_of([(one.a, one.b, one.c) for one in known], marks)


def _has(question: Question, name: str) -> bool:
    return question.parameters is not None and getattr(question.parameters, name) != ""


def _texts(scored: Sequence[Question], name: str) -> list[float]:
    return [float(getattr(question.parameters, name)) for question in scored]


def _by_model(given: Given, scored: Sequence[Question]) -> ByModel:
    model = model_of(scored)
    marginal = ability.marginal(model)
    cut = ability.ability_at(model, given.form.cut_score)
    return ByModel(
        curves=curves(model, ability.grid()),
        mean=marginal.mean,
        sd=marginal.sd,
        reliability=marginal.reliability,
        ability_reliability=marginal.ability,
        at_cut=None if cut is None else _at_cut(model, cut),
    )


def curves(model: Model, at: ability.Array) -> Curves:
    """Return information, expected score and errors at each ability."""
    told = ability.information(model, at)
    return Curves(
        at=tuple(round(float(one), 6) for one in at),
        information=tuple(map(float, told)),
        expected_score=tuple(map(float, ability.expected_score(model, at))),
        ability_error=tuple(float(one) ** -0.5 if one > 0 else None for one in told),
        score_error=tuple(map(float, ability.score_error(model, at))),
    )


def _at_cut(model: Model, cut: float) -> AtCut:
    found = curves(model, np.array([cut]))
    return AtCut(cut, found.information[0], found.ability_error[0], found.score_error[0])


def _by_shares(
    scored: Sequence[Question], marks: Sequence[int], score_sd: float | None
) -> ByShares:
    p = _texts(scored, "p")
    mean, sd = mean_and_sd(p)
    known = [question.parameters for question in scored if question.parameters is not None]
    return ByShares(
        mean_p=mean,
        sd_p=sd,
        mean_score=expected_mean(p, marks),
        fewest_n=min(one.n for one in known),
        kr20=kr20(p, marks, score_sd) if score_sd and len(p) > 1 else None,
        score_sd=score_sd,
    )
