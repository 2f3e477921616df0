"""A proof copy as a page and as PDF: the paper question by question, watermarked.

What candidates are told (instructions, scoring, scenarios, conditions) is worded by the code that
words it for them. Answer keys and reasons stand in it only if they were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from exam_engine.delivery.presentation import question_view
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import Interaction
from exam_engine.model.paper import Paper, PaperQuestion
from exam_engine.model.rubric import Rubric
from exam_engine.model.scenario import Scenario
from exam_engine.report.pdf import typeset
from exam_engine.text import clean_line, clean_text
from exam_engine.wire.instructions import how_scored, marks_words, what_to_do

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHOWN_DIGITS = 16
_ENVIRONMENT = Environment(
    loader=PackageLoader("exam_engine.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def proof_page(paper: Paper, answers: Mapping[str, ItemAnswers] | None, reader: str) -> str:
    """Return a proof copy as a page of HTML."""
    return _ENVIRONMENT.get_template("form_proof.html.j2").render(proof_of(paper, answers, reader))


def proof_pdf(paper: Paper, answers: Mapping[str, ItemAnswers] | None, reader: str) -> bytes:
    """Return a proof copy as PDF."""
    told = proof_of(paper, answers, reader)
    return typeset("form_proof.typ", told, paper.head.language.partition("-")[0])


def proof_of(
    paper: Paper, answers: Mapping[str, ItemAnswers] | None, reader: str
) -> dict[str, Any]:
    """Return everything that a proof copy shows, as text."""
    head = paper.head
    scenarios = {scenario.name: scenario for scenario in paper.scenarios}
    sections = [
        _section(scenarios.get(name), list(questions), answers)
        for name, questions in groupby(paper.questions, key=lambda one: one.item.scenario)
    ]
    return {
        "title": clean_line(head.title),
        "form": clean_line(head.form),
        "digest": head.form_digest,
        "watermark": f"proof copy, {clean_line(reader)}, {head.form_digest[:_SHOWN_DIGITS]}",
        "with_answers": answers is not None,
        "lang": clean_line(head.language),
        "conditions": (
            f"{len(paper.questions)} questions, {head.minutes} minutes, "
            f"{marks_words(head.total_marks)}, {head.cut_score} to pass"
        ),
        "resources": [clean_line(one) for one in head.resources],
        "notices": [clean_text(one) for one in head.notices],
        "agreement": [clean_text(one) for one in head.agreement],
        "sections": sections,
    }


def _section(
    scenario: Scenario | None,
    questions: Sequence[PaperQuestion],
    answers: Mapping[str, ItemAnswers] | None,
) -> dict[str, Any]:
    return {
        "scenario": None if scenario is None else _scenario(scenario, questions),
        "questions": [
            _question(one, answers[one.item.id] if answers is not None else None)
            for one in questions
        ],
    }


def _scenario(scenario: Scenario, questions: Sequence[PaperQuestion]) -> dict[str, Any]:
    numbers = [one.n for one in questions]
    return {
        "title": clean_line(scenario.title),
        "for": f"For questions {numbers[0]} to {numbers[-1]}"
        if len(numbers) > 1
        else f"For question {numbers[0]}",
        "text": clean_text(scenario.text),
        "blocks": [
            {
                "name": "Additional information for "
                + _numbers([one.n for one in questions if block.id in one.item.additional]),
                "text": clean_text(block.text),
            }
            for block in scenario.additional
        ],
    }


def _numbers(numbers: Sequence[int]) -> str:
    words = ", ".join(map(str, numbers))
    return f"question {words}" if len(numbers) == 1 else f"questions {words}"


def _question(question: PaperQuestion, answers: ItemAnswers | None) -> dict[str, Any]:
    view = question_view(question)
    letters = dict(zip(question.options, _LETTERS, strict=False))
    right = answers.lines[0].answer if answers and answers.lines else ()
    choice = question.item.interaction is Interaction.CHOICE
    return {
        "n": question.n,
        "marks": marks_words(question.marks),
        "stem": clean_text(view.stem),
        "tasks": [
            {"letter": chr(ord("a") + at), "text": clean_text(task)}
            for at, task in enumerate(view.tasks)
        ],
        "lines": [
            {
                "n": line.n,
                "texts": [clean_text(text) for text in line.texts],
                "marks": marks_words(line.marks),
            }
            for line in view.lines
        ],
        "options": [
            {
                "letter": letters[option],
                "text": clean_text(shown.text),
                "right": choice and option in right,
                "why": clean_text(answers.why.get(option, "")) if answers else "",
            }
            for option, shown in zip(question.options, view.options, strict=True)
        ],
        "told": f"{what_to_do(view)} {how_scored(view)}",
        "answer": _answer(question, answers, letters) if answers else None,
    }


def _answer(
    question: PaperQuestion, answers: ItemAnswers, letters: Mapping[str, str]
) -> dict[str, Any]:
    lines = []
    if question.item.interaction in (Interaction.CHOICE, Interaction.ORDER):
        named = [letters[option] for option in answers.lines[0].answer]
        # The right order matters only where candidates are asked for one.
        ordered = named if question.item.interaction is Interaction.ORDER else sorted(named)
        lines.append({"name": "Answer key", "text": " ".join(ordered)})
        weights = answers.lines[0].weights
        if weights:
            worth = ", ".join(f"{letters[one]} {marks}" for one, marks in sorted(weights.items()))
            lines.append({"name": "Marks", "text": worth})
    else:
        for line in answers.lines:
            named = [letters.get(option, option) for option in line.answer]
            why = f": {clean_text(line.why)}" if line.why else ""
            lines.append({"name": f"Line {line.n}", "text": f"{' '.join(named)}{why}"})
    if answers.rubric is not None:
        lines += _rubric(answers.rubric)
    lines.append({"name": "Fact", "text": clean_text(answers.fact)})
    basis = "; ".join(f"{one.standard}:{one.edition} {one.clause}" for one in answers.basis)
    lines.append({"name": "Basis", "text": clean_line(basis)})
    item = f"{question.item.id} version {question.item.version}"
    lines.append({"name": "Item", "text": clean_line(item)})
    return {"lines": lines}


def _rubric(rubric: Rubric) -> list[dict[str, str]]:
    lines = []
    for criterion in rubric.criteria:
        bands = "\n".join(f"{band.least} to {band.most}: {band.text}" for band in criterion.bands)
        name = f"{criterion.name}, {marks_words(criterion.marks)}"
        lines.append({"name": clean_line(name), "text": clean_text(bands)})
    lines += [
        {"name": f"At most {cap.marks} in all", "text": clean_text(cap.when)} for cap in rubric.caps
    ]
    lines.append({"name": "Good answers may contain", "text": clean_text(rubric.indicative)})
    return lines
