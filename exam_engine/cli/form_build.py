"""``exam-engine form build``: build forms to a blueprint and an order."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from exam_engine.assembly.assemble import Effort
from exam_engine.cli.common import (
    Steps,
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    say,
)
from exam_engine.cli.form_options import order_options
from exam_engine.model.form import Form
from exam_engine.office import banks, forms
from exam_engine.office.home import Home
from exam_engine.office.ordering import Wishes, ordered

_MOST_SHOWN = 20


@click.command("build")
@order_options
@click.option(
    "--within",
    "seconds",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 86_400),
    help="End the search after so long, with the best forms by then. Such forms cannot be rebuilt.",
)
@identity_options
@home_option
@json_option
def command(
    wishes: Wishes,
    seconds: float | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> None:
    """Build forms from a sealed bank, to a blueprint and, with --order, to further rules.

    BLUEPRINT is an id such as tuv-sud/foundation, or a .toml file; an order may name it instead.
    What is said here takes the place of what the order says. No item stands on two forms, unless a
    rule allows it.

    Example: exam-engine form build tuv-sud/foundation --forms 2
    """
    asked = ordered(wishes)
    editor = open_identity(home, identity, passphrase_file)
    steps = Steps()
    steps.step(f"building {asked.order.forms} of {asked.blueprint.title}")
    effort = Effort(seconds=seconds)
    with banks.open_bank(home, asked.bank, editor) as sealed, _stopping_at_once():
        built = forms.prepare(home, asked, sealed, effort, steps.counter("forms"))
    forms.keep(home, asked, built, editor)
    for note in built.notes:
        click.echo(f"note: {note}", err=True)
    if as_json:
        print_json([msgspec.to_builtins(form) | {"digest": form.digest} for form in built.forms])
        return
    for form in built.forms[:_MOST_SHOWN]:
        _say(home, form)
    if len(built.forms) > _MOST_SHOWN:
        say(f"and {len(built.forms) - _MOST_SHOWN} more; see: exam-engine form list")


@contextmanager
def _stopping_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process at once, even inside the solver: nothing is written yet."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _say(home: Home, form: Form) -> None:
    trial = sum(not entry.scored for entry in form.items)
    on_trial = f" and {trial} on trial" if trial else ""
    language = f", in {form.language}" if form.language else ""
    say(f"{form.id}")
    say(f"  digest {form.digest}")
    say(
        f"  {len(form.items) - trial} items{on_trial}, {form.minutes} minutes, "
        f"{form.cut_score} of {form.total_marks} marks to pass{language}"
    )
    say(f"  {home.form(form.id)}")
