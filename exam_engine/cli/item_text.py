"""An item as plain text: the question as a candidate reads it, and apart from it the answers."""

from __future__ import annotations

from exam_engine.cli.common import say
from exam_engine.delivery.presentation import question_view
from exam_engine.model.item import Item
from exam_engine.model.item_parts import ItemPaper
from exam_engine.model.item_type import Interaction
from exam_engine.model.paper import PaperQuestion
from exam_engine.model.scenario import Scenario
from exam_engine.office.under_review import UnderReview
from exam_engine.report.item_text import rubric_lines
from exam_engine.text import clean_text
from exam_engine.wire.instructions import FIXED_OPTIONS, how_scored, what_to_do


def say_question(under: UnderReview) -> None:
    """Print what a candidate would read, and nothing of the answers."""
    say(f"{under.name} of {under.bank.head.id}\n")
    if under.scenario is not None:
        named = under.paper.additional if under.paper is not None else None
        _say_scenario(under.scenario, named)
    if under.paper is None or under.item is None:
        return
    options = tuple(option.id for option in under.paper.options)
    view = question_view(
        PaperQuestion(n=1, marks=under.item.marks, options=options, item=under.paper)
    )
    say(f"{under.paper.stem}\n")
    for letter, task in zip("abcdefghij", under.paper.tasks, strict=False):
        say(f"  {letter}) {task}")
    for line in view.lines:
        say(f"  {line.n}. " + " BECAUSE ".join(line.texts))
    texts = dict(FIXED_OPTIONS.get(under.paper.type.value, {}))
    texts |= {option.id: option.text for option in under.paper.options if option.text}
    for name, text in _in_neutral_order(under.paper, texts):
        say(f"    {name}. {text}")
    say(f"\n{what_to_do(view)} {how_scored(view)}\n")


def say_answers(under: UnderReview) -> None:
    """Print the answer key, the reasons and where they rest."""
    item = under.item
    if item is None:
        return
    if item.rubric is not None:
        say(clean_text("\n".join(rubric_lines(item.rubric))))
    for line in item.lines:
        number = f"line {line.n}: " if len(item.lines) > 1 else ""
        say(
            f"{number}answer key: {', '.join(line.answer)}" + (f" ({line.why})" if line.why else "")
        )
        if line.weights:
            say("  marks: " + ", ".join(f"{name} {marks}" for name, marks in line.weights.items()))
    for option in item.options:
        if option.why:
            say(f"  {option.id}: {option.why}")
    say(f"fact: {item.fact}")
    for basis in item.basis:
        say(f"basis: {basis.standard}:{basis.edition}, {basis.clause}")
    say(f"holds in: {', '.join(item.holds_in)}; level: {item.level.value}; by {item.author}")
    _say_waivers(item)
    say()


def _say_scenario(scenario: Scenario, named: tuple[str, ...] | None) -> None:
    """Print a scenario with the blocks that are named; with all of them if ``named`` is None."""
    say(f"{scenario.title}\n\n{scenario.text}\n")
    for block in scenario.additional:
        if named is None or block.id in named:
            say(f"Additional information {block.id}\n{block.text}\n")


def _say_waivers(item: Item) -> None:
    for code, reason in item.waivers.items():
        say(f"waived {code}: {reason}")


def _in_neutral_order(paper: ItemPaper, texts: dict[str, str]) -> list[tuple[str, str]]:
    """Return the options; those of an order item by their texts, as the author's order may be the
    right one."""
    pairs = list(texts.items())
    if paper.interaction is Interaction.ORDER:
        pairs.sort(key=lambda pair: pair[1].casefold())
    return pairs
