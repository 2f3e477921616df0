"""The response matrix of a sitting, and its statistics as tables, page and files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from exam_engine.bank.sealed import SealedBank
from exam_engine.delivery.replay import replay, time_on_questions_ms
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.item_type import Security
from exam_engine.office import banks, evidence
from exam_engine.office.home import Home
from exam_engine.office.units import Unit, left_out, units_of
from exam_engine.psychometrics import (
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


def matrix_of_sitting(home: Home, units: Sequence[Unit], sitting: str) -> ResponseMatrix:
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
                    _code(unit, state.responses.get(unit.entry.n, ()), unit.entry.n in state.seen)
                    for unit in units
                ]
            )
            met = state.seen | state.responses.keys()
            times.append([_time(unit, spent, met) for unit in units])
    shape = (len(persons), len(units))
    return response_matrix(
        persons,
        [unit.name for unit in units],
        [unit.entry.options for unit in units],
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
    units, without = units_of(form, answers), tuple(left_out(form, answers))
    with banks.open_revision(home, form, reader) as bank:
        texts = _texts(units, blueprint, bank)
    matrix = matrix_of_sitting(home, units, sitting)
    given = ReportInput(
        title=blueprint.title,
        sitting=sitting,
        form=form.id,
        form_digest=form.digest,
        cut_score=None if without else form.cut_score,
        confidential=blueprint.security is Security.SECURE,
        items=texts,
        matrix=matrix,
        scores=scores_of_answers(matrix, {unit.name: unit.answer for unit in units}),
        left_out=without,
        **({} if minimum_n is None else {"minimum_n": minimum_n}),
    )
    return make_report(given)


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write the CSV files and ``report.html`` into ``folder``; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    write_html(page, report)
    return [*write_tables(folder, report), page]


def _code(unit: Unit, response: tuple[str, ...], seen: bool) -> int:
    chosen = unit.chosen(response)
    if chosen:
        return unit.entry.options.index(chosen)
    return OMITTED if seen else NOT_REACHED


def _time(unit: Unit, spent: Mapping[int, int], met: Collection[int]) -> int:
    """Return the time on a unit; lines share a question's time, which is known of it alone."""
    n = unit.entry.n
    return min(spent.get(n, TIME_UNKNOWN), _LONGEST_MS) if n in met else TIME_UNKNOWN


def _texts(units: Sequence[Unit], blueprint: Blueprint, bank: SealedBank) -> tuple[ItemText, ...]:
    titles = {leaf.code: leaf.title for leaf in blueprint.leaves()}
    texts = []
    for unit in units:
        entry = unit.entry
        paper = bank.paper(entry.item, entry.version, entry.paper_digest)
        options = {option.id: option.text or option.id for option in paper.options}
        options |= FIXED_OPTIONS.get(paper.type.value, {})
        lines = [" BECAUSE ".join(prompt.texts) for prompt in paper.prompts]
        texts.append(
            ItemText(
                number=ItemNumber(entry.n, unit.line + 1 if lines else 0),
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
