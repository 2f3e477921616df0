"""``exam-engine form certificate``: what a form keeps to, and what is known of it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from exam_engine.assembly.facts.certificate import Certificate
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
from exam_engine.cli.form_reading import read_table, statistics_options
from exam_engine.office.files import write_file
from exam_engine.office.form_facts import certify
from exam_engine.office.home import Home


@click.command("certificate")
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the certificate as a page that opens without a network.",
)
@click.option(
    "--pdf",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the certificate as PDF, the same bytes for the same facts.",
)
@statistics_options
@identity_options
@home_option
@json_option
def command(
    forms: tuple[str, ...],
    html: Path | None,
    pdf: Path | None,
    parameters: Path | None,
    score_sd: float | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Certify forms: every line of blueprint and rules, statistics, exposure, who signed off.

    It holds no item's text and not which answer is right at which question. The identity has to
    open the bank's catalogue; answer positions are counted if it opens the answers too. Exit code 1
    if a line is not kept.

    Example: exam-engine form certificate FORM --pdf certificate.pdf --identity editor
    """
    table = read_table(parameters)
    reader = open_identity(home, identity, passphrase_file)
    certificate = certify(home, forms, reader, table, score_sd)
    _write(certificate, html, pdf)
    if as_json:
        print_json(msgspec.to_builtins(certificate))
    else:
        _say(certificate)
        for path in (html, pdf):
            if path is not None:
                say(f"  {path}")
    return 1 if certificate.broken else 0


def _write(certificate: Certificate, html: Path | None, pdf: Path | None) -> None:
    if html is None and pdf is None:
        return
    # Drawing and typesetting take a moment to load.
    from exam_engine.report.form_certificate import certificate_page, certificate_pdf

    steps = Steps()
    if html is not None:
        steps.step("drawing the page")
        write_file(html, certificate_page(certificate).encode())
    if pdf is not None:
        steps.step("typesetting the PDF")
        write_file(pdf, certificate_pdf(certificate))


def _say(certificate: Certificate) -> None:
    for form in certificate.forms:
        kept = sum(line.kept is True for line in form.lines)
        say(f"{form.id}\n  digest {form.digest}\n  {form.standing}")
        say(f"  {kept} of {len(form.lines)} lines kept, {len(form.broken)} not kept")
        for line in form.broken:
            say(f"  NOT KEPT: {line.name}: wanted {line.wanted}, found {line.found}")
        for one in form.missing:
            say(f"  note: {one}")
        for reason in form.statistics.refused.values():
            say(f"  not stated: {reason}")
    for line in certificate.lines:
        say(f"{'kept' if line.kept else 'NOT KEPT'}: {line.name}: {line.wanted}, {line.found}")
    rows = [
        (form.number, aim.name, f"{aim.aim:g}", f"{aim.found:.4f}", f"{aim.deviation:+.4f}")
        for form in certificate.forms
        for aim in form.aims
    ]
    print_table(["form", "target", "aim", "reached", "deviation"], rows)
