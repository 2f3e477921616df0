"""``exam-engine bank seal``: seal a bank folder."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.bank.sealed import COMPARTMENTS
from exam_engine.cli.common import home_option, identity_options, open_identity, say
from exam_engine.office import banks
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_bank_folder


@click.command("seal")
@click.argument("folder")
@click.option(
    "--to",
    "readers",
    multiple=True,
    metavar="NAME=COMPARTMENTS",
    help="Who may open what, such as marker=paper,answers; may be repeated. "
    "Left out: the signing identity alone, everything.",
)
@identity_options
@home_option
def command(
    folder: str,
    readers: tuple[str, ...],
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> int:
    """Seal a bank folder, signed by --identity.

    Items of a secure bank are sealed in the state that their life on record supports. Exit code 1:
    it is sealed, and items are named that were modified since their approval, or whose record was
    altered; no form takes them.

    Example: exam-engine bank seal iso20000-foundation --identity custodian
    --to editor=catalogue,paper,answers --to marker=paper,answers
    """
    wanted = _readers(readers)
    signer = open_identity(home, identity, passphrase_file)
    source = find_bank_folder(folder)
    if not wanted:
        wanted = {compartment: [signer.name] for compartment in COMPARTMENTS}
    doubts: list[str] = []
    path, content = banks.seal(home, source, signer, wanted, doubts.append)
    say(f"sealed: {path}")
    say(f"  content {content[:16]}, signed by {signer.name} ({signer.fingerprint})")
    for compartment in COMPARTMENTS:
        say(f"  {compartment}: {', '.join(wanted.get(compartment, [])) or 'nobody'}")
    for doubt in doubts:
        say(f"! {doubt}")
    return 1 if doubts else 0


def _readers(options: tuple[str, ...]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for option in options:
        name, _, compartments = option.partition("=")
        for compartment in filter(None, compartments.split(",")):
            if compartment not in COMPARTMENTS:
                raise click.BadParameter(
                    f"{option!r}: there is no compartment {compartment!r}; there are: "
                    + ", ".join(COMPARTMENTS)
                )
            wanted.setdefault(compartment, []).append(name)
        if not compartments:
            raise click.BadParameter(f"{option!r}: write NAME=COMPARTMENTS, such as marker=answers")
    return wanted
