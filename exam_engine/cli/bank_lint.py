"""``exam-engine bank lint``: hold a bank against the rules for item writers."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path

import click

from exam_engine.bank.lint import formats, inputs
from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Severity
from exam_engine.bank.lint.run import RULES, lint
from exam_engine.bank.lint.verbatim_text import Shingles, read_hashes, shingles_of_text
from exam_engine.cli.common import home_option, json_option, print_json, say
from exam_engine.clock import iso_utc
from exam_engine.errors import AuthoringError
from exam_engine.model.form import Form
from exam_engine.office.home import Home
from exam_engine.office.linting import exams_of, given_form, reviews_on_record
from exam_engine.office.shipped import find_bank_folder
from exam_engine.source.bank import read_bank_source
from exam_engine.text import clean_line

_FILE = click.Path(dir_okay=False, path_type=Path)


def _known(_: click.Context, __: click.Parameter, codes: tuple[str, ...]) -> tuple[str, ...]:
    wanted = tuple(code.upper() for code in codes)
    for code in wanted:
        if code not in RULES:
            close = difflib.get_close_matches(code, RULES, n=1)
            hint = f"; did you mean {close[0]}?" if close else "; list them with --explain all"
            raise click.BadParameter(f"there is no rule {code!r}{hint}")
    return wanted


@click.command("lint")
@click.argument("bank", required=False, metavar="PATH")
@click.option(
    "--format",
    "form_of_output",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as annotations of a code host's workflow.",
)
@click.option(
    "--rule",
    "codes",
    multiple=True,
    metavar="CODE",
    callback=_known,
    help="Run this rule alone; may be repeated.",
)
@click.option("--explain", metavar="CODE", help="Print a rule with its evidence; or: all.")
@click.option(
    "--severity",
    type=click.Choice([severity.value for severity in Severity]),
    default="I",
    show_default=True,
    help="The mildest findings to show. The exit code does not depend on it.",
)
@click.option(
    "--blueprint",
    "blueprints",
    multiple=True,
    metavar="NAME",
    help="An exam to hold the bank against, by id or file; those that came with the engine and "
    "that items name are taken by themselves.",
)
@click.option(
    "--form",
    "form_named",
    metavar="ID|FILE",
    help="A form on record, or a form's file: look at its items alone.",
)
@click.option(
    "--reviews",
    type=_FILE,
    help="A JSON file of reviews, for STALE and SELF-REVIEW, instead of those on record in the "
    'home: {"ITEM": {"reviewers": ["NAME"], "last": "2026-01-31"}}.',
)
@click.option("--against", type=_FILE, help="A local text that no item may copy (VERBATIM).")
@click.option("--hashes", type=_FILE, help="The same, from a file made with --write-hashes.")
@click.option(
    "--write-hashes", type=_FILE, help="Write the hashes of the text of --against, then stop."
)
@home_option
@json_option
def command(
    bank: str | None,
    form_of_output: str,
    codes: tuple[str, ...],
    explain: str | None,
    severity: str,
    blueprints: tuple[str, ...],
    form_named: str | None,
    reviews: Path | None,
    against: Path | None,
    hashes: Path | None,
    write_hashes: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Hold a bank (a folder, or one that came with the engine) against the rules for item writers.

    Reviews of this bank that the home has on record count for STALE and SELF-REVIEW. Exit code 1
    if there is an error (E), or a warning (W) that no lint_waive of its item covers.

    Example: exam-engine bank lint iso20000-foundation --rule CUE-REPEAT
    """
    form_of_output = "json" if as_json else form_of_output
    if explain is not None:
        return _explain(explain, as_json=form_of_output == "json")
    if write_hashes is not None:
        return _write_hashes(against, write_hashes)
    if bank is None:
        raise click.UsageError("name a bank folder, or one that came with the engine")
    folder = find_bank_folder(bank)
    source = read_bank_source(folder)
    context = Context(
        source.bank.head,
        source.bank.scenarios,
        source.editions,
        blueprints=exams_of(source.bank, blueprints),
        form=_form(home, form_named) if form_named else None,
        reviews=inputs.read_reviews(reviews) if reviews else reviews_on_record(home, source.bank),
        today=date.fromisoformat(iso_utc(home.clock.now_ms())[:10]),
        shingles=_shingles(against, hashes),
    )
    report = lint(source.items, context, folder=folder, codes=codes)
    least = Severity(severity)
    if form_of_output == "json":
        print_json(formats.as_json(source.bank.head.id, report))
    elif form_of_output == "github":
        say("\n".join(formats.as_annotations(report, least)))
    else:
        say("\n".join(formats.as_text(report, least)))
    return 1 if report.failed else 0


def _form(home: Home, named: str) -> Form:
    given = given_form(home, named)
    if not given.genuine:
        told = f"{named}: not on record in {home.path}, so that nobody's signature stands for it"
        click.echo(clean_line(told), err=True)
    return given.form


def _shingles(against: Path | None, hashes: Path | None) -> Shingles | None:
    if against and hashes:
        raise click.UsageError("give either --against or --hashes")
    if hashes:
        return read_hashes(hashes)
    return shingles_of_text(against) if against else None


def _write_hashes(against: Path | None, target: Path) -> int:
    if against is None:
        raise click.UsageError("--write-hashes needs the text: --against FILE")
    if target.exists():
        raise AuthoringError([f"{target}: is there already; take it away or name another file"])
    shingles = shingles_of_text(against)
    shingles.write(target)
    say(f"{target}: {len(shingles)} hashes of runs of eight words")
    return 0


def _explain(code: str, *, as_json: bool) -> int:
    if code.lower() == "all":
        rules = dict(RULES)
    else:
        (known,) = _known(click.get_current_context(), click.Option(["--explain"]), (code,))
        rules = {known: RULES[known]}
    if as_json:
        print_json(formats.rules_as_json(rules))
    else:
        say("\n\n".join(formats.explanation(rule) for rule in rules.values()))
    return 0
