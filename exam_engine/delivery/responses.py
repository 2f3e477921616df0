"""From what a terminal says to a response as it is recorded, and back.

The terminal names options by position as presented, from 1; records hold option ids. One function
for each interaction says what a possible response is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import Edited
from exam_engine.model.item_type import Interaction
from exam_engine.model.paper import PaperQuestion
from exam_engine.text import clean_text
from exam_engine.wire.candidate import LONGEST_ESSAY


def response_of(question: PaperQuestion, positions: Sequence[int], text: str) -> tuple[str, ...]:
    """Return the response to record; empty if it was taken back.

    :raises AttemptRefused: if it is no possible response to the question.
    """
    interaction = question.item.interaction
    if text and interaction is not Interaction.TEXT:
        raise _refused(question, "takes no text")
    if interaction is Interaction.TEXT:
        if positions:
            raise _refused(question, "takes a text, no options")
        cleaned = clean_text(text)
        return (cleaned,) if cleaned.strip() else ()
    if not positions:
        return ()
    for position in positions:
        if position > len(question.options):
            raise AttemptRefused(
                Refusal.UNKNOWN_OPTION,
                f"question {question.n} has {len(question.options)} options, so there is no "
                f"option {position}",
            )
    problem = _PROBLEMS[interaction](question, positions)
    if problem:
        raise _refused(question, problem)
    response = tuple(question.options[position - 1] if position else "" for position in positions)
    return response if any(response) else ()  # lines that are all blank again


def edited(response: Sequence[str], edit: Edited) -> tuple[str, ...]:
    """Return a text response after an edit; empty if nothing but blanks remains.

    :raises AttemptRefused: if the text on record has no such place, or would become too long.
    """
    before = response[0] if response else ""
    end = edit.start + edit.removed
    if end > len(before):
        raise AttemptRefused(
            Refusal.IMPOSSIBLE_RESPONSE,
            f"the text of question {edit.n} has {len(before)} characters; the edit ends at {end}",
        )
    after = before[: edit.start] + edit.text + before[end:]
    if len(after) > LONGEST_ESSAY:
        raise AttemptRefused(
            Refusal.IMPOSSIBLE_RESPONSE,
            f"the text of question {edit.n} would have more than {LONGEST_ESSAY} characters",
        )
    return (after,) if after.strip() else ()


def require_text(question: PaperQuestion) -> None:
    """Refuse an edit of what is not answered by a text."""
    if question.item.interaction is not Interaction.TEXT:
        raise _refused(question, "takes no text")


def positions_of(question: PaperQuestion, response: Sequence[str]) -> tuple[int, ...]:
    """Return a recorded response as positions, 0 where a line is blank; empty for a text."""
    if question.item.interaction is Interaction.TEXT:
        return ()
    places = {option: position for position, option in enumerate(question.options, start=1)}
    return tuple(places[option] if option else 0 for option in response)


def text_of(question: PaperQuestion, response: Sequence[str]) -> str:
    """Return the text of a recorded response, or an empty text."""
    return response[0] if response and question.item.interaction is Interaction.TEXT else ""


def _of_choice(question: PaperQuestion, positions: Sequence[int]) -> str:
    most = question.item.choose
    if len(positions) > most:
        return "takes one option" if most == 1 else f"takes {most} options, no more"
    return _once_each(positions)


def _of_match(question: PaperQuestion, positions: Sequence[int]) -> str:
    lines = len(question.item.prompts)
    if len(positions) != lines:
        return f"has {lines} lines; {len(positions)} came"
    used = [position for position in positions if position]
    if not question.item.reuse and len(set(used)) < len(used):
        return "takes each selection once"
    return ""


def _of_order(question: PaperQuestion, positions: Sequence[int]) -> str:
    return _once_each(positions)


def _of_none(question: PaperQuestion, positions: Sequence[int]) -> str:
    return "is not answered at a terminal"


def _once_each(positions: Sequence[int]) -> str:
    if 0 in positions or len(set(positions)) < len(positions):
        return "takes each option once, and none at no place"
    return ""


def _refused(question: PaperQuestion, problem: str) -> AttemptRefused:
    return AttemptRefused(Refusal.IMPOSSIBLE_RESPONSE, f"question {question.n} {problem}")


_PROBLEMS: Mapping[Interaction, Callable[[PaperQuestion, Sequence[int]], str]] = {
    Interaction.CHOICE: _of_choice,
    Interaction.MATCH: _of_match,
    Interaction.ORDER: _of_order,
    Interaction.NONE: _of_none,
}
