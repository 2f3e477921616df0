"""``exam-engine results``: mark a sitting, show and recompute its results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console

from exam_engine.bank.sealed import SealedBank
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
from exam_engine.model.blueprint import Blueprint
from exam_engine.office import banks, marking
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_blueprint
from exam_engine.report.result_view import ResultView
from exam_engine.store import records
from exam_engine.vault.identity import Identity


@click.group()
def command() -> None:
    """Results: pass or fail, with the evidence and a revision number."""


@command.command("mark")
@click.argument("sitting")
@click.option("--blueprint", help="The blueprint's file, if it did not come with the engine.")
@identity_options
@home_option
def mark(
    sitting: str,
    blueprint: str | None,
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
    with _evidence(home, sitting, blueprint, marker) as (exam, bank):
        steps.step(f"marking {sitting}")
        done = marking.mark_sitting(
            home, exam, bank, sitting, marker, steps.counter("attempts marked")
        )
    passed = marking.pass_count(done.results)
    say(f"{sitting}: {len(done.results)} marked now, {passed} of them passed")
    if done.marked_before:
        say(f"  {done.marked_before} had a result before and were left alone")
    if done.not_ended:
        say(
            f"  not ended yet, not marked: {', '.join(done.not_ended[:10])}"
            + (f" and {len(done.not_ended) - 10} more" if len(done.not_ended) > 10 else "")
        )


@command.command("show")
@click.argument("sitting")
@click.argument("candidate", required=False)
@home_option
@json_option
def show(sitting: str, candidate: str | None, home: Home, as_json: bool) -> None:
    """Show the results of a sitting, or one candidate's in full.

    Example: exam-engine results show spring C-0042
    """
    found = records.results(home.engine, sitting)
    if candidate is not None:
        found = [signed for signed in found if signed.result.candidate == candidate]
    if not found:
        raise StoreError(f"there is no result of {candidate or sitting}; mark with: results mark")
    if as_json:
        print_json([msgspec.to_builtins(signed) for signed in found])
        return
    if candidate is not None:
        result = found[0].result
        Console().print(ResultView(result, find_blueprint(result.blueprint)))
        return
    print_table(
        ["candidate", "score", "of", "result", "ending", "revision"],
        [
            (
                signed.result.candidate,
                signed.result.raw_score,
                signed.result.total_marks,
                "pass" if signed.result.passed else "fail",
                signed.result.ending,
                signed.result.revision,
            )
            for signed in found
        ],
    )


@command.command("verify")
@click.argument("sitting")
@click.option("--blueprint", help="The blueprint's file, if it did not come with the engine.")
@identity_options
@home_option
def verify(
    sitting: str,
    blueprint: str | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> int:
    """Recompute every result from the sealed records and compare; exit code 1 if any differs.

    Example: exam-engine results verify spring --identity marker
    """
    reader = open_identity(home, identity, passphrase_file)
    with _evidence(home, sitting, blueprint, reader) as (exam, bank):
        count, differences = marking.verify_results(home, exam, bank, sitting)
    for difference in differences:
        say(f"candidate {difference.candidate}: {difference.problem}")
    say(f"{sitting}: {count} results recomputed, {len(differences)} differences")
    return 1 if differences else 0


@contextmanager
def _evidence(
    home: Home, sitting: str, blueprint: str | None, reader: Identity
) -> Iterator[tuple[Blueprint, SealedBank]]:
    """The blueprint and the opened bank of a sitting's form."""
    form = marking.form_of_sitting(home, sitting)
    with banks.open_bank(home, form.bank, reader) as bank:
        yield find_blueprint(blueprint or form.blueprint), bank
