"""Sealed papers: the questions of a sitting's forms, sealed to a delivery host."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from exam_engine.bank.in_language import TextsInLanguage
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
_COUNT = "count"
_QUESTION = msgspec.json.Decoder(PaperQuestion)


def paper_of_form(form: Form, blueprint: Blueprint, bank: SealedBank) -> Paper:
    """Return the paper of a form: texts from ``bank``, each held against the form's digests.

    A form in another language than the bank's shows the translations that it binds; which option is
    right, marks and rules are the source's.

    :raises SealTampered: if a text is not the one that was bound.
    """
    texts = TextsInLanguage(bank, form.language)
    questions = tuple(
        PaperQuestion(
            n=entry.n,
            marks=entry.marks,
            options=entry.options,
            item=texts.item(
                bank.paper(entry.item, entry.version, entry.paper_digest),
                entry.translation_digest,
            ),
        )
        for entry in form.items
    )
    scenarios = tuple(
        texts.scenario(
            bank.scenario(scenario.name, scenario.paper_digest), scenario.translation_digest
        )
        for scenario in form.scenarios
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
        language=form.language or blueprint.language,
        items=len(form.items),
        minutes=form.minutes,
        total_marks=form.total_marks,
        cut_score=form.cut_score,
        resources=tuple(_resource(resource) for resource in blueprint.paper.resources),
        notices=(*blueprint.notices, *_on_trial(form)),
        agreement=blueprint.agreement,
    )


def _on_trial(form: Form) -> tuple[str, ...]:
    """Return the notice that some questions do not count, which marks alone would betray."""
    trial = sum(not entry.scored for entry in form.items)
    if not trial:
        return ()
    said = (
        "1 question is on trial and counts"
        if trial == 1
        else f"{trial} questions are on trial and count"
    )
    return (f"{said} nothing; nothing tells which. Answer every question.",)


def _resource(resource: Resource) -> str:
    """Return what a front page says of a permitted resource: which one, so that others show."""
    file = f", file {resource.digest[:12]}" if resource.digest else ""
    return f"{resource.title} ({resource.edition}{file})"


def seal_papers(
    papers: Sequence[Paper],
    path: Path,
    signer: Identity,
    recipients: Iterable[Recipient],
) -> None:
    """Seal the papers of one sitting into ``path`` for the delivery hosts in ``recipients``."""
    first = papers[0].head
    with SealWriter(
        path,
        kind=KIND,
        id=first.blueprint,
        about={"title": first.title, "papers": str(len(papers))},
        signer=signer,
        recipients={_COMPARTMENT: recipients},
    ) as writer:
        writer.add(_COMPARTMENT, _COUNT, canonical_json(len(papers)))
        for at, paper in enumerate(papers, start=1):
            writer.add(_COMPARTMENT, f"{at}.{_HEAD}", canonical_json(paper.head))
            writer.add(_COMPARTMENT, f"{at}.{_SCENARIOS}", canonical_json(paper.scenarios))
            for question in paper.questions:
                writer.add(_COMPARTMENT, f"{at}.{question.n}", canonical_json(question))
        writer.finish()


def open_papers(path: Path, identity: Identity, trusted: TrustedSigners) -> list[Paper]:
    """Open the sealed papers of a sitting.

    :raises SealBroken: if the file cannot be believed or is not for ``identity``.
    """
    with SealedFile(path, identity, trusted, kind=KIND) as sealed:
        try:
            count = msgspec.json.decode(sealed.read(_COMPARTMENT, _COUNT), type=int)
            return [_opened(sealed, at) for at in range(1, count + 1)]
        except KeyError as error:
            raise SealTampered(f"{path}: {error} is missing from the papers") from None


def _opened(sealed: SealedFile, at: int) -> Paper:
    head = msgspec.json.decode(sealed.read(_COMPARTMENT, f"{at}.{_HEAD}"), type=PaperHead)
    scenarios = msgspec.json.decode(
        sealed.read(_COMPARTMENT, f"{at}.{_SCENARIOS}"), type=tuple[Scenario, ...]
    )
    questions = tuple(
        _QUESTION.decode(sealed.read(_COMPARTMENT, f"{at}.{n}")) for n in range(1, head.items + 1)
    )
    return Paper(head=head, scenarios=scenarios, questions=questions)
