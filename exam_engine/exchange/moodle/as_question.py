"""A foreign item as one of Moodle's questions, for Moodle XML and GIFT alike.

What it earns is asked of the item itself: each choice is scored. So whatever an item's processing
looks like, it is written if Moodle gives the same marks, and refused by name if it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.build import FEEDBACK, Near, Worth
from exam_engine.exchange.foreign import (
    Block,
    Choice,
    ChoiceInteraction,
    ExtendedText,
    ForeignItem,
    InlineChoice,
    Interaction,
    MatchInteraction,
    OrderInteraction,
    Paragraph,
    TextEntry,
)
from exam_engine.exchange.moodle.question import BLANK, Answer
from exam_engine.exchange.scoring import Tier, maximum, score, tier_of
from exam_engine.exchange.shape import AllOrNothing, ByNearness, ByPlace, shape_of


class Question(NamedTuple):
    """One question: its kind by Moodle's name, and what its kind needs. Shares are of the grade;
    "multiple" is Moodle's multichoice with several answers.
    """

    kind: str
    id: str
    title: str
    category: str
    text: str
    grade: Fraction
    feedback: dict[str, str]
    answers: tuple[Answer, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    otherwise: Fraction = Fraction(0)
    shuffle: bool = True
    case_sensitive: bool = False
    every_place: bool = False
    lines: int = 0
    for_scorers: str = ""
    notes: tuple[str, ...] = ()


def as_question(item: ForeignItem) -> Question:
    """Return the question that an item is in Moodle.

    :raises NotSupported: if Moodle has no such question or would give other marks.
    """
    if item.stimuli:
        raise NotSupported("a shared stimulus, which Moodle cannot bind to a question")
    if len(item.interactions) > 1:
        raise NotSupported("several interactions in one item")
    base = _base(item)
    if not item.interactions:
        return base._replace(kind="description")
    (asked,) = item.interactions
    match asked:
        case ExtendedText():
            return base._replace(kind="essay", lines=asked.lines)
        case ChoiceInteraction() | InlineChoice():
            return _choice(item, asked, base)
        case MatchInteraction():
            return _match(item, asked, base)
        case OrderInteraction():
            return _order(item, asked, base)
        case TextEntry():
            return _written(item, asked, base)


def _base(item: ForeignItem) -> Question:
    notes: list[str] = []
    prompts = [getattr(one, "prompt", "") for one in item.interactions]
    instructions = [one.text for one in item.rubrics if "candidate" in one.views]
    scorers = [one.text for one in item.rubrics if "candidate" not in one.views]
    by_hand = tier_of(item) is Tier.BY_HAND
    if scorers and not by_hand:
        notes.append("instructions for scorers and others were left out")
    if instructions:
        notes.append("instructions became part of the question's text")
    feedback = {
        one.feedback.identifier: one.feedback.text
        for one in item.feedback
        if one.kind == "modal" and one.feedback.outcome == FEEDBACK
    }
    if len(feedback) < len(item.feedback) or not set(feedback) <= _FEEDBACK:
        notes.append("feedback that Moodle has no place for was left out")
    text = [*instructions, *_texts(item.body, notes), *filter(None, prompts)]
    return Question(
        kind="",
        id=item.id,
        title=item.title,
        category=item.category,
        text="\n\n".join(text),
        grade=maximum(item) or Fraction(1),
        feedback={name: text for name, text in feedback.items() if name in _FEEDBACK},
        for_scorers="\n".join(scorers) if by_hand else "",
        notes=tuple(notes),
    )


def _texts(body: Sequence[Block], notes: list[str]) -> list[str]:
    found = []
    for block in body:
        if not isinstance(block, Paragraph):
            continue
        if len(block.parts) == 1 and not isinstance(block.parts[0], str):
            continue  # a gap of its own, after the text: Moodle puts it there by itself
        blank = any(BLANK in part for part in block.parts if isinstance(part, str))
        if blank and any(isinstance(one, TextEntry) for one in block.parts):
            raise NotSupported(f"a text with {BLANK} beside its gap")
        if any(isinstance(part, InlineChoice) for part in block.parts):
            notes.append("an inline choice became a multiple-choice question")
        found.append("".join(part if isinstance(part, str) else BLANK for part in block.parts))
    return found


def _choice(item: ForeignItem, asked: ChoiceInteraction | InlineChoice, base: Question) -> Question:
    if any(choice.fixed for choice in asked.choices) and asked.shuffle:
        raise NotSupported("choices that are shuffled apart from some fixed ones")
    base = base._replace(shuffle=asked.shuffle)
    response = item.response(asked.response)
    if response is None or tier_of(item) is Tier.UNKEYED:
        raise NotSupported("a choice without an answer key")
    if response.cardinality == "single" or (
        isinstance(asked, ChoiceInteraction) and asked.most == 1
    ):
        return _single(item, asked, base)
    assert isinstance(asked, ChoiceInteraction)
    return _multiple(item, asked, base)


def _single(item: ForeignItem, asked: ChoiceInteraction | InlineChoice, base: Question) -> Question:
    if _earned(item, asked, []) != 0:
        raise NotSupported("marks for a blank response")
    answers = tuple(
        Answer(choice.text, _earned(item, asked, [choice.id]) / base.grade, _reason(choice))
        for choice in asked.choices
    )
    texts = [choice.text for choice in asked.choices]
    shares = sorted(one.share for one in answers)
    ids = [choice.id for choice in asked.choices]
    if texts == ["True", "False"] and ids == ["true", "false"] and shares == [0, 1]:
        return base._replace(kind="truefalse", answers=answers)
    return base._replace(kind="multichoice", answers=answers)


def _multiple(item: ForeignItem, asked: ChoiceInteraction, base: Question) -> Question:
    shape = shape_of(item)
    response = item.response(asked.response)
    assert response is not None
    if asked.least or (asked.most and asked.most < len(asked.choices)):
        note = f"the limit of {asked.least} to {asked.most} choices was left out"
        base = base._replace(notes=(*base.notes, note))
    if isinstance(shape, AllOrNothing):
        answers = tuple(
            Answer(choice.text, Fraction(int(choice.id in response.correct)), _reason(choice))
            for choice in asked.choices
        )
        return base._replace(kind="multichoiceset", grade=shape.marks, answers=answers)
    values = _summed(shape, asked.choices, base.grade)
    if asked.most and asked.most < len(asked.choices) and min(values.values()) >= 0:
        raise NotSupported("a limit of choices, without which choosing all would earn full marks")
    answers = tuple(
        Answer(choice.text, values[choice.id] / base.grade, _reason(choice))
        for choice in asked.choices
    )
    return base._replace(kind="multiple", answers=answers)


def _summed(shape: object, choices: Sequence[Choice], grade: Fraction) -> dict[str, Fraction]:
    """Return what each choice adds, if sums within 0 and the grade are all there is to it."""
    if not isinstance(shape, Worth) or shape.offset:
        raise NotSupported("response processing that Moodle's multiple choice does not do")
    values = {choice.id: shape.values.get(choice.id, shape.default) for choice in choices}
    least = sum((one for one in values.values() if one < 0), Fraction(0))
    most = sum((one for one in values.values() if one > 0), Fraction(0))
    if (shape.lower or Fraction(0)) != 0 or (least < 0 and shape.lower is None):
        raise NotSupported("marks below 0, or bounded elsewhere")
    upper = most if shape.upper is None else min(most, shape.upper)
    if upper > grade or (upper < grade and upper < most):
        raise NotSupported(f"marks up to {upper} where the question's grade is {grade}")
    return values


def _match(item: ForeignItem, asked: MatchInteraction, base: Question) -> Question:
    shape = shape_of(item)
    response = item.response(asked.response)
    assert response is not None
    right = dict(pair.split() for pair in response.correct)
    if not isinstance(shape, Worth) or set(right) != {row.id for row in asked.rows}:
        raise NotSupported("a match that does not give an equal share for each row")
    each = base.grade / len(asked.rows)
    pairs = {pair: earns for pair, earns in shape.values.items() if earns}
    same = pairs == dict.fromkeys(response.correct, each) and not shape.default
    if not same or shape.offset or (shape.upper is not None and shape.upper < base.grade):
        raise NotSupported("a match that does not give an equal share for each row")
    notes = list(base.notes)
    if any(column.most for column in asked.columns):
        notes.append("Moodle lets a selection be used again; the limits were left out")
    texts = {column.id: column.text for column in asked.columns}
    others = [text for name, text in texts.items() if name not in right.values()]
    return base._replace(
        kind="matching",
        rows=tuple((row.text, texts[right[row.id]]) for row in asked.rows),
        others=tuple(others),
        shuffle=asked.shuffle,
        notes=tuple(notes),
    )


def _order(item: ForeignItem, asked: OrderInteraction, base: Question) -> Question:
    shape = shape_of(item)
    response = item.response(asked.response)
    assert response is not None
    if not isinstance(shape, AllOrNothing | ByPlace):
        raise NotSupported("an order that is neither marked whole nor by place")
    texts = {choice.id: choice.text for choice in asked.choices}
    if sorted(response.correct) != sorted(texts):
        raise NotSupported("an order in which entries may be left out")
    return base._replace(
        kind="ordering",
        grade=shape.marks,
        answers=tuple(Answer(texts[name], Fraction(1)) for name in response.correct),
        every_place=isinstance(shape, ByPlace),
    )


def _written(item: ForeignItem, asked: TextEntry, base: Question) -> Question:
    shape = shape_of(item)
    response = item.response(asked.response)
    assert response is not None
    if tier_of(item) is Tier.UNKEYED:
        raise NotSupported("a text entry without an answer key")
    if isinstance(shape, ByNearness):
        near = tuple(one._replace(earns=one.earns / base.grade) for one in shape.accepted)
        return base._replace(kind="numerical", near=near, otherwise=shape.otherwise / base.grade)
    if response.base != "string":
        raise NotSupported("a number that is marked by its own processing")
    if isinstance(shape, AllOrNothing):
        answers = tuple(Answer(text, Fraction(1)) for text in response.correct)
        return base._replace(
            kind="shortanswer", grade=shape.marks, answers=answers, case_sensitive=True
        )
    if not isinstance(shape, Worth) or shape.offset or shape.lower or response.mapping is None:
        raise NotSupported("a text that is marked by its own processing")
    cased = {entry.case_sensitive for entry in response.mapping.entries}
    if len(cased) > 1 or (shape.upper is not None and shape.upper < max(shape.values.values())):
        raise NotSupported("accepted texts of which some are case-sensitive, or bounded")
    answers = tuple(Answer(text, earns / base.grade) for text, earns in shape.values.items())
    return base._replace(
        kind="shortanswer",
        answers=answers,
        otherwise=shape.default / base.grade,
        case_sensitive=cased == {True},
    )


def _earned(item: ForeignItem, asked: Interaction, chosen: list[str]) -> Fraction:
    earned = score(item, {asked.response: chosen}).earned
    if earned is None:
        raise NotSupported("a choice without an answer key")
    return earned


def _reason(choice: Choice) -> str:
    return choice.feedback.text if choice.feedback else ""


_FEEDBACK = {"general", "correct", "partial", "incorrect"}
