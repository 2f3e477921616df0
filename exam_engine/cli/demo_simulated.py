"""The demonstration with simulated candidates: service, marking, statistics; no terminal needed."""

from __future__ import annotations

from pathlib import Path

import msgspec
from rich.console import Console

from exam_engine.canonical import canonical_json
from exam_engine.cli.common import Steps, say
from exam_engine.clock import SetClock, Stopwatch, parse_utc_ms
from exam_engine.model.form import Form
from exam_engine.model.result import Result
from exam_engine.office import analysis, banks, evidence, marking, sittings
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.office.roster_file import lines_for
from exam_engine.report.csv_text import csv_text
from exam_engine.report.terminal import StatisticsView
from exam_engine.service.room import ExamRoom
from exam_engine.simulation import practice
from exam_engine.simulation.plan import Rehearsal, draw_plans
from exam_engine.simulation.practice import PracticeBody
from exam_engine.simulation.sitting import sit

# Simulated exams begin on a fixed day, so that two runs leave the same records.
_OPENS_MS = parse_utc_ms("2026-01-05T09:00:00Z")


def run(temporary: Path, exam: str, candidates: int, seed: int, out: Path, steps: Steps) -> None:
    """Run the whole chain in ``temporary`` and leave the files in ``out``."""
    watch = Stopwatch()
    home = Home(temporary / "home", SetClock(_OPENS_MS))
    try:
        body, form = _prepare(home, exam, seed, steps)
        rehearsal = _sit(body, form, candidates, seed, steps)
        results = _mark(body, steps)
        _report(body, form, rehearsal, results, out, steps)
    finally:
        home.close()
    say(f"{candidates} candidates in {watch.elapsed_s():.1f} s")


def _prepare(home: Home, exam: str, seed: int, steps: Steps) -> tuple[PracticeBody, Form]:
    steps.step("making identities: custodian, editor, two reviewers, centre, marker")
    body = practice.found(home, exam=exam)
    steps.step("sealing the item bank")
    items = body.seal_bank()
    steps.step(f"building a form of {body.blueprint.paper.items} from {items} items, seed {seed}")
    form = body.build_form(seed)
    steps.step("two reviewers have signed it off")
    return body, form


def _sit(body: PracticeBody, form: Form, candidates: int, seed: int, steps: Steps) -> Rehearsal:
    with banks.open_revision(body.home, form, body.people["marker"]) as bank:
        answers = evidence.answers_for(bank, form)
    rehearsal = draw_plans(form, answers, candidates, seed)
    lines = lines_for([plan.candidate for plan in rehearsal.plans])
    issued = body.schedule(form, _OPENS_MS, lines)
    host = body.people["centre"]
    planned = sittings.open_papers(body.home, host).planned
    codes = {one.candidate.number: one.code for one in issued}
    seats = [(plan, codes[plan.candidate.number]) for plan in rehearsal.plans]
    steps.step(f"sitting {candidates} simulated candidates through the service")
    clock = body.home.clock
    assert isinstance(clock, SetClock)
    service = ExamRoom(body.home.engine, clock, planned, host, sweeps=False)
    sit(service, clock, _OPENS_MS, seats, steps.counter("candidates finished"))
    return rehearsal


def _mark(body: PracticeBody, steps: Steps) -> list[Result]:
    steps.step("marking")
    done = marking.mark_sitting(
        body.home, practice.SITTING, body.people["marker"], steps.counter("attempts marked")
    )
    return sorted([*done.results, *done.awaiting], key=lambda result: result.candidate)


def _report(
    body: PracticeBody,
    form: Form,
    rehearsal: Rehearsal,
    results: list[Result],
    out: Path,
    steps: Steps,
) -> None:
    steps.step("item statistics, tables and pictures")
    report = analysis.report_on_sitting(body.home, practice.SITTING, body.people["marker"])
    files = analysis.write_report(report, out)
    write_file(out / "form.json", msgspec.json.format(canonical_json(form), indent=2) + b"\n")
    write_file(out / "results.csv", _results_csv(results).encode())
    parameters = rehearsal.parameters.to_csv(float_format="%.6f", lineterminator="\n")
    write_file(out / "simulation_parameters.csv", parameters.encode())
    Console().print(StatisticsView(report, options=False))
    final = [result for result in results if not result.awaiting]
    say(f"\nform {form.id}, digest {form.digest[:16]}")
    say(
        f"{len(final)} results, {marking.pass_count(final)} passed; {len(files) + 3} files in {out}"
    )
    if len(final) < len(results):
        say(f"{len(results) - len(final)} attempts wait for examiners")
    say(f"open {out / 'report.html'} in a browser")


def _results_csv(results: list[Result]) -> str:
    header = (
        *("candidate", "raw_score", "awaiting", "total_marks", "cut_score"),
        *("passed", "ending", "revision"),
    )
    return csv_text(
        header,
        [
            (
                result.candidate,
                result.raw_score,
                result.awaiting,
                result.total_marks,
                result.cut_score,
                _passed(result),
                result.ending,
                result.revision,
            )
            for result in results
        ],
    )


def _passed(result: Result) -> str:
    if result.awaiting:
        return ""
    return "yes" if result.passed else "no"
