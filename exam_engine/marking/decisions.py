"""Marking under decisions on answer keys.

The decisions on one item are applied in this order, whatever order they were taken in:

1. REKEY puts its answer in the place of the line's.
2. ACCEPT is an alternative: a response earns the most that it would under any combination of
   accepted answers.
3. CREDIT and REMOVE take the line out of the item and its place out of the response; what is left
   is scored by the item's rule. A credited line then adds its marks for everybody, who left it
   blank too; a removed line adds nothing, and its marks are no longer to be had.

So a line that was credited or removed can cost nobody anything, whatever the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from msgspec.structs import replace

from exam_engine.errors import MarkingError
from exam_engine.marking.rules import Score, score
from exam_engine.model.item import Line
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import Interaction
from exam_engine.model.key_decision import KeyDecision, Remedy

_OUT = (Remedy.CREDIT, Remedy.REMOVE)


class Decided(NamedTuple):
    """A score under decisions, and the marks that can still be had."""

    score: Score
    possible: int


def check_decisions(answers: ItemAnswers, decisions: Sequence[KeyDecision]) -> None:
    """Check that decisions fit an item.

    :raises MarkingError: naming the item, the decision and what does not fit.
    """
    numbers = {line.n for line in answers.lines}
    taken: dict[int, set[bool]] = {}
    for decision in decisions:
        what = f"{answers.id}: the decision to {decision.remedy.value}"
        if decision.line and decision.line not in numbers:
            raise MarkingError(f"{what} names line {decision.line}, which the item has not")
        if decision.remedy in _OUT:
            if decision.answer:
                raise MarkingError(f"{what} names an answer; it takes none")
        else:
            _check_answer(answers, decision, what)
        taken.setdefault(decision.line, set()).add(decision.remedy in _OUT)
    whole = taken.get(0, set()) if len(numbers) != 1 else set()
    if any(len(kinds) > 1 for kinds in taken.values()) or (whole and len(taken) > 1):
        raise MarkingError(
            f"{answers.id}: decisions contradict each other; keep one for each line, or one for "
            "the whole item"
        )


def _check_answer(answers: ItemAnswers, decision: KeyDecision, what: str) -> None:
    if not answers.lines:
        raise MarkingError(f"{what} is for items with an answer key; this one has a rubric")
    if decision.line == 0 and len(answers.lines) > 1:
        raise MarkingError(f"{what} has to name one of the item's lines")
    unknown = sorted(set(decision.answer) - set(answers.options))
    if unknown or not decision.answer:
        named = ", ".join(unknown) or "none"
        raise MarkingError(f"{what} needs options of the item as its answer; found: {named}")


def score_decided(
    answers: ItemAnswers, response: tuple[str, ...], decisions: Sequence[KeyDecision]
) -> Decided:
    """Return what a response earns under the decisions on its item.

    :raises MarkingError: if decisions do not fit the item, or the response does not.
    """
    if not decisions:
        return Decided(score(answers, response), answers.marks)
    check_decisions(answers, decisions)
    keyed = _rekeyed(answers, decisions)
    out = _lines_out(answers, decisions)
    credited = sum(line.marks for line in answers.lines if out.get(line.n) is Remedy.CREDIT)
    removed = sum(line.marks for line in answers.lines if out.get(line.n) is Remedy.REMOVE)
    if len(out) == len(answers.lines):
        rest = Score(Fraction(0), ())
    else:
        found = [_without(each, response, out) for each in _alternatives(keyed, decisions, out)]
        rest = max(found, key=lambda each: each.earned)
    lines = _all_lines(answers, rest, out)
    return Decided(Score(rest.earned + credited, lines), answers.marks - removed)


def _rekeyed(answers: ItemAnswers, decisions: Sequence[KeyDecision]) -> ItemAnswers:
    found = answers
    for decision in decisions:
        if decision.remedy is Remedy.REKEY:
            found = _with_answer(found, decision)
    return found


def _with_answer(answers: ItemAnswers, decision: KeyDecision) -> ItemAnswers:
    number = decision.line or answers.lines[0].n
    return replace(
        answers,
        lines=tuple(
            _with_key(line, decision.answer) if line.n == number else line for line in answers.lines
        ),
    )


def _with_key(line: Line, answer: tuple[str, ...]) -> Line:
    """Return the line with another answer; where options weigh differently, it gets full marks."""
    weights = line.weights and {**line.weights, **dict.fromkeys(answer, line.marks)}
    return replace(line, answer=answer, weights=weights)


def _alternatives(
    answers: ItemAnswers, decisions: Sequence[KeyDecision], out: Mapping[int, Remedy]
) -> Iterator[ItemAnswers]:
    """Yield the item under every combination of accepted answers, as keyed first."""
    accepted: dict[int, list[KeyDecision | None]] = {}
    for decision in decisions:
        number = decision.line or answers.lines[0].n
        if decision.remedy is Remedy.ACCEPT and number not in out:
            accepted.setdefault(number, [None]).append(decision)
    for choice in product(*accepted.values()):
        found = answers
        for each in choice:
            found = _with_answer(found, each) if each else found
        yield found


def _lines_out(answers: ItemAnswers, decisions: Sequence[KeyDecision]) -> dict[int, Remedy]:
    return {
        line.n: decision.remedy
        for decision in decisions
        if decision.remedy in _OUT
        for line in answers.lines
        if decision.line in (0, line.n)
    }


def _without(answers: ItemAnswers, response: tuple[str, ...], out: Mapping[int, Remedy]) -> Score:
    if not out:
        return score(answers, response)
    # Only a match has several lines, and its response has a place for each of them.
    assert answers.interaction is Interaction.MATCH
    kept = [at for at, line in enumerate(answers.lines) if line.n not in out]
    fewer = replace(answers, lines=tuple(answers.lines[at] for at in kept))
    return score(fewer, tuple(response[at] for at in kept) if response else ())


def _all_lines(
    answers: ItemAnswers, rest: Score, out: Mapping[int, Remedy]
) -> tuple[Fraction, ...]:
    scored = iter(rest.lines)
    return tuple(
        Fraction(line.marks if out[line.n] is Remedy.CREDIT else 0)
        if line.n in out
        else next(scored)
        for line in answers.lines
    )
