"""From the engine's items to foreign ones, with their reasons, answer keys and marks.

Reasons travel as feedback on choices, the fact as general feedback. Neither is shown while a
candidate responds: nothing sets the outcome that would show it. What only this engine knows (topic,
level, requirements, basis, state, enemies) has no place in other systems' items and stays behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.build import (
    Processing,
    Worth,
    all_or_nothing,
    by_place,
    outcomes,
    reason,
    response,
    said,
    worth_mapping,
)
from exam_engine.exchange.foreign import (
    Block,
    Choice,
    ChoiceInteraction,
    ExtendedText,
    ForeignItem,
    MatchInteraction,
    OrderInteraction,
    Paragraph,
    Response,
    RubricBlock,
)
from exam_engine.exchange.plain_text import tidy
from exam_engine.exchange.processing.templates import RESPONSE
from exam_engine.model.item import Item
from exam_engine.model.item_type import Interaction, OptionOrder
from exam_engine.model.rubric import Rubric
from exam_engine.model.scenario import Scenario
from exam_engine.wire.instructions import FIXED_OPTIONS


def foreign_of(item: Item, category: str = "") -> ForeignItem:
    """Return an item of the engine as a foreign one.

    :raises NotSupported: for what no format here can hold, by name.
    """
    if item.interaction is Interaction.NONE:
        raise NotSupported("a performance before assessors")
    interaction, declared, processing = _ASKED[item.interaction](item)
    return ForeignItem(
        id=item.id,
        title=item.id,
        language=item.language,
        category=category,
        body=(*paragraphs(item.stem), *_tasks(item), interaction),
        responses=(declared,),
        outcomes=outcomes(Fraction(item.marks), feedback=True),
        processing=processing,
        rubrics=_rubrics(item.rubric),
        feedback=said("general", plain(item.fact)),
        stimuli=(item.scenario.rpartition("@")[0],) if item.scenario else (),
    )


def stimulus_of(scenario: Scenario) -> ForeignItem:
    """Return a scenario as a stimulus, with its additional information."""
    blocks = [*paragraphs(scenario.text)]
    for block in scenario.additional:
        blocks.append(Paragraph(parts=(f"Additional information {block.id}",)))
        blocks += paragraphs(block.text)
    return ForeignItem(
        id=scenario.id,
        title=plain(scenario.title),
        language=scenario.language,
        body=tuple(blocks),
    )


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text: blank lines part them, single line ends are kept."""
    kept = (tidy(part).strip() for part in text.replace("\r", "").split("\n\n"))
    return [Paragraph(parts=(part.strip("\n"),)) for part in kept if part.strip("\n")]


def plain(text: str) -> str:
    """Return a text as the neutral model keeps it, without blank lines."""
    return "\n".join(str(part) for one in paragraphs(text) for part in one.parts)


def _tasks(item: Item) -> list[Block]:
    lines = (f"{chr(ord('a') + n)}) {task}" for n, task in enumerate(item.tasks))
    return [paragraph for line in lines for paragraph in paragraphs(line)]


def _choice(item: Item) -> tuple[Block, Response, Processing]:
    (line,) = item.lines
    several = item.type.value == "multiple"
    interaction = ChoiceInteraction(
        response=RESPONSE,
        choices=_choices(item),
        least=0,
        most=item.choose if several else 1,
        shuffle=item.option_order is OptionOrder.ANY,
    )
    cardinality = "multiple" if several else "single"
    if item.rule == "exact":
        declared = response(cardinality, "identifier", line.answer)
        return interaction, declared, all_or_nothing(Fraction(line.marks))
    mapping, processing = worth_mapping(_WORTH[item.rule](item))
    return interaction, response(cardinality, "identifier", line.answer, mapping), processing


def _order(item: Item) -> tuple[Block, Response, Processing]:
    (line,) = item.lines
    interaction = OrderInteraction(response=RESPONSE, choices=_choices(item), shuffle=True)
    declared = response("ordered", "identifier", line.answer)
    marks = Fraction(line.marks)
    if item.rule == "order-exact":
        return interaction, declared, all_or_nothing(marks)
    if item.rule == "order-position":
        return interaction, declared, by_place(len(line.answer), marks)
    raise NotSupported(f"the scoring rule {item.rule!r}")


def _match(item: Item) -> tuple[Block, Response, Processing]:
    fixed = FIXED_OPTIONS.get(item.type.value, {})
    interaction = MatchInteraction(
        response=RESPONSE,
        rows=tuple(
            Choice(
                id=f"r{prompt.n}",
                text="\n".join(plain(text).replace("\n", " ") for text in prompt.texts)
                if len(prompt.texts) > 1
                else plain(prompt.texts[0]),
                feedback=reason(plain(line.why), f"r{prompt.n}"),
            )
            for prompt, line in zip(item.prompts, item.lines, strict=True)
        ),
        columns=tuple(
            Choice(
                id=option.id,
                text=plain(fixed.get(option.id, option.text)),
                most=0 if item.reuse else 1,
            )
            for option in item.options
        ),
        most=len(item.prompts),
        shuffle=item.option_order is OptionOrder.ANY and not fixed,
    )
    pairs = [f"r{line.n} {line.answer[0]}" for line in item.lines]
    if item.rule == "exact":
        declared = response("multiple", "directedPair", pairs)
        return interaction, declared, all_or_nothing(Fraction(item.marks))
    mapping, processing = worth_mapping(_line_worth(item))
    return interaction, response("multiple", "directedPair", pairs, mapping), processing


def _essay(item: Item) -> tuple[Block, Response, Processing]:
    return ExtendedText(response=RESPONSE), response("single", "string"), None


def _choices(item: Item) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=option.id,
            text=plain(option.text),
            feedback=reason(plain(option.why), option.id),
        )
        for option in item.options
    )


def _partial(item: Item) -> Worth:
    (line,) = item.lines
    share = Fraction(line.marks, len(line.answer))
    values = {one.id: share if one.id in line.answer else -share for one in item.options}
    return Worth(values, lower=Fraction(0))


def _coverage(item: Item) -> Worth:
    (line,) = item.lines
    share = Fraction(line.marks, len(line.answer))
    return Worth({one.id: share * (one.id in line.answer) for one in item.options})


def _every_decision(item: Item) -> Worth:
    (line,) = item.lines
    share = Fraction(line.marks, len(item.options))
    values = {one.id: share if one.id in line.answer else -share for one in item.options}
    return Worth(values, offset=share * (len(item.options) - len(line.answer)))


def _weighted(item: Item) -> Worth:
    (line,) = item.lines
    return Worth({one.id: Fraction(line.weights.get(one.id, 0)) for one in item.options})


def _line_worth(item: Item) -> Worth:
    """Return what each pair earns: right ones their marks, wrong ones what they cost."""
    values = {}
    for line in item.lines:
        cost = {"net-correct": Fraction(line.marks), "negative": Fraction(item.penalty)}
        for option in item.options:
            right = option.id in line.answer
            wrong = -cost.get(item.rule, Fraction(0))
            values[f"r{line.n} {option.id}"] = Fraction(line.marks) if right else wrong
    lower = None if item.rule == "per-line" else Fraction(0)
    return Worth({pair: worth for pair, worth in values.items() if worth}, lower=lower)


def _rubrics(rubric: Rubric | None) -> tuple[RubricBlock, ...]:
    """Return a rubric as instructions for scorers."""
    if rubric is None:
        return ()
    lines = []
    for criterion in rubric.criteria:
        task = f", task {criterion.task}" if criterion.task else ""
        lines.append(f"{criterion.name} ({criterion.marks} marks{task})")
        for band in criterion.bands:
            marks = f"{band.least}" if band.least == band.most else f"{band.least}-{band.most}"
            lines.append(f"{marks}: {plain(band.text)}")
    lines += [f"At most {cap.marks} marks if: {plain(cap.when)}" for cap in rubric.caps]
    lines.append(plain(rubric.indicative))
    return (RubricBlock(views=("scorer",), text="\n".join(lines)),)


_ASKED: Mapping[Interaction, Callable[[Item], tuple[Block, Response, Processing]]] = {
    Interaction.CHOICE: _choice,
    Interaction.ORDER: _order,
    Interaction.MATCH: _match,
    Interaction.TEXT: _essay,
}
_WORTH: Mapping[str, Callable[[Item], Worth]] = {
    "partial": _partial,
    "coverage": _coverage,
    "every-decision": _every_decision,
    "weighted": _weighted,
}
