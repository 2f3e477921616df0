"""``exam-engine form check``: hold forms on record against blueprint and rules once more."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.cli.form_reading import read_table
from exam_engine.office.form_facts import certify
from exam_engine.office.home import Home


@click.command("check")
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@click.option(
    "--parameters",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A CSV file of item parameters; left out: those that the forms were built from.",
)
@click.option("--all", "every", is_flag=True, help="Show the lines that are kept as well.")
@identity_options
@home_option
@json_option
def command(
    forms: tuple[str, ...],
    parameters: Path | None,
    every: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Check forms on record against their blueprint, their order's rules and the bank.

    Everything is counted again by code that building does not use. Exit code 1 if a line is not
    kept.

    Example: exam-engine form check FORM --identity editor
    """
    table = read_table(parameters)
    found = certify(home, forms, open_identity(home, identity, passphrase_file), table)
    lines = [(form.id, line) for form in found.forms for line in form.lines]
    lines += [("all of them", line) for line in found.lines]
    if as_json:
        print_json([{"form": form, **msgspec.to_builtins(line)} for form, line in lines])
        return 1 if found.broken else 0
    shown = [(form, line) for form, line in lines if every or line.kept is False]
    words = {True: "kept", False: "NOT KEPT", None: "not judged"}
    print_table(
        ["form", "source", "line", "wanted", "found", ""],
        [
            (form, one.source, one.name, one.wanted, one.found, words[one.kept])
            for form, one in shown
        ],
    )
    for form in found.forms:
        for one in form.missing:
            say(f"note: {form.id}: {one}")
    unjudged = sum(line.kept is None for _, line in lines)
    kept = len(lines) - found.broken - unjudged
    say(f"{kept} of {len(lines)} lines kept, {found.broken} not kept, {unjudged} not judged")
    return 1 if found.broken else 0
