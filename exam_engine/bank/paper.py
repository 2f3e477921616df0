"""Sealed papers: one form's questions, sealed to a delivery host."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from exam_engine.bank.sealed import SealedBank
from exam_engine.canonical import canonical_json
from exam_engine.errors import SealTampered
from exam_engine.model.blueprint import Blueprint, Resource
from exam_engine.model.form import Form
from exam_engine.model.paper import Paper, PaperHead, PaperQuestion
from exam_engine.model.scenario import Scenario
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.sealing import SealedFile, SealWriter
from exam_engine.vault.trust import TrustedSigners

KIND = "paper"
_COMPARTMENT = "paper"
_HEAD = "head"
_SCENARIOS = "scenarios"


def paper_of_form(form: Form, blueprint: Blueprint, bank: SealedBank) -> Paper:
    """Return the paper of a form: texts from ``bank``, each held against the form's digest."""
    questions = tuple(
        PaperQuestion(
            n=entry.n,
            marks=entry.marks,
            options=entry.options,
            item=bank.paper(entry.item, entry.version, entry.paper_digest),
        )
        for entry in form.items
    )
    scenarios = tuple(
        bank.scenario(scenario.name, scenario.paper_digest) for scenario in form.scenarios
    )
    return Paper(
        head=_head(form, blueprint), scenarios=_as_sat(scenarios, questions), questions=questions
    )


def _as_sat(
    scenarios: tuple[Scenario, ...], questions: tuple[PaperQuestion, ...]
) -> tuple[Scenario, ...]:
    """Return the scenarios with those blocks of additional information that a question names."""
    named: dict[str, set[str]] = {}
    for question in questions:
        named.setdefault(question.item.scenario, set()).update(question.item.additional)
    return tuple(scenario.with_blocks(named.get(scenario.name, ())) for scenario in scenarios)


def _head(form: Form, blueprint: Blueprint) -> PaperHead:
    return PaperHead(
        format=1,
        form=form.id,
        form_digest=form.digest,
        blueprint=blueprint.id,
        title=blueprint.title,
        scheme=blueprint.scheme,
        language=blueprint.language,
        items=len(form.items),
        minutes=form.minutes,
        total_marks=form.total_marks,
        cut_score=form.cut_score,
        resources=tuple(_resource(resource) for resource in blueprint.paper.resources),
        notices=blueprint.notices,
        agreement=blueprint.agreement,
    )


def _resource(resource: Resource) -> str:
    """Return what a front page says of a permitted resource: which one, so that others show."""
    file = f", file {resource.digest[:12]}" if resource.digest else ""
    return f"{resource.title} ({resource.edition}{file})"


def seal_paper(paper: Paper, path: Path, signer: Identity, recipients: Iterable[Recipient]) -> None:
    """Seal a paper into ``path`` for the delivery hosts in ``recipients``."""
    about = {"title": paper.head.title, "questions": str(len(paper.questions))}
    with SealWriter(
        path,
        kind=KIND,
        id=paper.head.form,
        about=about,
        signer=signer,
        recipients={_COMPARTMENT: recipients},
    ) as writer:
        writer.add(_COMPARTMENT, _HEAD, canonical_json(paper.head))
        writer.add(_COMPARTMENT, _SCENARIOS, canonical_json(paper.scenarios))
        for question in paper.questions:
            writer.add(_COMPARTMENT, str(question.n), canonical_json(question))
        writer.finish()


def open_paper(path: Path, identity: Identity, trusted: TrustedSigners) -> Paper:
    """Open a sealed paper.

    :raises SealBroken: if the file cannot be believed or is not for ``identity``.
    """
    with SealedFile(path, identity, trusted, kind=KIND) as sealed:
        head = msgspec.json.decode(sealed.read(_COMPARTMENT, _HEAD), type=PaperHead)
        scenarios = msgspec.json.decode(
            sealed.read(_COMPARTMENT, _SCENARIOS), type=tuple[Scenario, ...]
        )
        decoder = msgspec.json.Decoder(PaperQuestion)
        try:
            questions = tuple(
                decoder.decode(sealed.read(_COMPARTMENT, str(n))) for n in range(1, head.items + 1)
            )
        except KeyError as error:
            raise SealTampered(f"{path}: question {error} is missing from the paper") from None
    return Paper(head=head, scenarios=scenarios, questions=questions)
