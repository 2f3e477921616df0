"""From an ``[[items]]`` table to an item, and what in it does not fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from exam_engine.model.item import Basis, Item, Line, Option, Prompt
from exam_engine.model.item_type import (
    ASSERTION_REASON_OPTIONS,
    FALSE,
    INTERACTIONS,
    RULES_FOR,
    TRUE,
    Interaction,
    ItemState,
    ItemType,
    Security,
)
from exam_engine.model.rubric import Band, Cap, Criterion, Rubric
from exam_engine.source.item_schema import ItemTable, RubricTable

_SHORTEST_REASON = 20
_FIXED_OPTIONS: Mapping[ItemType, tuple[str, ...]] = {
    ItemType.TRUE_FALSE: (TRUE, FALSE),
    ItemType.ASSERTION_REASON: ASSERTION_REASON_OPTIONS,
}


class Defaults(NamedTuple):
    """What a bank says once for all its items."""

    language: str
    security: Security
    state: ItemState
    author: str
    origin: str


def item_of(table: ItemTable, defaults: Defaults, scenarios: Mapping[str, str]) -> Item:
    """Return the item of a table.

    :param scenarios: by a scenario's id its name with version.
    """
    answers = (table.answer,) if isinstance(table.answer, str) else tuple(table.answer)
    return Item(
        id=table.id,
        version=table.version,
        type=table.type,
        language=defaults.language,
        topic=table.topic,
        requirements=table.requirement,
        level=table.level,
        basis=tuple(
            Basis(standard=part.standard, edition=part.edition, clause=part.clause)
            for part in table.basis
        ),
        holds_in=tuple(table.holds_in),
        enemies=tuple(sorted(table.enemies)),
        security=defaults.security,
        state=table.state or defaults.state,
        author=table.author or defaults.author,
        origin=table.origin or defaults.origin,
        fact=table.fact,
        stem=table.stem.strip(),
        options=_options(table),
        option_order=table.option_order,
        prompts=_prompts(table),
        lines=_lines(table, answers),
        rule=table.rule or RULES_FOR[table.type][0],
        expected_seconds=table.expected_seconds,
        tasks=tuple(table.tasks),
        scenario=scenarios.get(table.scenario, table.scenario) if table.scenario else "",
        additional=tuple(table.additional),
        choose=len(answers) if table.type is ItemType.MULTIPLE else 1,
        reuse=table.reuse or table.type in _FIXED_OPTIONS,
        penalty=table.penalty,
        rubric=_rubric(table.rubric) if table.rubric else None,
        minutes=table.minutes,
        words=tuple(table.words),
        waivers=table.lint_waive,
    )


def _options(table: ItemTable) -> tuple[Option, ...]:
    fixed = _FIXED_OPTIONS.get(table.type, ())
    written = (Option(id=option.id, text=option.text, why=option.why) for option in table.options)
    return (*(Option(id=name, text="", why="") for name in fixed), *written)


def _prompts(table: ItemTable) -> tuple[Prompt, ...]:
    return tuple(
        Prompt(
            n=n,
            texts=(line.prompt,) if isinstance(line.prompt, str) else tuple(line.prompt),
            marks=line.marks,
        )
        for n, line in enumerate(table.lines, start=1)
    )


def _lines(table: ItemTable, answers: tuple[str, ...]) -> tuple[Line, ...]:
    if table.rubric is not None:
        return ()
    if table.lines:
        return tuple(
            Line(n=n, answer=(line.answer,), marks=line.marks, why=line.why)
            for n, line in enumerate(table.lines, start=1)
        )
    weights = {option.id: option.weight for option in table.options if option.weight is not None}
    if table.type is ItemType.GRADIENT and weights:
        best = max(weights.values())
        right = tuple(option for option, weight in weights.items() if weight == best)
        return (Line(n=1, answer=right, marks=best, weights=weights),)
    return (Line(n=1, answer=answers, marks=table.marks, weights=weights),)


def _rubric(table: RubricTable) -> Rubric:
    return Rubric(
        criteria=tuple(
            Criterion(
                id=part.id,
                name=part.name,
                task=part.task,
                marks=part.marks,
                bands=tuple(
                    Band(least=band.marks[0], most=band.marks[-1], text=band.text)
                    for band in part.bands
                ),
            )
            for part in table.criteria
        ),
        caps=tuple(Cap(id=cap.id, when=cap.when, marks=cap.marks) for cap in table.caps),
        indicative=table.indicative,
    )


def unused_marks(table: ItemTable) -> str:
    """Return why the ``marks`` that an author wrote would count for nothing, or an empty text."""
    if "marks" not in table.model_fields_set:
        return ""
    if table.rubric is not None:
        return "marks: those of the rubric's criteria count; leave it out"
    if table.lines:
        return "marks: each of the lines has its own; write it there and leave it out here"
    if table.type is ItemType.GRADIENT:
        return "marks: the highest weight of an option counts; leave it out"
    return ""


def contradictions(item: Item) -> list[str]:
    """Return what does not fit together within an item, each with its field."""
    problems = list(_of_every_type(item))
    problems.extend(_CHECKS[item.interaction](item))
    return problems


def _of_every_type(item: Item) -> Iterator[str]:
    allowed = RULES_FOR[item.type]
    if item.rule not in allowed:
        yield f"rule: {item.rule!r} does not fit the type; allowed: {', '.join(allowed)}"
    if item.penalty != "0" and item.rule != "negative":
        yield 'penalty: only the rule "negative" takes marks off'
    if item.rule == "negative" and item.penalty == "0":
        yield 'penalty: missing; the rule "negative" needs one, such as penalty = "1"'
    ids = [option.id for option in item.options]
    if len(set(ids)) < len(ids):
        yield "options: two options have the same id"
    texts = [" ".join(option.text.lower().split()) for option in item.options if option.text]
    if len(set(texts)) < len(texts):
        yield "options: two options have the same text"
    if item.additional and not item.scenario:
        yield "additional: blocks belong to a scenario, and the item names none"
    if item.rubric is None and INTERACTIONS[item.type] in (Interaction.TEXT, Interaction.NONE):
        yield "rubric: missing; write a table [items.rubric]"
    if item.rubric is not None and item.interaction not in (Interaction.TEXT, Interaction.NONE):
        yield "rubric: only essays and performances have one"


def _of_choice(item: Item) -> Iterator[str]:
    yield from _too_few_options(item, 2)
    yield from _unreasoned_options(item)
    if item.prompts:
        yield f"lines: a {item.type.value} item has none"
    ids = [option.id for option in item.options]
    (line,) = item.lines
    yield from _unknown(line, ids)
    count = len(line.answer)
    if item.type is ItemType.SINGLE and count != 1:
        yield f"answer: one option is right in a single item, not {count}"
    if item.type is ItemType.MULTIPLE and not 2 <= count < len(ids):
        yield f"answer: 2 to {len(ids) - 1} of {len(ids)} options are right in a multiple item"
    if item.type is ItemType.GRADIENT:
        yield from _of_weights(line, ids)
    elif line.weights:
        yield "options: weight: only the options of a gradient item have one"
    if len(set(line.answer)) < count:
        yield "answer: an option is named twice"


def _of_weights(line: Line, ids: list[str]) -> Iterator[str]:
    for option in ids:
        if option not in line.weights:
            yield f"options: {option}: weight: missing; write the marks that it earns"
    if line.weights and len(set(line.weights.values())) < 2:
        yield "options: weight: all options earn the same marks"


def _of_match(item: Item) -> Iterator[str]:
    if len(item.lines) < 2:
        yield "lines: two or more are needed"
    if item.type is ItemType.MATCH:
        yield from _too_few_options(item, 2)
    elif any(option.text for option in item.options):
        yield f"options: those of a {item.type.value} item are the engine's; leave them out"
    wanted = 2 if item.type is ItemType.ASSERTION_REASON else 1
    ids = [option.id for option in item.options]
    used = [answer for line in item.lines for answer in line.answer]
    for line in item.lines:
        yield from _unknown(line, ids)
    for prompt in item.prompts:
        if len(prompt.texts) != wanted:
            words = "[assertion, reason]" if wanted == 2 else "one text"
            yield f"lines[{prompt.n}].prompt: {words} is needed"
    if not item.reuse and len(set(used)) < len(used):
        yield "lines: a selection is right more than once; write reuse = true"


def _of_order(item: Item) -> Iterator[str]:
    yield from _too_few_options(item, 3)
    yield from _unreasoned_options(item)
    if item.prompts:
        yield "lines: an order item has none"
    ids = sorted(option.id for option in item.options)
    if sorted(item.lines[0].answer if item.lines else ()) != ids:
        yield f"answer: every option has to be named once, in the right order: {', '.join(ids)}"


def _of_rubric(item: Item) -> Iterator[str]:
    if item.options or item.prompts:
        yield f"options: a {item.type.value} item has no options and no lines"
    if item.words and (len(item.words) != 2 or item.words[0] > item.words[1]):
        yield "words: [from, to] is needed, such as [300, 450]"
    for criterion in item.rubric.criteria if item.rubric else ():
        if criterion.task and not "a" <= criterion.task < chr(ord("a") + len(item.tasks)):
            yield f"rubric.criteria: {criterion.id}: there is no task {criterion.task!r}"
    for cap in item.rubric.caps if item.rubric else ():
        if cap.marks >= item.marks:
            yield f"rubric.caps: {cap.id}: {cap.marks} is no ceiling below {item.marks} marks"


def _too_few_options(item: Item, least: int) -> Iterator[str]:
    if len(item.options) < least:
        yield f"options: {least} or more are needed"


def _unreasoned_options(item: Item) -> Iterator[str]:
    for option in item.options:
        if len(option.why) < _SHORTEST_REASON:
            yield f"options: {option.id}: why: a reason of {_SHORTEST_REASON} or more characters"


def _unknown(line: Line, ids: list[str]) -> Iterator[str]:
    if not line.answer:
        yield "answer: missing; write the id of the right option"
    for answer in line.answer:
        if answer not in ids:
            yield f"answer: {answer!r} is not an option; allowed: {', '.join(ids)}"


_CHECKS: Mapping[Interaction, Callable[[Item], Iterator[str]]] = {
    Interaction.CHOICE: _of_choice,
    Interaction.MATCH: _of_match,
    Interaction.ORDER: _of_order,
    Interaction.TEXT: _of_rubric,
    Interaction.NONE: _of_rubric,
}
