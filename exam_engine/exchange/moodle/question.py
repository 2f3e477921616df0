"""Moodle's question types as foreign items, for Moodle XML, GIFT and Aiken alike.

Each function takes what the format has read and returns the parts of an item that depend on the
type. Marks are shares of the question's grade.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.build import (
    Near,
    Processing,
    Worth,
    all_or_nothing,
    by_nearness,
    by_place,
    choice_ids,
    outcomes,
    reason,
    response,
    worth_mapping,
)
from exam_engine.exchange.foreign import (
    Block,
    Choice,
    ChoiceInteraction,
    ExtendedText,
    ForeignItem,
    ItemFeedback,
    MatchInteraction,
    OrderInteraction,
    Paragraph,
    Response,
    RubricBlock,
    TextEntry,
)
from exam_engine.exchange.limits import MOST_CHOICES
from exam_engine.exchange.numbers import decimal_text
from exam_engine.exchange.processing.templates import RESPONSE

BLANK = "_____"
"""What stands in a text for its gap."""

_BLANK = re.compile("_____+")


class Answer(NamedTuple):
    """An offered or accepted answer: its text, its share of the grade, its reason."""

    text: str
    share: Fraction
    reason: str = ""


class Head(NamedTuple):
    """What every question has. A gap may stand in ``body`` already, else one is put after it."""

    id: str
    title: str
    category: str
    body: tuple[Block, ...]
    grade: Fraction
    feedback: tuple[ItemFeedback, ...] = ()


def single(head: Head, answers: Sequence[Answer], *, shuffle: bool) -> ForeignItem:
    """Return a choice of one; each answer earns its share."""
    choices = _choices(answers)
    values = {choice.id: head.grade * one.share for choice, one in _pairs(choices, answers)}
    right = [choice.id for choice, one in _pairs(choices, answers) if one.share == 1]
    if sorted(values.values()) == [Fraction(0)] * (len(values) - 1) + [head.grade]:
        declared = response("single", "identifier", right)
        processing: Processing = all_or_nothing(head.grade)
    else:
        mapping, processing = worth_mapping(Worth(values))
        declared = response("single", "identifier", right[:1], mapping)
    interaction = ChoiceInteraction(
        response=RESPONSE, choices=choices, least=0, most=1, shuffle=shuffle
    )
    return _keyed(head, (interaction,), declared, processing, any(values.values()))


def multiple(head: Head, answers: Sequence[Answer], *, shuffle: bool) -> ForeignItem:
    """Return a choice of several; shares are summed, never below 0 nor above the grade."""
    choices = _choices(answers)
    values = {choice.id: head.grade * one.share for choice, one in _pairs(choices, answers)}
    right = [choice.id for choice, one in _pairs(choices, answers) if one.share > 0]
    mapping, processing = worth_mapping(Worth(values, lower=Fraction(0), upper=head.grade))
    declared = response("multiple", "identifier", right, mapping)
    interaction = ChoiceInteraction(
        response=RESPONSE, choices=choices, least=0, most=0, shuffle=shuffle
    )
    return _keyed(head, (interaction,), declared, processing, bool(right))


def choice_set(head: Head, answers: Sequence[Answer], *, shuffle: bool) -> ForeignItem:
    """Return a choice of several that earns the grade if exactly the right ones are chosen."""
    choices = _choices(answers)
    right = [choice.id for choice, one in _pairs(choices, answers) if one.share > 0]
    interaction = ChoiceInteraction(
        response=RESPONSE, choices=choices, least=0, most=0, shuffle=shuffle
    )
    declared = response("multiple", "identifier", right)
    return _keyed(head, (interaction,), declared, all_or_nothing(head.grade), bool(right))


def true_false(head: Head, right: bool, *, if_true: str, if_false: str) -> ForeignItem:
    """Return a choice between True and False, each with its reason."""
    choices = (
        Choice(id="true", text="True", feedback=reason(if_true, "true")),
        Choice(id="false", text="False", feedback=reason(if_false, "false")),
    )
    declared = response("single", "identifier", ["true" if right else "false"])
    interaction = ChoiceInteraction(response=RESPONSE, choices=choices)
    return _keyed(head, (interaction,), declared, all_or_nothing(head.grade), True)


def short_answer(head: Head, answers: Sequence[Answer], *, case_sensitive: bool) -> ForeignItem:
    """Return a gap; accepted texts earn their share, a last ``*`` whatever else is written."""
    kept, default = list(answers), Fraction(0)
    if kept and kept[-1].text == "*":
        default = kept.pop().share * head.grade
    values: dict[str, Fraction] = {}
    for one in kept:
        if "*" in one.text.replace("\\*", ""):
            raise NotSupported("a short answer with the wildcard * within it")
        if not one.text:
            raise NotSupported("a short answer without a text")
        seen = {text if case_sensitive else text.casefold() for text in values}
        text = one.text.replace("\\*", "*")
        if (text if case_sensitive else text.casefold()) not in seen:  # the first one counts
            values[text] = one.share * head.grade
    right = [text for text, earns in values.items() if earns == head.grade][:1]
    mapping, processing = worth_mapping(
        Worth(values, default=default), case_sensitive=case_sensitive
    )
    declared = response("single", "string", right, mapping)
    head, gap = _with_gap(head)
    return _keyed(head, gap, declared, processing, any(values.values()) or bool(default))


def numerical(head: Head, accepted: Sequence[Near], otherwise: Fraction) -> ForeignItem:
    """Return a gap for a number; ``earns`` and ``otherwise`` are shares of the grade."""
    found = [near._replace(earns=near.earns * head.grade) for near in accepted]
    right = [near for near in found if near.earns == head.grade][:1]
    declared = response("single", "float", [decimal_text(near.value) for near in right])
    processing = by_nearness(found, otherwise * head.grade)
    head, gap = _with_gap(head)
    return _keyed(head, gap, declared, processing, bool(found))


def match(
    head: Head,
    rows: Sequence[tuple[str, str]],
    others: Sequence[str],
    *,
    shuffle: bool,
) -> ForeignItem:
    """Return a match; each row earns an equal share, any selection may be used again.

    :param rows: text and right answer of each row.
    :param others: answers that belong to no row.
    """
    if len(rows) < 2:
        raise NotSupported("a matching question with fewer than two rows")
    texts = list(dict.fromkeys([answer for _, answer in rows] + list(others)))
    if len(rows) > MOST_CHOICES or len(texts) > MOST_CHOICES:
        raise NotSupported(f"more than {MOST_CHOICES} choices")
    if not all(texts) or not all(text for text, _ in rows):
        raise NotSupported("a matching question with an empty text")
    columns = {text: Choice(id=f"c{n}", text=text, most=0) for n, text in enumerate(texts, 1)}
    pairs = [f"r{n} {columns[answer].id}" for n, (_, answer) in enumerate(rows, start=1)]
    mapping, processing = worth_mapping(Worth({pair: head.grade / len(rows) for pair in pairs}))
    interaction = MatchInteraction(
        response=RESPONSE,
        rows=tuple(Choice(id=f"r{n}", text=text) for n, (text, _) in enumerate(rows, start=1)),
        columns=tuple(columns.values()),
        most=len(rows),
        shuffle=shuffle,
    )
    declared = response("multiple", "directedPair", pairs, mapping)
    return _keyed(head, (interaction,), declared, processing, True)


def ordering(head: Head, texts: Sequence[str], *, every_place: bool) -> ForeignItem:
    """Return an order; ``every_place`` gives a share for each place, otherwise all or nothing."""
    if len(texts) < 2 or len(texts) > MOST_CHOICES or not all(texts):
        raise NotSupported(f"an ordering question without 2 to {MOST_CHOICES} texts")
    choices = tuple(
        Choice(id=name, text=text) for name, text in zip(choice_ids(len(texts)), texts, strict=True)
    )
    processing = by_place(len(texts), head.grade) if every_place else all_or_nothing(head.grade)
    declared = response("ordered", "identifier", [choice.id for choice in choices])
    interaction = OrderInteraction(response=RESPONSE, choices=choices, shuffle=True)
    return _keyed(head, (interaction,), declared, processing, True)


def essay(head: Head, *, lines: int = 0, for_scorers: str = "") -> ForeignItem:
    """Return a text that is marked by hand."""
    rubrics = (RubricBlock(views=("scorer",), text=for_scorers),) if for_scorers else ()
    return ForeignItem(
        id=head.id,
        title=head.title,
        category=head.category,
        body=(*head.body, ExtendedText(response=RESPONSE, lines=lines)),
        responses=(response("single", "string"),),
        outcomes=outcomes(head.grade, feedback=bool(head.feedback)),
        rubrics=rubrics,
        feedback=head.feedback,
    )


def description(head: Head) -> ForeignItem:
    """Return a text that asks nothing."""
    return ForeignItem(
        id=head.id,
        title=head.title,
        category=head.category,
        body=head.body,
        feedback=head.feedback,
    )


def _keyed(
    head: Head,
    asked: tuple[Block, ...],
    declared: Response,
    processing: Processing,
    has_key: bool,
) -> ForeignItem:
    """Return an item; one that nothing earns marks in is left without an answer key."""
    if not has_key:
        declared = response(declared.cardinality, declared.base)
    interactions = [block for block in asked if not isinstance(block, Paragraph)]
    offered = [choice for one in interactions for choice in getattr(one, "choices", ())]
    reasons = any(choice.feedback for choice in offered) or bool(head.feedback)
    return ForeignItem(
        id=head.id,
        title=head.title,
        category=head.category,
        body=(*head.body, *asked),
        responses=(declared,),
        outcomes=outcomes(head.grade, feedback=reasons),
        processing=processing if has_key else None,
        feedback=head.feedback,
    )


def _choices(answers: Sequence[Answer]) -> tuple[Choice, ...]:
    if not 2 <= len(answers) <= MOST_CHOICES:
        raise NotSupported(f"{len(answers)} choices; 2 to {MOST_CHOICES} are taken")
    if not all(one.text for one in answers):
        raise NotSupported("a choice without text")
    return tuple(
        Choice(id=name, text=one.text, feedback=reason(one.reason, name))
        for name, one in zip(choice_ids(len(answers)), answers, strict=True)
    )


def _pairs(choices: Sequence[Choice], answers: Sequence[Answer]) -> list[tuple[Choice, Answer]]:
    return list(zip(choices, answers, strict=True))


def _with_gap(head: Head) -> tuple[Head, tuple[Block, ...]]:
    """Put the gap where the text has ``_____``, as Moodle shows it; else after the text."""
    body: list[Block] = []
    found = False
    for block in head.body:
        place = None if found or not isinstance(block, Paragraph) else _place(block)
        if place is None or not isinstance(block, Paragraph):
            body.append(block)
            continue
        found = True
        at, blank = place
        text = str(block.parts[at])
        parts = (text[: blank.start()], TextEntry(response=RESPONSE), text[blank.end() :])
        whole = (*block.parts[:at], *parts, *block.parts[at + 1 :])
        body.append(Paragraph(parts=tuple(part for part in whole if part != "")))
    after = () if found else (Paragraph(parts=(TextEntry(response=RESPONSE),)),)
    return head._replace(body=tuple(body)), after


def _place(paragraph: Paragraph) -> tuple[int, re.Match[str]] | None:
    for at, part in enumerate(paragraph.parts):
        blank = _BLANK.search(part) if isinstance(part, str) else None
        if blank:
            return at, blank
    return None
