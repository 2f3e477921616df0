"""``exam-engine results``: mark a sitting, show and recompute its results."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.console import Console

from exam_engine.cli.common import (
    Steps,
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.errors import StoreError
from exam_engine.model.result import Result
from exam_engine.office import evidence, marking
from exam_engine.office.home import Home
from exam_engine.report.result_view import ResultView


@click.group()
def command() -> None:
    """Results: pass or fail, with the evidence and a revision number."""


@command.command("mark")
@click.argument("sitting")
@identity_options
@home_option
def mark(
    sitting: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Mark every attempt that has ended and has no result yet.

    The identity has to be a reader of the bank's answers; it signs the results.

    Example: exam-engine results mark spring --identity marker
    """
    marker = open_identity(home, identity, passphrase_file)
    steps = Steps()
    steps.step(f"marking {sitting}")
    done = marking.mark_sitting(home, sitting, marker, steps.counter("attempts marked"))
    passed = marking.pass_count(done.results)
    say(f"{sitting}: {len(done.results)} marked now, {passed} of them passed")
    if done.awaiting:
        say(f"  {len(done.awaiting)} wait for examiners, and have no result yet:")
        for result in done.awaiting[:10]:
            so_far = f"{result.raw_score} of {result.total_marks - result.awaiting} marks so far"
            say(f"    {result.candidate}: {so_far}, {result.awaiting} to be given")
    if done.marked_before:
        say(f"  {done.marked_before} had a result before and were left alone")
    if done.not_ended:
        say(
            f"  not ended yet, not marked: {', '.join(done.not_ended[:10])}"
            + (f" and {len(done.not_ended) - 10} more" if len(done.not_ended) > 10 else "")
        )
    if done.checkpoint:
        say(f"  the audit log stands at entry {done.checkpoint.n}: keep its checkpoint elsewhere,")
        say("  with: exam-engine audit checkpoint --out FILE")


@command.command("show")
@click.argument("sitting")
@click.argument("candidate", required=False)
@home_option
@json_option
def show(sitting: str, candidate: str | None, home: Home, as_json: bool) -> int:
    """Show the results of a sitting, or one candidate's in full.

    Only results whose signatures hold are shown; exit code 1 if there are others.

    Example: exam-engine results show spring C-0042
    """
    found, doubts = marking.genuine_results(home, sitting)
    for doubt in doubts:
        click.echo(f"not shown: candidate {doubt.candidate}: {doubt.problem}", err=True)
    if candidate is not None:
        found = [result for result in found if result.candidate == candidate]
    if not found and not doubts:
        raise StoreError(f"there is no result of {candidate or sitting}; mark with: results mark")
    if as_json:
        print_json([msgspec.to_builtins(result) | {"digest": result.digest} for result in found])
    elif candidate is not None and found:
        exam = evidence.blueprint_of(home, found[0])
        Console().print(ResultView(found[0], exam))
    else:
        _table(found)
    return 1 if doubts else 0


def _table(found: list[Result]) -> None:
    print_table(
        ["candidate", "score", "of", "result", "ending", "revision"],
        [
            (
                result.candidate,
                result.raw_score,
                result.total_marks,
                "pass" if result.passed else "fail",
                result.ending,
                result.revision,
            )
            for result in found
        ],
    )


@command.command("verify")
@click.argument("sitting")
@identity_options
@home_option
def verify(
    sitting: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> int:
    """Recompute every result from the sealed records and compare; exit code 1 if any differs.

    Example: exam-engine results verify spring --identity marker
    """
    reader = open_identity(home, identity, passphrase_file)
    count, differences = marking.verify_results(home, sitting, reader)
    for difference in differences:
        say(f"candidate {difference.candidate}: {difference.problem}")
    say(f"{sitting}: {count} results recomputed, {len(differences)} differences")
    return 1 if differences else 0
