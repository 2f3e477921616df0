"""The sheet of a scenario, with the additional information that counts for one question."""

from __future__ import annotations

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.passage import Spans, Stretch
from exam_engine.client.question import Question
from exam_engine.client.sheets.words import marked_rows, paragraph, text_room

ADDITIONAL = "Additional information for this question"


def scenario_sheet(
    question: Question,
    glyphs: Glyphs,
    width: int,
    *,
    here: bool,
    spans: Spans = (),
    word: Stretch | None = None,
) -> list[Line]:
    """Lay out the scenario of a question; blocks that the question does not name stay away.

    :param here: the keys scroll the scenario and not the question.
    :param spans: what is highlighted in its text; ``word`` is where the candidate is in it.
    """
    scenario = question.scenario
    if scenario is None:
        return []
    side = glyphs.cursor if here else " "
    heading, *more = paragraph(f"Scenario: {scenario.title}", width, "accent", indent="  ")
    rows = [line((f" {side}", "cursor"), *heading.spans[1:]), *more, EMPTY]
    rows += marked_rows(scenario.text, text_room(width), spans, word)
    blocks = [block for block in scenario.additional if block.id in question.view.additional]
    if blocks:
        rows += [EMPTY, *paragraph(ADDITIONAL, width, "accent")]
    for block in blocks:
        rows += [EMPTY, *paragraph(block.text, width)]
    return rows
