"""``exam-engine bank rotate``: new secrets for a sealed bank."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.bank.sealed import COMPARTMENTS
from exam_engine.cli.bank_readers import say_done
from exam_engine.cli.common import home_option, identity_options, open_identity
from exam_engine.office import custody
from exam_engine.office.home import Home


@click.command("rotate")
@click.argument("bank")
@click.option(
    "--compartment",
    "compartments",
    multiple=True,
    type=click.Choice(COMPARTMENTS),
    help="Which compartment; may be repeated. Left out: all.",
)
@identity_options
@home_option
def command(
    bank: str,
    compartments: tuple[str, ...],
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Draw new secrets and encrypt every entry anew, without writing a text anywhere.

    Who may open the bank stays as it is, and so does its content digest: forms built from it are
    not concerned. The old file is replaced only when the new one has been read back whole.

    Example: exam-engine bank rotate iso20000-foundation --identity custodian
    """
    actor = open_identity(home, identity, passphrase_file)
    say_done(custody.rotate(home, bank, actor, compartments))
