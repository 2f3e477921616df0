"""``exam-engine form compare``: forms side by side."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from exam_engine.assembly.facts.comparison import comparison
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.cli.form_reading import read_table, statistics_options
from exam_engine.office.form_facts import certify
from exam_engine.office.home import Home


@click.command("compare")
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@statistics_options
@identity_options
@home_option
@json_option
def command(
    forms: tuple[str, ...],
    parameters: Path | None,
    score_sd: float | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> None:
    """Show forms side by side: content, levels, types, marks, words, time, statistics, overlap.

    The identity has to open the bank's catalogue.

    Example: exam-engine form compare FORM-A FORM-B --identity editor
    """
    if len(set(forms)) < 2:
        raise click.UsageError("name two forms or more, each of them once")
    table = read_table(parameters)
    reader = open_identity(home, identity, passphrase_file)
    found = certify(home, forms, reader, table, score_sd)
    rows = comparison(found)
    if as_json:
        ids = [form.id for form in found.forms]
        print_json({"forms": ids, "rows": [msgspec.to_builtins(row) for row in rows]})
        return
    labels = [f"F{at}" for at, _ in enumerate(found.forms, start=1)]
    short = dict(zip((form.id for form in found.forms), labels, strict=True))
    for label, form in zip(labels, found.forms, strict=True):
        say(f"{label}  {form.id}")
    say()
    print_table(
        ["", "", *labels, "difference"],
        [(row.group, short.get(row.name, row.name), *row.cells, row.spread) for row in rows],
    )
    for reason in dict.fromkeys(
        reason for form in found.forms for reason in form.statistics.refused.values()
    ):
        say(f"not stated: {reason}")
