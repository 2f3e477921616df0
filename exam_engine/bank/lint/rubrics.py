"""Rules about rubrics: every mark has a description, every task a criterion."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.bank.lint.words import plain_words
from exam_engine.model.rubric import Criterion


def _cover(view: ItemView, _: Context) -> Iterator[Hit]:
    rubric = view.item.rubric
    if rubric is None:
        return
    for criterion in rubric.criteria:
        field = f"rubric.criteria.{criterion.id}.bands"
        for note in _gaps(criterion):
            yield Hit(field, _shown(criterion), note=note)
        for text in _same_texts(criterion):
            yield Hit(field, text, 1, note="two bands have the same description")
    judged = {criterion.task for criterion in rubric.criteria}
    if judged == {""}:
        return  # a rubric for the answer as a whole: no criterion stands for a task
    for n, task in enumerate(view.item.tasks):
        letter = chr(ord("a") + n)
        if letter not in judged:
            yield Hit(f"tasks[{n + 1}]", task, 1, note=f"no criterion judges task {letter}")


def _gaps(criterion: Criterion) -> Iterator[str]:
    """Yield what keeps the bands from covering 0 to the criterion's marks once each."""
    bands = sorted(criterion.bands, key=lambda band: (band.least, band.most))
    expected = 0
    for band in bands:
        if band.least > band.most:
            yield f"a band from {band.least} down to {band.most}"
            return
        if band.least > expected:
            yield f"no band for {_marks(expected, band.least - 1)}"
        if band.least < expected:
            yield f"two bands for {_marks(band.least, min(expected - 1, band.most))}"
        expected = max(expected, band.most + 1)
    if expected <= criterion.marks:
        yield f"no band for {_marks(expected, criterion.marks)}"
    if expected > criterion.marks + 1:
        yield f"bands up to {expected - 1} of {criterion.marks} marks"


def _same_texts(criterion: Criterion) -> Iterator[str]:
    seen: set[tuple[str, ...]] = set()
    for band in criterion.bands:
        words = tuple(plain_words(band.text))
        if words in seen:
            yield band.text
        seen.add(words)


def _marks(least: int, most: int) -> str:
    return f"{least} marks" if least == most else f"{least} to {most} marks"


def _shown(criterion: Criterion) -> str:
    return ", ".join(
        str(band.least) if band.least == band.most else f"{band.least}-{band.most}"
        for band in criterion.bands
    )


RULES = (
    Rule(
        "RUBRIC-COVER",
        Severity.ERROR,
        "the rubric leaves marks or tasks open",
        "Bands of each criterion cover 0 to its marks without gap or overlap, each with words of "
        "its own; each task has a criterion, unless all of them look at the answer as a whole. The "
        "marks of an item are the sum of its criteria by construction.",
        "Two markers agree only where each mark has one description. Analytic rubrics as used "
        "by professional bodies.",
        "let the bands follow each other from 0 to the criterion's marks; name the task judged",
        in_item=_cover,
    ),
)
