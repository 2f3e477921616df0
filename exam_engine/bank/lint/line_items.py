"""Rules about items of several lines: nothing had by elimination, answers that vary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.model.item_type import ItemType

LEAST_TRUE_PAIRS = 5
# What each answer of an assertion-reason line says: is the assertion true, is the reason true?
_TRUE_ASSERTION, _TRUE_REASON, _BOTH_TRUE = frozenset("ABC"), frozenset("ABD"), frozenset("AB")


def _match_one_to_one(view: ItemView, _: Context) -> Iterator[Hit]:
    item = view.item
    if item.type is ItemType.MATCH and not item.reuse and len(item.options) == len(item.lines):
        note = f"{len(item.lines)} lines and as many selections, each used once"
        yield Hit("options", "", note=note)


def _line_balance(view: ItemView, _: Context) -> Iterator[Hit]:
    """Yield one hit, the plainest: all alike, then all assertions, all reasons, then A and B."""
    item = view.item
    if item.type not in (ItemType.ASSERTION_REASON, ItemType.TRUE_FALSE) or len(item.lines) < 2:
        return
    answers = [answer for line in item.lines for answer in line.answer]
    shown = ", ".join(answers)
    if len(set(answers)) == 1:
        yield Hit("lines", shown, note="every line has the same answer")
    elif item.type is ItemType.ASSERTION_REASON:
        for name, true in (("assertion", _TRUE_ASSERTION), ("reason", _TRUE_REASON)):
            if len({answer in true for answer in answers}) == 1:
                what = "true" if answers[0] in true else "false"
                yield Hit("lines", shown, note=f"every {name} is {what}")
                return
        if not _BOTH_TRUE & set(answers):
            note = "no line is true on both sides, so A and B are never right"
            yield Hit("lines", shown, note=note)


def _true_pairs(views: Sequence[ItemView], _: Context) -> Iterator[BankHit]:
    """Yield a hit where a true pair is an explanation in the whole bank, or never one."""
    answers = [
        answer
        for view in views
        if view.item.type is ItemType.ASSERTION_REASON
        for line in view.item.lines
        for answer in line.answer
        if answer in _BOTH_TRUE
    ]
    if len(answers) >= LEAST_TRUE_PAIRS and len(set(answers)) == 1:
        other = "B" if answers[0] == "A" else "A"
        note = f"of {len(answers)} lines true on both sides, {other} is never right"
        yield BankHit((), Hit("lines", "", note=note))


RULES = (
    Rule(
        "MATCH-1TO1",
        Severity.WARNING,
        "the last line of the match answers itself",
        "As many selections as lines, and no selection may be used again.",
        "Haladyna, Downing and Rodriguez (2002), guideline 28: avoid clues; in a one-to-one "
        "match the last pair is had by elimination.",
        "add a selection that fits no line, or write reuse = true",
        in_item=_match_one_to_one,
    ),
    Rule(
        "AR-BALANCE",
        Severity.INFORMATION,
        "the lines are not balanced",
        "True-false and assertion-reason items of two or more lines: not all with the same "
        "answer; of assertion-reason lines neither all assertions nor all reasons true, or false, "
        "and A or B right at least once. In the bank: where both sides are true, neither A nor B "
        f"right each time (from {LEAST_TRUE_PAIRS} such lines).",
        "Haladyna, Downing and Rodriguez (2002), guideline 20: vary the right answer.",
        "change a line so that another answer is right",
        in_item=_line_balance,
        in_bank=_true_pairs,
    ),
)
