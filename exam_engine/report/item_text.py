"""An item as plain text, for people who may read all of it: custodians, editors, reviewers."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.model.item_parts import ItemAnswers, ItemPaper
from exam_engine.model.item_type import Interaction
from exam_engine.model.rubric import Rubric
from exam_engine.text import clean_text
from exam_engine.wire.instructions import FIXED_OPTIONS, marks_words

_RIGHT, _OTHER = "✓", " "


def item_text(paper: ItemPaper, answers: ItemAnswers | None) -> str:
    """Return an item as text, with answer key and reasons if ``answers`` are there."""
    return clean_text("\n".join(_lines(paper, answers)))


def _lines(paper: ItemPaper, answers: ItemAnswers | None) -> Iterator[str]:
    yield f"{paper.id} version {paper.version} ({paper.type.value})"
    if paper.scenario:
        blocks = f", with {', '.join(paper.additional)}" if paper.additional else ""
        yield f"scenario {paper.scenario}{blocks}"
    yield ""
    yield paper.stem
    yield from (f"({chr(ord('a') + at)}) {task}" for at, task in enumerate(paper.tasks))
    yield ""
    yield from _prompts(paper, answers)
    yield from _options(paper, answers)
    if answers is None:
        yield "the answers are not sealed to this identity"
        return
    if paper.interaction is Interaction.ORDER:
        yield f"right order: {' '.join(answers.lines[0].answer)}"
    if answers.rubric is not None:
        yield from rubric_lines(answers.rubric)
    yield f"rule: {answers.rule}, {marks_words(answers.marks)}; fact: {answers.fact}"


def _prompts(paper: ItemPaper, answers: ItemAnswers | None) -> Iterator[str]:
    for at, prompt in enumerate(paper.prompts):
        yield f"  {prompt.n}. {' BECAUSE '.join(prompt.texts)}"
        if answers is not None:
            line = answers.lines[at]
            yield f"       {_RIGHT} {', '.join(line.answer)}: {line.why}"
    if paper.prompts:
        yield ""


def _options(paper: ItemPaper, answers: ItemAnswers | None) -> Iterator[str]:
    fixed = FIXED_OPTIONS.get(paper.type.value, {})
    choice = paper.interaction is Interaction.CHOICE
    right = answers.lines[0].answer if answers is not None and choice else ()
    for option in paper.options:
        mark = _RIGHT if option.id in right else _OTHER
        yield f"  {mark} {option.id}. {option.text or fixed.get(option.id, '')}"
        weight = answers.lines[0].weights.get(option.id) if answers and choice else None
        if answers is not None and answers.why.get(option.id):
            worth = f"[{weight}] " if weight is not None else ""
            yield f"       {worth}{answers.why[option.id]}"


def rubric_lines(rubric: Rubric) -> Iterator[str]:
    """Yield a rubric: criteria with their bands, caps, and what good answers may contain."""
    for criterion in rubric.criteria:
        task = f" (task {criterion.task})" if criterion.task else ""
        yield f"  {criterion.name}{task}, {marks_words(criterion.marks)}"
        for band in criterion.bands:
            span = str(band.least) if band.least == band.most else f"{band.least}-{band.most}"
            yield f"    {span}: {band.text}"
    for cap in rubric.caps:
        yield f"  no more than {cap.marks} marks in all: {cap.when}"
    yield f"  good answers may contain: {rubric.indicative}"
