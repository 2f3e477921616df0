"""The parts of an item as named fields of text, in the author's words: what a diff compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exam_engine.model.bank import BankHead
from exam_engine.model.item import Line
from exam_engine.model.item_parts import ItemAnswers, ItemCatalogue, ItemPaper
from exam_engine.model.rubric import Rubric
from exam_engine.model.scenario import Scenario


def of_head(head: BankHead) -> dict[str, str]:
    """Return what is said of a bank as a whole."""
    return {
        "title": head.title,
        "language": head.language,
        "security": head.security.value,
        "licence": head.licence,
        **{f"topic {code}": title for code, title in head.topics.items()},
    }


def of_catalogue(entry: ItemCatalogue) -> dict[str, str]:
    """Return what the catalogue says of an item, apart from counts that follow from its texts."""
    return {
        "type": entry.type.value,
        "language": entry.language,
        "topic": entry.topic,
        "level": entry.level.value,
        **{f"requirement {exam}": code for exam, code in entry.requirements.items()},
        "holds in": _listed(entry.holds_in),
        "enemies": _listed(entry.enemies),
        "security": entry.security.value,
        "state": entry.state.value,
        "scenario": entry.scenario,
        "order of options": entry.option_order.value,
        "marks": str(entry.marks),
        "expected seconds": str(entry.expected_seconds),
    }


def of_paper(paper: ItemPaper) -> dict[str, str]:
    """Return what a candidate may see of an item, apart from what the catalogue says too."""
    return {
        "stem": paper.stem,
        **{f"option {option.id}": option.text for option in paper.options},
        "options as written": _listed(option.id for option in paper.options),
        **{f"line {prompt.n}": " / ".join(prompt.texts) for prompt in paper.prompts},
        **{f"task {n}": text for n, text in enumerate(paper.tasks, start=1)},
        "additional information": _listed(paper.additional),
        "options to choose": str(paper.choose),
        "options used again": "yes" if paper.reuse else "no",
        "rule": paper.rule,
        "penalty": paper.penalty,
        "marks to be had": _listed(map(str, paper.scale)),
        "minutes": str(paper.minutes),
        "words": _listed(map(str, paper.words)),
    }


def of_answers(answers: ItemAnswers) -> dict[str, str]:
    """Return answer key, reasons and basis, apart from what the paper says too."""
    several = len(answers.lines) > 1
    found: dict[str, str] = {}
    for line in answers.lines:
        found.update(_of_line(line, f" of line {line.n}" if several else ""))
    return {
        **found,
        **{f"reason of option {option}": text for option, text in answers.why.items()},
        **(dict(_of_rubric(answers.rubric)) if answers.rubric else {}),
        "fact": answers.fact,
        "basis": "; ".join(
            f"{basis.standard} {basis.edition}, {basis.clause}" for basis in answers.basis
        ),
        "author": answers.author,
        "origin": answers.origin,
    }


def of_scenario(scenario: Scenario) -> dict[str, str]:
    """Return a scenario's texts."""
    return {
        "language": scenario.language,
        "title": scenario.title,
        "text": scenario.text,
        **{f"additional {block.id}": block.text for block in scenario.additional},
        "security": scenario.security.value,
    }


def _of_line(line: Line, which: str) -> dict[str, str]:
    return {
        f"answer key{which}": _listed(line.answer),
        f"marks{which or ' of the line'}": str(line.marks),
        **{f"weight of option {option}": str(marks) for option, marks in line.weights.items()},
        f"reason{which or ' of the line'}": line.why,
    }


def _of_rubric(rubric: Rubric) -> Iterator[tuple[str, str]]:
    for criterion in rubric.criteria:
        name = f"criterion {criterion.id}"
        task = f", task {criterion.task}" if criterion.task else ""
        yield name, f"{criterion.name} ({criterion.marks} marks{task})"
        for band in criterion.bands:
            yield f"{name}, {band.least} to {band.most} marks", band.text
    for cap in rubric.caps:
        yield f"cap {cap.id}", f"{cap.marks} marks where {cap.when}"
    yield "indicative content", rubric.indicative


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
