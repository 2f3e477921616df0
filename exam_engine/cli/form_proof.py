"""``exam-engine form proof``: the paper as candidates will see it, for reviewers."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import Steps, home_option, identity_options, open_identity, say
from exam_engine.office.files import write_file
from exam_engine.office.form_proof import make_proof
from exam_engine.office.home import Home


@click.command("proof")
@click.argument("form_id", metavar="FORM")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write it (mode 600): a name that ends in .pdf or .html.",
)
@click.option(
    "--with-answers",
    is_flag=True,
    help="With answer keys and reasons; the identity has to open the bank's answers.",
)
@identity_options
@home_option
def command(
    form_id: str,
    out: Path,
    with_answers: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Make a proof copy of a form: question by question, with scenarios and instructions.

    Every page names who made it and the form's digest; the audit log keeps that it was made. The
    identity has to open the bank's papers. Without --with-answers nothing tells a right answer.

    Example: exam-engine form proof FORM --out proof.pdf --identity reviewer
    """
    if out.suffix not in (".pdf", ".html"):
        raise click.BadParameter(f"{out}: write a name that ends in .pdf or .html")
    if out.exists():
        raise click.BadParameter(f"{out} exists already; it is never replaced")
    reader = open_identity(home, identity, passphrase_file)
    proof = make_proof(home, form_id, reader, with_answers=with_answers)
    # Typesetting takes a moment to load.
    from exam_engine.report.form_proof import proof_page, proof_pdf

    Steps().step("typesetting the proof copy" if out.suffix == ".pdf" else "writing the page")
    arguments = (proof.paper, proof.answers, proof.reader)
    made = proof_pdf(*arguments) if out.suffix == ".pdf" else proof_page(*arguments).encode()
    write_file(out, made)
    told = "with answer keys" if with_answers else "without answers"
    say(f"{out}: {form_id}, {told}; keep it as the bank itself is kept")
