"""The response matrix of a sitting, and its statistics as tables, page and files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from exam_engine.bank.sealed import SealedBank
from exam_engine.delivery.replay import replay, time_on_questions_ms
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item import Security
from exam_engine.office import banks, evidence
from exam_engine.office.home import Home
from exam_engine.psychometrics import (
    NOT_REACHED,
    OMITTED,
    TIME_UNKNOWN,
    ResponseMatrix,
    response_matrix,
    scores_of_answers,
)
from exam_engine.report.html import write_html
from exam_engine.report.input import ItemText, Report, ReportInput, make_report
from exam_engine.report.tables import write_tables
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_sitting
from exam_engine.vault.identity import Identity

_LONGEST_MS = 2**31 - 1


def matrix_of_sitting(home: Home, form: Form, sitting: str) -> ResponseMatrix:
    """Return the responses of every attempt of a sitting that has ended, by candidate number.

    A question that was seen and left blank is omitted; one that was never seen, not reached.
    """
    persons, chosen, times = [], [], []
    with reading(home.engine) as connection:
        for place in places_of_sitting(connection, sitting):
            if place.ended_ms is None:
                continue
            recorded = recorded_events(connection, place.attempt_id)
            state = replay(recorded)
            spent = time_on_questions_ms(recorded)
            persons.append(place.candidate.number)
            chosen.append(
                [
                    _code(entry, state.responses.get(entry.n, ()), entry.n in state.seen)
                    for entry in form.items
                ]
            )
            times.append(
                [
                    min(spent.get(entry.n, TIME_UNKNOWN), _LONGEST_MS)
                    if entry.n in state.seen or entry.n in state.responses
                    else TIME_UNKNOWN
                    for entry in form.items
                ]
            )
    shape = (len(persons), len(form.items))
    return response_matrix(
        persons,
        [entry.item for entry in form.items],
        [entry.options for entry in form.items],
        np.array(chosen, dtype=np.int8).reshape(shape),
        np.array(times, dtype=np.int32).reshape(shape),
    )


def report_on_sitting(
    home: Home, sitting: str, reader: Identity, minimum_n: int | None = None
) -> Report:
    """Analyse a sitting. ``reader`` has to be a reader of the bank's papers and answers.

    :raises EstimationError: if ``minimum_n`` is below the least that is allowed.
    """
    _, form, blueprint, answers = evidence.gather(home, sitting, reader)
    with banks.open_revision(home, form, reader) as bank:
        texts = _texts(form, blueprint, bank)
    matrix = matrix_of_sitting(home, form, sitting)
    given = ReportInput(
        title=blueprint.title,
        sitting=sitting,
        form=form.id,
        form_digest=form.digest,
        cut_score=form.cut_score,
        confidential=blueprint.security is Security.SECURE,
        items=texts,
        matrix=matrix,
        scores=scores_of_answers(
            matrix, {item: found.lines[0].answer for item, found in answers.items()}
        ),
        **({} if minimum_n is None else {"minimum_n": minimum_n}),
    )
    return make_report(given)


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write the CSV files and ``report.html`` into ``folder``; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    write_html(page, report)
    return [*write_tables(folder, report), page]


def _code(entry: FormItem, response: tuple[str, ...], seen: bool) -> int:
    if response:
        return entry.options.index(response[0])
    return OMITTED if seen else NOT_REACHED


def _texts(form: Form, blueprint: Blueprint, bank: SealedBank) -> tuple[ItemText, ...]:
    titles = {leaf.code: leaf.title for leaf in blueprint.leaves()}
    texts = []
    for entry in form.items:
        paper = bank.paper(entry.item, entry.version, entry.paper_digest)
        options = {option.id: option.text for option in paper.options}
        texts.append(
            ItemText(
                number=entry.n,
                item=entry.item,
                requirement=entry.requirement,
                requirement_title=titles[entry.requirement],
                level=entry.level,
                stem=paper.stem,
                options=tuple(options[option] for option in entry.options),
                expected_s=entry.expected_seconds,
            )
        )
    return tuple(texts)
