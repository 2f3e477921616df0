"""Rules about the answer key, the number of options, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.model.item_type import Interaction, ItemType

FEWEST_OPTIONS, MOST_OPTIONS, HOUSE_OPTIONS = 3, 5, 4
FEWEST_MULTIPLE, MOST_MULTIPLE = 5, 6
SHORTEST_REASON_WORDS = 6


def _key_count(view: ItemView, _: Context) -> Iterator[Hit]:
    item = view.item
    ids = {option.id for option in item.options}
    for line in item.lines:
        unknown = [answer for answer in line.answer if answer not in ids]
        if unknown or not line.answer:
            shown = ", ".join(unknown)
            yield Hit("answer", shown, note=f"line {line.n} has no answer among the options")
            return
    count = len(set(item.lines[0].answer)) if item.lines else 0
    if item.type in (ItemType.SINGLE, ItemType.GRADIENT) and count != 1:
        best = "highest weights" if item.type is ItemType.GRADIENT else "right options"
        yield Hit("answer", ", ".join(item.lines[0].answer), note=f"{count} {best}, not one")
    if item.type is ItemType.MULTIPLE and not 2 <= count == item.choose:
        yield Hit("answer", ", ".join(item.lines[0].answer), note=f"{count} right of {item.choose}")
    if item.type is ItemType.ORDER and count != len(ids):
        yield Hit("answer", ", ".join(item.lines[0].answer), note="not every entry has its place")


def _option_count(view: ItemView, _: Context) -> Iterator[Hit]:
    count, right = len(view.options), sum(option.right for option in view.options)
    if view.item.type is ItemType.MULTIPLE:
        if not FEWEST_MULTIPLE <= count <= MOST_MULTIPLE:
            wanted = f"{FEWEST_MULTIPLE} to {MOST_MULTIPLE} are usual"
            yield Hit("options", "", note=f"{count} options; {wanted}")
        elif right > count - 2:
            yield Hit("options", "", note=f"{right} of {count} are right: fewer than two are wrong")
    elif view.is_choice and not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        wanted = f"{FEWEST_OPTIONS} to {MOST_OPTIONS} are usual"
        yield Hit("options", "", note=f"{count} options; {wanted}")
    elif view.is_choice and count != HOUSE_OPTIONS:
        note = f"{count} options; the house style is {HOUSE_OPTIONS}"
        yield Hit("options", "", note=note, severity=Severity.INFORMATION)


def _rationale(view: ItemView, _: Context) -> Iterator[Hit]:
    item = view.item
    if item.rubric is not None:
        reasons = [("rubric.indicative", item.rubric.indicative)]
    elif item.interaction is Interaction.MATCH:
        reasons = [(f"lines[{line.n}].why", line.why) for line in item.lines]
    else:
        reasons = [(f"{option.field}.why", option.why) for option in view.options]
    for field, reason in reasons:
        count = len(reason.split())
        if count < SHORTEST_REASON_WORDS:
            yield Hit(field, reason, 1 if reason else 0, note=f"{count} words")


def _mr_count(view: ItemView, _: Context) -> Iterator[Hit]:
    if view.item.type is not ItemType.MULTIPLE:
        return
    wanted = _NUMBERS.get(view.item.choose, str(view.item.choose))
    told = [token for token in view.tokens if token.word in _NUMBER_WORDS]
    if any(token.written == wanted for token in told):
        return
    for token in told:
        yield Hit("stem", token.written, token.start + 1, note=f"write {wanted}")
        return
    yield Hit("stem", "", note=f"write {wanted}")


_NUMBERS = {2: "TWO", 3: "THREE", 4: "FOUR", 5: "FIVE", 6: "SIX"}
_NUMBER_WORDS = {word.lower() for word in _NUMBERS.values()}

RULES = (
    Rule(
        "KEY-COUNT",
        Severity.ERROR,
        "the answer key does not fit the type of item",
        "Counts right options: one in a single item, one best in a gradient item, the stated "
        "number in a multiple item, every entry in an order item, an option for every line.",
        "Haladyna, Downing and Rodriguez (2002), guideline 19: make sure that only one of the "
        "choices is the right answer.",
        "name as many right options as the type asks for, each by its id",
        in_item=_key_count,
    ),
    Rule(
        "OPT-COUNT",
        Severity.WARNING,
        "an unusual number of options",
        "Three to five options (house style four, otherwise an information); five or six in a "
        "multiple item, at least two of them right and two wrong.",
        "Haladyna, Downing and Rodriguez (2002), guideline 18: as many effective choices as you "
        "can, three being adequate. More options than that are rarely chosen.",
        "drop options that nobody would choose, or add a real misconception",
        in_item=_option_count,
        also=Severity.INFORMATION,
    ),
    Rule(
        "RATIONALE",
        Severity.ERROR,
        "a reason is missing or too short",
        f"Every option (of a match: every line) has a reason of {SHORTEST_REASON_WORDS} or more "
        "words; an essay has indicative content.",
        "Practice of certification bodies that publish reasons for every option; Haladyna, "
        "Downing and Rodriguez (2002), guideline 30: distractors are typical errors.",
        "say why it is right, or which mistaken idea it catches",
        in_item=_rationale,
    ),
    Rule(
        "MR-COUNT",
        Severity.ERROR,
        "the stem of a multiple item does not say in capitals how many to choose",
        "TWO, THREE, FOUR, FIVE or SIX in the stem, the same as the number of right options.",
        "NBME Item-Writing Guide (2020); all-or-nothing scoring is fair only if the number is "
        "told. Moore, Nguyen, Chen and Stamper (2023) count unclear information as a flaw.",
        "write the number of right options in capitals into the question",
        in_item=_mr_count,
        english=True,
    ),
)
