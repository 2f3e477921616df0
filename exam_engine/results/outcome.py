"""The result of one attempt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from exam_engine.model.attempt import AttemptState
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form, FormItem
from exam_engine.model.mark import Mark
from exam_engine.model.result import HurdleScore, RequirementScore, Result


def result_of(
    blueprint: Blueprint,
    form: Form,
    marks: Sequence[Mark],
    *,
    sitting: str,
    candidate: str,
    state: AttemptState,
    attempt_digest: str,
    revision: int = 1,
    reason: str = "first marking",
) -> Result:
    """Return the result of an attempt that has ended.

    Marks of scored questions are added as fractions and rounded once, down, at the total; the
    candidate passes if that total reaches the form's cut score and every hurdle of the blueprint is
    taken: hurdles are compared as fractions, without rounding. Questions on trial count nothing.
    Where marks were removed from the paper after the day, the cut score is that of what is left.
    """
    scored = {entry.n for entry in form.items if entry.scored}
    earned = {mark.n: mark.earned_fraction for mark in marks if mark.n in scored}
    raw_score = math.floor(_sum(earned.values()))
    total_marks = sum(mark.possible for mark in marks if mark.n in scored)
    cut_score = (
        form.cut_score
        if total_marks == form.total_marks
        else blueprint.pass_rule.cut_score(total_marks)
    )
    assert state.ending is not None
    possible = {mark.n: mark.possible for mark in marks}
    hurdles = tuple(_hurdles(blueprint, form, earned, possible))
    return Result(
        format=1,
        sitting=sitting,
        candidate=candidate,
        blueprint=blueprint.id,
        form=form.id,
        form_digest=form.digest,
        attempt_digest=attempt_digest,
        revision=revision,
        reason=reason,
        raw_score=raw_score,
        total_marks=total_marks,
        cut_score=cut_score,
        passed=raw_score >= cut_score and all(hurdle.taken for hurdle in hurdles),
        ending=state.ending.value,
        requirements=_by_requirement(blueprint, form, earned, possible),
        marks=tuple(marks),
        on_trial=tuple(entry.n for entry in form.items if not entry.scored),
        hurdles=hurdles,
    )


def _hurdles(
    blueprint: Blueprint,
    form: Form,
    earned: Mapping[int, Fraction],
    possible: Mapping[int, int],
) -> Iterator[HurdleScore]:
    for hurdle in blueprint.pass_rule.hurdles:
        below = blueprint.leaf_codes(hurdle.requirement)
        own = [entry.n for entry in form.items if entry.scored and entry.requirement in below]
        reached, most = _sum(earned[n] for n in own), sum(possible[n] for n in own)
        yield HurdleScore(
            requirement=hurdle.requirement,
            percent=hurdle.percent,
            earned=str(reached),
            possible=most,
            taken=reached >= Fraction(hurdle.percent, 100) * most,
        )


def _by_requirement(
    blueprint: Blueprint,
    form: Form,
    earned: Mapping[int, Fraction],
    possible: Mapping[int, int],
) -> tuple[RequirementScore, ...]:
    """Return the scores of the outline's main requirements and of their parts, in order."""
    by_leaf: dict[str, list[FormItem]] = {}
    for entry in form.items:
        if entry.scored:
            by_leaf.setdefault(entry.requirement, []).append(entry)
    scores = []
    for node in blueprint.requirements:
        for part in (node, *node.parts):
            own = [entry for leaf in part.leaves() for entry in by_leaf.get(leaf.code, ())]
            scores.append(
                RequirementScore(
                    code=part.code,
                    title=part.title,
                    earned=str(_sum(earned[entry.n] for entry in own)),
                    possible=sum(possible[entry.n] for entry in own),
                )
            )
    return tuple(scores)


def _sum(marks: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; whole marks are added as whole numbers, which is much faster."""
    whole, rest = 0, Fraction(0)
    for mark in marks:
        if mark.denominator == 1:
            whole += mark.numerator
        else:
            rest += mark
    return whole + rest
