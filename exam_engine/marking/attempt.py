"""Marking one attempt: every question of the form, answered or not, gets a mark with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exam_engine.errors import MarkingError
from exam_engine.marking.decisions import score_decided
from exam_engine.marking.rules import RUBRIC, is_blank
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import ItemType
from exam_engine.model.key_decision import KeyDecision
from exam_engine.model.mark import Mark


def mark_attempt(
    form: Form,
    answers: Mapping[str, ItemAnswers],
    responses: Mapping[int, tuple[str, ...]],
    decisions: Sequence[KeyDecision] = (),
) -> tuple[Mark, ...]:
    """Return a mark for each question of ``form``.

    :param answers: the answer keys by item id.
    :param responses: option ids by question number; a question that is missing is blank.
    :param decisions: what was decided on answer keys since; those on other items do nothing.
    :raises MarkingError: if an answer key is missing or unknown responses turn up: form, bank and
        attempt do not belong together; or if a decision does not fit its item.
    """
    known = {entry.n for entry in form.items}
    strange = sorted(set(responses) - known)
    if strange:
        raise MarkingError(f"{form.id}: there are responses to questions {strange} that it has not")
    decided: dict[tuple[str, int], list[KeyDecision]] = {}
    for decision in decisions:
        decided.setdefault((decision.item, decision.version), []).append(decision)
    return tuple(
        _mark(
            entry,
            answers,
            responses.get(entry.n, ()),
            decided.get((entry.item, entry.version), ()),
        )
        for entry in form.items
    )


def _mark(
    entry: FormItem,
    answers: Mapping[str, ItemAnswers],
    response: tuple[str, ...],
    decisions: Sequence[KeyDecision],
) -> Mark:
    found = answers.get(entry.item)
    if found is None or found.version != entry.version:
        raise MarkingError(
            f"question {entry.n}: the answer key of {entry.item} version {entry.version} is "
            "missing; open the revision of the bank that the form was built from"
        )
    if found.rule == RUBRIC:
        return _awaiting(entry, found, response)
    scored, possible = score_decided(found, response, decisions)
    return Mark(
        n=entry.n,
        item=entry.item,
        version=entry.version,
        response=response,
        earned=str(scored.earned),
        possible=possible,
        blank=is_blank(response),
        rule=found.rule,
        lines=tuple(map(str, scored.lines)) if len(scored.lines) > 1 else (),
    )


def _awaiting(entry: FormItem, found: ItemAnswers, response: tuple[str, ...]) -> Mark:
    """Return the mark of a response that examiners have to read; a blank one has nothing to read.

    A performance has no response of its own: it always waits for its assessors.
    """
    blank = is_blank(response) and found.type is ItemType.ESSAY
    return Mark(
        n=entry.n,
        item=entry.item,
        version=entry.version,
        response=response,
        earned="0",
        possible=entry.marks,
        blank=blank,
        rule=found.rule,
        awaiting=not blank,
    )
