"""Marking one attempt: every question of the form, answered or not, gets a mark with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from exam_engine.errors import MarkingError
from exam_engine.marking.rules import RULES
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item import ItemAnswers
from exam_engine.model.mark import Mark


def mark_attempt(
    form: Form, answers: Mapping[str, ItemAnswers], responses: Mapping[int, tuple[str, ...]]
) -> tuple[Mark, ...]:
    """Return a mark for each question of ``form``.

    :param answers: the answer keys by item id.
    :param responses: option ids by question number; a question that is missing is blank.
    :raises MarkingError: if an answer key is missing or unknown responses turn up: form, bank and
        attempt do not belong together.
    """
    known = {entry.n for entry in form.items}
    strange = sorted(set(responses) - known)
    if strange:
        raise MarkingError(f"{form.id}: there are responses to questions {strange} that it has not")
    return tuple(_mark(entry, answers, responses.get(entry.n, ())) for entry in form.items)


def _mark(entry: FormItem, answers: Mapping[str, ItemAnswers], response: tuple[str, ...]) -> Mark:
    found = answers.get(entry.item)
    if found is None or found.version != entry.version:
        raise MarkingError(
            f"question {entry.n}: the answer key of {entry.item} version {entry.version} is "
            "missing; open the revision of the bank that the form was built from"
        )
    rule = RULES.get(found.rule)
    if rule is None:
        raise MarkingError(f"{entry.item}: there is no scoring rule {found.rule!r}")
    if not set(response) <= set(entry.options):
        raise MarkingError(f"question {entry.n}: the response names options it does not have")
    earned = sum((rule(line, response) for line in found.lines), Fraction(0))
    return Mark(
        n=entry.n,
        item=entry.item,
        version=entry.version,
        response=response,
        earned=str(earned),
        possible=entry.marks,
        blank=not response,
        rule=found.rule,
    )
