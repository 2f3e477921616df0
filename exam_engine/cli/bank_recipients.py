"""``exam-engine bank recipients``: who may open a sealed bank, and who no longer."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank
from exam_engine.cli.bank_readers import (
    SYNTAX,
    compartments_of_names,
    names_by_compartment,
    say_done,
)
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.office import custody
from exam_engine.office.home import Home
from exam_engine.vault.header import HeaderRecipient
from exam_engine.vault.trust import TrustedSigners


@click.group("recipients")
def command() -> None:
    """Add, remove and show who may open a sealed bank.

    Whoever may open a compartment may let others open it, or take that away. The bank's texts are
    not touched; the file is signed by --identity and replaced in one step.
    """


@command.command("show")
@click.argument("bank")
@home_option
@json_option
def show(bank: str, home: Home, as_json: bool) -> None:
    """Show who may open which compartment; opens nothing.

    Example: exam-engine bank recipients show iso20000-foundation
    """
    trusted = home.trusted()
    with SealedBank(home.find_bank(bank), None, trusted) as sealed:
        readers = [(reader, _known_as(trusted, reader)) for reader in sealed.header.recipients]
    if as_json:
        print_json(
            [
                {
                    "name": reader.name,
                    "fingerprint": reader.fingerprint,
                    "compartments": _may_open(reader),
                    "known": known == "yes",
                }
                for reader, known in readers
            ]
        )
        return
    print_table(
        ["recipient", "fingerprint", "may open", "known here"],
        [
            (reader.name, reader.fingerprint, ", ".join(_may_open(reader)), known)
            for reader, known in readers
        ],
    )


@command.command("add")
@click.argument("bank")
@click.option(
    "--to",
    "readers",
    multiple=True,
    required=True,
    metavar=SYNTAX,
    help="Who may open what from now on, such as auditor=paper,answers; may be repeated.",
)
@identity_options
@home_option
def add(
    bank: str,
    readers: tuple[str, ...],
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Let recipients open compartments that --identity may open.

    Example: exam-engine bank recipients add iso20000-foundation --to auditor=catalogue,paper
    --identity custodian
    """
    wanted = names_by_compartment(readers)
    actor = open_identity(home, identity, passphrase_file)
    say_done(custody.add_recipients(home, bank, actor, wanted))
    for compartment, names in wanted.items():
        say(f"  {compartment}: now also {', '.join(names)}")


@command.command("remove")
@click.argument("bank")
@click.option(
    "--from",
    "readers",
    multiple=True,
    required=True,
    metavar="NAME[=COMPARTMENTS]",
    help="Whom to take away, from everything or from these compartments; may be repeated.",
)
@click.option(
    "--keep-secrets",
    is_flag=True,
    help="Do not rotate: whoever leaves could still open every later copy with what they know.",
)
@identity_options
@home_option
def remove(
    bank: str,
    readers: tuple[str, ...],
    keep_secrets: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Take recipients away, and rotate the secrets that they knew.

    Example: exam-engine bank recipients remove iso20000-foundation --from marker=answers
    --identity custodian
    """
    leaving = compartments_of_names(readers, all_if_none=True)
    actor = open_identity(home, identity, passphrase_file)
    done = custody.remove_recipients(home, bank, actor, leaving, keep_secrets=keep_secrets)
    say_done(done)
    names = ", ".join(leaving)
    say(f"  removed: {names}")
    if keep_secrets:
        say(
            f"WARNING: the secrets were kept. {names} can still open this file and every later "
            "copy with what they know; run: exam-engine bank rotate"
        )
    say(f"Copies of the old file elsewhere still open for {names}: destroy those that you can.")
    for path in custody.other_revisions_open_to(home, done, leaving):
        say(f"Another revision is still sealed to {names}: {path.name}")


def _may_open(reader: HeaderRecipient) -> list[str]:
    return [compartment for compartment in COMPARTMENTS if compartment in reader.wrapped]


def _known_as(trusted: TrustedSigners, reader: HeaderRecipient) -> str:
    known = trusted.by_fingerprint(reader.fingerprint)
    if known is None:
        return "NO"
    return "yes" if known.name == reader.name else f"as {known.name}"
