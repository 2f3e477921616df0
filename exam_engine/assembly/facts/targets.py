"""Targets: what forms were to come near to, and how near each came."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import msgspec
import numpy as np

from exam_engine.assembly.facts import ability
from exam_engine.assembly.facts.compliance import Line
from exam_engine.assembly.facts.given import Given, Question, scored_of
from exam_engine.assembly.facts.scores import expected_mean, mean_and_sd
from exam_engine.assembly.facts.statistics import model_of
from exam_engine.model.assembly_rules import Target, TargetKind

_NEEDED = {
    TargetKind.INFORMATION: "b",
    TargetKind.CHARACTERISTIC: "b",
    TargetKind.P_VALUE: "p",
    TargetKind.ANGOFF: "angoff",
}
_ROUNDING = 1e-9
"""A figure at its limit is not over it because of how floats are added."""


class Aim(msgspec.Struct, frozen=True):
    """One figure of a target: what it is, the aim, what was found; ``at`` an ability or None.

    ``within`` is the largest deviation allowed, None if the nearest was taken.
    """

    source: str
    kind: str
    name: str
    at: float | None
    aim: float
    found: float
    within: float | None

    @property
    def deviation(self) -> float:
        """Return how far the form is from the aim, with its sign."""
        return self.found - self.aim


def aims_of(given: Given) -> tuple[list[Aim], list[str]]:
    """Return the figures of all targets, and why some cannot be held against the form."""
    aims, refused = [], []
    for source, rules in given.rules:
        if rules.target is None:
            continue
        scored = scored_of(given)
        lack = sum(not _known(question, rules.target.kind) for question in scored)
        if lack:
            kind = rules.target.kind.value
            refused.append(f"target {kind}: {lack} of {len(scored)} scored items lack parameters")
        else:
            aims += _aims(source, rules.target, given)
    return aims, refused


def target_lines(given: Given) -> Iterator[Line]:
    """Yield a line for each figure of a target; those that only come near are told, not judged."""
    aims, refused = aims_of(given)
    for aim in aims:
        wanted, found = f"{aim.aim:.4g}", f"{aim.found:.4f} ({aim.deviation:+.4f})"
        if aim.within is None:
            yield Line(aim.source, aim.name, f"near {wanted}", found, None)
            continue
        kept = abs(aim.deviation) <= aim.within + _ROUNDING
        yield Line(aim.source, aim.name, f"{wanted} ± {aim.within:g}", found, kept)
    for reason in refused:
        yield Line("order", reason.partition(":")[0], "as near as can be", reason, None)


def _known(question: Question, kind: TargetKind) -> bool:
    return question.parameters is not None and getattr(question.parameters, _NEEDED[kind]) != ""


def _aims(source: str, target: Target, given: Given) -> list[Aim]:
    scored = scored_of(given)
    marks = [question.entry.marks for question in scored]
    within = float(Fraction(target.within)) if target.within else None
    aims = [float(Fraction(aim)) for aim in target.aims]
    at: list[float | None] = [float(Fraction(one)) for one in target.at] or [None] * len(aims)
    match target.kind:
        case TargetKind.INFORMATION:
            found = list(ability.information(model_of(scored), np.array(at, dtype=np.float64)))
            names = [f"information at ability {one:g}" for one in at if one is not None]
        case TargetKind.CHARACTERISTIC:
            found = list(ability.expected_score(model_of(scored), np.array(at, dtype=np.float64)))
            names = [f"expected score at ability {one:g}" for one in at if one is not None]
        case TargetKind.P_VALUE:
            found = list(mean_and_sd([float(one.parameters.p) for one in scored if one.parameters]))
            names = ["mean of p", "standard deviation of p"]
        case TargetKind.ANGOFF:
            judged = [float(one.parameters.angoff) for one in scored if one.parameters]
            found = [expected_mean(judged, marks)]
            names = ["expected score on the border (Angoff)"]
    return [
        Aim(source, target.kind.value, name, one, aim, float(value), within)
        # A p-value target may name the mean alone.
        for name, one, aim, value in zip(names, at, aims, found, strict=False)
    ]
