"""The response matrix of a sitting, and its statistics as tables, page and files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from exam_engine.bank.sealed import SealedBank
from exam_engine.delivery.replay import replay, time_on_questions_ms
from exam_engine.model.attempt import Recorded
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.item_type import Security
from exam_engine.office import banks, evidence
from exam_engine.office.evidence import Evidence
from exam_engine.office.home import Home
from exam_engine.office.units import Studied, Unit, studied
from exam_engine.psychometrics import (
    NOT_PRESENTED,
    NOT_REACHED,
    OMITTED,
    TIME_UNKNOWN,
    ResponseMatrix,
    response_matrix,
    scores_of_answers,
)
from exam_engine.report.html import write_html
from exam_engine.report.input import ItemNumber, ItemText, Report, ReportInput, make_report
from exam_engine.report.tables import write_tables
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_sitting
from exam_engine.vault.identity import Identity
from exam_engine.wire.instructions import FIXED_OPTIONS

_LONGEST_MS = 2**31 - 1


def matrix_of_sitting(home: Home, found: Evidence, study: Studied) -> ResponseMatrix:
    """Return the responses of every attempt of a sitting that has ended, by candidate number.

    A question that was seen and left blank is omitted; one that was never seen, not reached; one
    of another form was not presented.
    """
    persons, chosen, times = [], [], []
    with reading(home.engine) as connection:
        for place in places_of_sitting(connection, found.sitting.id):
            if place.ended_ms is None:
                continue
            recorded = recorded_events(connection, place.attempt_id)
            own = study.on_form[found.form_of(place.candidate.number).id]
            codes, spent_ms = _row(study, own, recorded)
            persons.append(place.candidate.number)
            chosen.append(codes)
            times.append(spent_ms)
    shape = (len(persons), len(study.units))
    return response_matrix(
        persons,
        list(study.units),
        [unit.entry.options for unit in study.units.values()],
        np.array(chosen, dtype=np.int8).reshape(shape),
        np.array(times, dtype=np.int32).reshape(shape),
    )


def report_on_sitting(
    home: Home, sitting: str, reader: Identity, minimum_n: int | None = None
) -> Report:
    """Analyse a sitting. ``reader`` has to be a reader of the bank's papers and answers.

    :raises EstimationError: if ``minimum_n`` is below the least that is allowed.
    """
    found = evidence.gather(home, sitting, reader)
    forms = list(found.forms.values())
    study = studied(forms, found.answers)
    with banks.open_revision(home, forms[0], reader) as bank:
        texts = _texts(study, len(forms), found.blueprint, bank)
    matrix = matrix_of_sitting(home, found, study)
    whole = not any(entry.scored for entry in study.left_out)
    given = ReportInput(
        title=found.blueprint.title,
        sitting=sitting,
        forms=tuple((form.id, form.digest) for form in forms),
        # Without some scored item, the totals studied are not those of the exam.
        cut_score=forms[0].cut_score if whole else None,
        confidential=found.blueprint.security is Security.SECURE,
        items=texts,
        matrix=matrix,
        scores=scores_of_answers(
            matrix,
            {name: unit.answer for name, unit in study.units.items()},
            trial={name for name, unit in study.units.items() if not unit.entry.scored},
        ),
        form_marks=forms[0].total_marks if whole else None,
        left_out=tuple(entry.item for entry in study.left_out),
        **({} if minimum_n is None else {"minimum_n": minimum_n}),
    )
    return make_report(given)


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write the CSV files and ``report.html`` into ``folder``; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    write_html(page, report)
    return [*write_tables(folder, report), page]


def _row(
    study: Studied, own: Mapping[str, Unit], recorded: Sequence[Recorded]
) -> tuple[list[int], list[int]]:
    """Return codes and times of one attempt, a column for each unit of the sitting."""
    state = replay(recorded)
    spent = time_on_questions_ms(recorded)
    met = state.seen | state.responses.keys()
    codes, times = [], []
    for name, column in study.units.items():
        unit = own.get(name)
        if unit is None:
            codes.append(NOT_PRESENTED)
            times.append(TIME_UNKNOWN)
            continue
        n = unit.entry.n
        option = unit.chosen(state.responses.get(n, ()))
        blank = OMITTED if n in state.seen else NOT_REACHED
        codes.append(column.entry.options.index(option) if option else blank)
        times.append(_time(n, spent, met))
    return codes, times


def _time(n: int, spent: Mapping[int, int], met: Collection[int]) -> int:
    """Return the time on a question; its lines share it, since it is known of the whole alone."""
    return min(spent.get(n, TIME_UNKNOWN), _LONGEST_MS) if n in met else TIME_UNKNOWN


def _texts(
    study: Studied, forms: int, blueprint: Blueprint, bank: SealedBank
) -> tuple[ItemText, ...]:
    """Return the texts of all units; on several forms, questions are numbered by their items."""
    numbers: dict[str, int] = {}
    titles = {leaf.code: leaf.title for leaf in blueprint.leaves()}
    texts = []
    for unit in study.units.values():
        entry = unit.entry
        number = numbers.setdefault(entry.item, len(numbers) + 1) if forms > 1 else entry.n
        paper = bank.paper(entry.item, entry.version, entry.paper_digest)
        options = {option.id: option.text or option.id for option in paper.options}
        options |= FIXED_OPTIONS.get(paper.type.value, {})
        lines = [" BECAUSE ".join(prompt.texts) for prompt in paper.prompts]
        texts.append(
            ItemText(
                number=ItemNumber(number, unit.line + 1 if lines else 0),
                item=unit.name,
                requirement=entry.requirement,
                requirement_title=titles[entry.requirement],
                level=entry.level,
                stem=f"{paper.stem}\n\n{lines[unit.line]}" if lines else paper.stem,
                options=tuple(options[option] for option in entry.options),
                expected_s=entry.expected_seconds,
            )
        )
    return tuple(texts)
