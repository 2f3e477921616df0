"""``exam-engine form``: build and show forms."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
import msgspec

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
from exam_engine.office import banks, evidence, forms
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_blueprint
from exam_engine.store import records


@click.group()
def command() -> None:
    """Forms: frozen, ordered sets of items built to a blueprint."""


@command.command("build")
@click.argument("blueprint")
@click.option(
    "--forms",
    "count",
    default=1,
    show_default=True,
    type=click.IntRange(1, 50),
    help="How many forms; no item stands on two of them.",
)
@click.option(
    "--seed",
    "seed",
    default=1,
    show_default=True,
    type=click.IntRange(0, 2**53 - 1),
    help="Start of the random draw: the same number gives the same forms, to the byte.",
)
@click.option("--bank", help="A sealed bank; left out: the one that the blueprint names.")
@identity_options
@home_option
@json_option
def build(
    blueprint: str,
    count: int,
    seed: int,
    bank: str | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> None:
    """Build forms without a common item from a sealed bank.

    Example: exam-engine form build tuv-sud/foundation --forms 2
    """
    exam = find_blueprint(blueprint)
    editor = open_identity(home, identity, passphrase_file)
    steps = Steps()
    steps.step(f"building {count} of {exam.title}")
    with banks.open_bank(home, bank or exam.bank, editor) as sealed:
        built = forms.build(home, exam, sealed, editor, count, seed)
    if as_json:
        print_json([msgspec.to_builtins(form) | {"digest": form.digest} for form in built])
        return
    for form in built:
        say(f"{form.id}")
        say(f"  digest {form.digest}")
        say(
            f"  {len(form.items)} items, {form.minutes} minutes, "
            f"{form.cut_score} of {form.total_marks} marks to pass"
        )
        say(f"  {home.form(form.id)}")


@command.command("list")
@home_option
@json_option
def list_(home: Home, as_json: bool) -> None:
    """List the forms on record, an id a line.

    Example: exam-engine form list
    """
    found = records.form_ids(home.engine)
    if as_json:
        print_json(found)
    else:
        say("\n".join(found) or "no forms; build one with: exam-engine form build BLUEPRINT")


@command.command("show")
@click.argument("form_id")
@home_option
@json_option
def show(form_id: str, home: Home, as_json: bool) -> None:
    """Show a form on record: which items, under which requirements.

    Example: exam-engine form show tuv-sud-foundation-2018-1-c77f7165-rng1-1of1
    """
    form = evidence.genuine_form(home, form_id)
    if as_json:
        print_json(msgspec.to_builtins(form) | {"digest": form.digest})
        return
    say(f"{form.id}\n  digest {form.digest}")
    say(
        f"  {form.blueprint}, blueprint {form.blueprint_digest[:16]}; "
        f"bank {form.bank}, content {form.content_digest[:16]}; rng {form.seed}\n"
    )
    print_table(
        ["n", "item", "requirement", "level", "topic"],
        [(e.n, e.item, e.requirement, e.level, e.topic) for e in form.items],
    )
    levels = Counter(entry.level for entry in form.items)
    say("\nlevels: " + ", ".join(f"{level} {n}" for level, n in sorted(levels.items())))
