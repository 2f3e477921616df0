"""The certificate of forms: everything that is stated about them, in one record.

It holds no text of an item and not which answer is right at which question: it may be shown to
people who may not see the questions. Item ids and numbers of questions it does hold.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from exam_engine.assembly.facts.answer_positions import Positions, answer_positions
from exam_engine.assembly.facts.compliance import Line, blueprint_lines, record_lines
from exam_engine.assembly.facts.content import Content, content_of
from exam_engine.assembly.facts.given import Given, questions_of
from exam_engine.assembly.facts.overlap import Overlap, overlap_lines, overlap_of
from exam_engine.assembly.facts.rule_lines import rule_lines
from exam_engine.assembly.facts.standing import Standing
from exam_engine.assembly.facts.statistics import Statistics, statistics_of
from exam_engine.assembly.facts.targets import Aim, aims_of, target_lines
from exam_engine.model.sign_off import SignOff


class ItemLine(msgspec.Struct, frozen=True):
    """One question: what it counts as, its statistics as estimated, how often it was seen."""

    n: int
    item: str
    version: int
    requirement: str
    level: str
    topic: str
    type: str
    marks: int
    role: str
    scenario: str
    a: str
    b: str
    c: str
    p: str
    angoff: str
    starts: int
    candidates: int
    share: float
    last_ms: int | None


class Inputs(msgspec.Struct, frozen=True):
    """What a form was made from; ``order`` and ``parameters`` are digests, empty without them."""

    blueprint: str
    edition: str
    blueprint_digest: str
    bank: str
    content_digest: str
    order: str
    parameters: str
    seed: int
    method: str
    language: str


class FormFacts(msgspec.Struct, frozen=True):
    """What is stated of one form. ``builder`` signed it; ``standing`` says who signed it off."""

    id: str
    digest: str
    number: int
    title: str
    minutes: int
    total_marks: int
    cut_score: int
    inputs: Inputs
    builder: str
    standing: str
    state: str
    sign_offs: tuple[SignOff, ...]
    doubts: tuple[str, ...]
    lines: tuple[Line, ...]
    content: Content
    statistics: Statistics
    aims: tuple[Aim, ...]
    positions: Positions | None
    items: tuple[ItemLine, ...]
    attempts: int
    missing: tuple[str, ...]

    @property
    def broken(self) -> tuple[Line, ...]:
        """Return the lines that are not kept."""
        return tuple(line for line in self.lines if line.kept is False)


class Certificate(msgspec.Struct, frozen=True):
    """What is stated of several forms together."""

    forms: tuple[FormFacts, ...]
    overlap: Overlap
    lines: tuple[Line, ...]

    @property
    def broken(self) -> int:
        """Return how many lines are not kept."""
        return sum(len(form.broken) for form in self.forms) + sum(
            line.kept is False for line in self.lines
        )


def certificate_of(
    givens: Sequence[Given],
    signed: Sequence[tuple[str, Standing]],
    score_sd: float | None = None,
) -> Certificate:
    """Return the certificate of forms.

    :param signed: for each form the name of whoever built it, and where it stands.
    :param score_sd: the standard deviation of scores in marks, if an earlier sitting tells it.
    """
    return Certificate(
        forms=tuple(
            facts_of(given, builder, standing, score_sd)
            for given, (builder, standing) in zip(givens, signed, strict=True)
        ),
        overlap=overlap_of([given.form for given in givens]),
        lines=tuple(overlap_lines(givens)),
    )


def lines_of(given: Given) -> tuple[Line, ...]:
    """Return every line that one form keeps or breaks."""
    return (
        *blueprint_lines(given),
        *rule_lines(given),
        *target_lines(given),
        *record_lines(given),
    )


def facts_of(
    given: Given, builder: str, standing: Standing, score_sd: float | None = None
) -> FormFacts:
    """Return what is stated of one form."""
    form = given.form
    return FormFacts(
        id=form.id,
        digest=form.digest,
        number=form.number,
        title=given.blueprint.title,
        minutes=form.minutes,
        total_marks=form.total_marks,
        cut_score=form.cut_score,
        inputs=_inputs(given),
        builder=builder,
        standing=standing.words,
        state=standing.state.value,
        sign_offs=standing.sign_offs,
        doubts=standing.doubts,
        lines=lines_of(given),
        content=content_of(given),
        statistics=statistics_of(given, score_sd),
        aims=tuple(aims_of(given)[0]),
        positions=answer_positions(given),
        items=_items(given),
        attempts=given.attempts,
        missing=given.missing,
    )


def _inputs(given: Given) -> Inputs:
    form, blueprint = given.form, given.blueprint
    return Inputs(
        blueprint=form.blueprint,
        edition=blueprint.edition,
        blueprint_digest=form.blueprint_digest,
        bank=form.bank,
        content_digest=form.content_digest,
        order=form.order_digest,
        parameters=form.parameters_digest,
        seed=form.seed,
        method=given.order.method.value if given.order else "",
        language=form.language or given.catalogue.head.language,
    )


def _items(given: Given) -> tuple[ItemLine, ...]:
    lines = []
    for entry, _, known in questions_of(given):
        seen = given.seen(entry)
        lines.append(
            ItemLine(
                n=entry.n,
                item=entry.item,
                version=entry.version,
                requirement=entry.requirement,
                level=entry.level,
                topic=entry.topic,
                type=entry.type,
                marks=entry.marks,
                role=entry.role.value,
                scenario=entry.scenario,
                a=known.a if known else "",
                b=known.b if known else "",
                c=known.c if known else "",
                p=known.p if known else "",
                angoff=known.angoff if known else "",
                starts=seen.starts,
                candidates=seen.candidates,
                share=seen.share,
                last_ms=seen.last_ms,
            )
        )
    return tuple(lines)
