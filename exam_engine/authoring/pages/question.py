"""A question for a reviewer: with the ids by which it is answered, and nothing of the answers."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.authoring.pages.texts import told
from exam_engine.authoring.preview.paper import paper_of_item
from exam_engine.client.look.lines import EMPTY, Line
from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.model.paper import Paper
from exam_engine.model.scenario import Scenario
from exam_engine.office.under_review import UnderReview
from exam_engine.wire.candidate import ScenarioView
from exam_engine.wire.instructions import how_scored, what_to_do


def under_review_lines(under: UnderReview, width: int) -> Iterator[Line]:
    """Yield what a candidate would read of what is under review, and nothing of the answers."""
    if under.item is not None and under.paper is not None:
        yield from question_lines(
            paper_of_item(under.bank, under.item.id, under.paper if under.translation else None),
            width,
        )
    elif under.scenario is not None:
        yield from scenario_lines(under.scenario, width)


def question_lines(paper: Paper, width: int) -> Iterator[Line]:
    """Yield what a candidate would read; options by the ids that authors gave them.

    It rests on the paper of the item alone: entries of an order item do not stand as written.
    """
    view = PresentedPaper(paper).view
    (question,), (shown,) = view.questions, paper.questions
    for scenario in view.scenarios:
        yield from scenario_lines(scenario, width)
    yield from told(question.stem, width, "strong")
    for letter, task in zip("abcdefghij", question.tasks, strict=False):
        yield from told(f"({letter}) {task}", width)
    yield EMPTY
    for line in question.lines:
        yield from told(f"{line.n}. {' BECAUSE '.join(line.texts)}", width)
    for option, offered in zip(shown.options, question.options, strict=True):
        yield from told(f"{option}. {offered.text}", width, indent="    ")
    yield EMPTY
    yield from told(f"{what_to_do(question)} {how_scored(question)}", width, "muted")


def scenario_lines(scenario: Scenario | ScenarioView, width: int) -> Iterator[Line]:
    """Yield a scenario with its blocks."""
    yield from told(scenario.title, width, "accent")
    yield from told(scenario.text, width, "muted")
    for block in scenario.additional:
        yield EMPTY
        yield from told(f"Additional information {block.id}\n{block.text}", width, "muted")
    yield EMPTY
