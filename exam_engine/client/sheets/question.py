"""The sheet of one question: what is asked, what to do, and below it what its kind needs.

One file lays out each kind of body: ``choice``, ``match``, ``order``. What is done as a text, or
not at the terminal, has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line, wrap
from exam_engine.client.passage import Stretch
from exam_engine.client.question import Question
from exam_engine.client.sheets.choice import choice_body
from exam_engine.client.sheets.match import match_body
from exam_engine.client.sheets.order import order_body
from exam_engine.client.sheets.stops import Body, QuestionSheet, Rows
from exam_engine.client.sheets.words import marked_rows, paragraph, text_room
from exam_engine.wire.instructions import how_scored, what_to_do

_BODIES: Mapping[str, Callable[[Question, int, Glyphs, int], list[Rows]]] = {
    "choice": choice_body,
    "match": match_body,
    "order": order_body,
}


def question_sheet(
    question: Question,
    cursor: int,
    glyphs: Glyphs,
    width: int,
    *,
    airy: bool,
    scored: bool = False,
    beside: bool = False,
    here: Stretch | None = None,
) -> QuestionSheet:
    """Lay out a question for a pane of ``width`` cells.

    :param cursor: the stop under the cursor (option, line or entry), 0 for none.
    :param airy: put a blank row between the stops.
    :param scored: say how the question is scored, and not only what to do.
    :param beside: the scenario stands beside the question.
    :param here: where in the stem the candidate is, who highlights.
    """
    text = question_text(question, glyphs, width, scored=scored, beside=beside, here=here)
    body = Body(text)
    lay_out = _BODIES.get(question.view.interaction)
    if lay_out is not None:
        body.add(EMPTY)
        for rows in lay_out(question, cursor, glyphs, width):
            body.stop(rows, airy=airy)
    return body.sheet()


def question_text(
    question: Question,
    glyphs: Glyphs,
    width: int,
    *,
    scored: bool,
    beside: bool = False,
    here: Stretch | None = None,
) -> list[Line]:
    """Return scenario, stem, tasks and instruction."""
    view, lines = question.view, _scenario(question, width, beside=beside)
    room = text_room(width)
    lines += marked_rows(view.stem, room, question.highlights[False], here)
    for letter, task in zip("abcdefghijklmnopqrst", view.tasks, strict=False):
        first, *others = wrap(task, room - 4)
        lines.append(line("  ", (f"({letter}) ", "strong"), first))
        lines += [line("      ", row) for row in others]
    told = f"{what_to_do(view)} {how_scored(view)}" if scored else what_to_do(view)
    return [*lines, EMPTY, *paragraph(told, width, "muted")]


def _scenario(question: Question, width: int, *, beside: bool) -> list[Line]:
    """Say that the question belongs to a scenario, and where that is."""
    if question.scenario is None:
        return []
    more = ", with additional information" if question.view.additional else ""
    where = "at the left" if beside else "S or F4 shows it"
    told = f"Scenario: {question.scenario.title}{more} ({where})"
    return [*paragraph(told, width, "accent"), EMPTY]
