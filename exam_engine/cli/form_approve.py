"""``exam-engine form approve`` and ``reject``: two people sign a form off, or one stops it."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import home_option, identity_options, open_identity, say
from exam_engine.model.sign_off import Decision
from exam_engine.office.form_approval import decide
from exam_engine.office.home import Home


@click.command("approve")
@click.argument("forms", nargs=-1, required=True, metavar="FORM...")
@click.option("--comment", default="", help="A word on it; it stands on the certificate.")
@identity_options
@home_option
def approve(
    forms: tuple[str, ...],
    comment: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Sign forms off: each may be used once two people have who did not build it.

    Read a proof copy first (form proof), and the certificate (form certificate). The sign-off binds
    this very form by its digest and cannot be taken back, but the form can still be rejected.

    Example: exam-engine form approve FORM --identity reviewer --comment "read in full"
    """
    reviewer = open_identity(home, identity, passphrase_file)
    for form_id in dict.fromkeys(forms):
        found = decide(home, form_id, reviewer, Decision.APPROVED, comment)
        say(f"{form_id}: {found.words}")


@click.command("reject")
@click.argument("form_id", metavar="FORM")
@click.option("--comment", required=True, help="What is wrong, for whoever builds the next one.")
@identity_options
@home_option
def reject(
    form_id: str, comment: str, identity: str | None, passphrase_file: Path | None, home: Home
) -> None:
    """Reject a form: it is never used. What is wrong with it is mended in a new form.

    Anybody with an identity here may, also who built it or signed it off before.

    Example: exam-engine form reject FORM --identity reviewer --comment "questions 3 and 9 overlap"
    """
    reviewer = open_identity(home, identity, passphrase_file)
    found = decide(home, form_id, reviewer, Decision.REJECTED, comment)
    say(f"{form_id}: {found.words}")
