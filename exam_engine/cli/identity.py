"""``exam-engine identity``: make, show and trust identities."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import (
    PASSPHRASE_FILE,
    ask_passphrase,
    home_option,
    json_option,
    print_json,
    print_table,
    say,
)
from exam_engine.errors import VaultError
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.vault.identity import Identity, load_recipient, save_identity
from exam_engine.vault.secret import read_passphrase_file


@click.group()
def command() -> None:
    """Identities: who may open sealed files, and who signed them.

    An identity is a pair of files: NAME.identity holds its secrets under a passphrase, and
    NAME.recipient is the public half to give to others.
    """


@command.command("new")
@click.argument("name")
@click.option(
    "--passphrase-file",
    envvar=PASSPHRASE_FILE,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file (mode 600) with the passphrase; asked for otherwise.",
)
@home_option
def new(name: str, passphrase_file: Path | None, home: Home) -> None:
    """Make an identity.

    Example: exam-engine identity new editor
    """
    identity = Identity.generate(name)
    if (home.identities / f"{name}.identity").exists():
        raise VaultError(f"there is an identity {name} already; identities are never overwritten")
    if passphrase_file is not None:
        passphrase = read_passphrase_file(passphrase_file)
    else:
        passphrase = ask_passphrase(f"New passphrase for {name}", twice=True)
    private, public = save_identity(identity, home.identities, passphrase)
    home.audit(name, "identity made", name, {"fingerprint": identity.fingerprint})
    say(f"identity {name}: {identity.fingerprint}")
    say(f"  secret, never to leave this machine: {private}")
    say(f"  to give to others:                   {public}")


@command.command("show")
@click.argument("name", required=False)
@home_option
@json_option
def show(name: str | None, home: Home, as_json: bool) -> None:
    """Show an identity or recipient, or all of them.

    Example: exam-engine identity show
    """
    paths = [home.identities / f"{name}.recipient"] if name else []
    paths = paths or sorted(home.identities.glob("*.recipient"))
    found = [
        {
            "name": recipient.name,
            "fingerprint": recipient.fingerprint,
            "secret": (home.identities / f"{recipient.name}.identity").exists(),
        }
        for recipient in map(load_recipient, paths)
    ]
    if as_json:
        print_json(found)
        return
    print_table(
        ["name", "fingerprint", "secret here"],
        [(one["name"], one["fingerprint"], "yes" if one["secret"] else "no") for one in found],
    )
    if not found:
        say(f"no identities in {home.identities}; make one with: exam-engine identity new NAME")


@command.command("trust")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask: the fingerprint was checked before.")
@home_option
def trust(file: Path, yes: bool, home: Home) -> None:
    """Trust somebody's recipient file: seal to them and accept their signatures.

    Compare the fingerprint with its owner by another way (telephone, in person) first.

    Example: exam-engine identity trust editor.recipient
    """
    recipient = load_recipient(file)
    target = home.identities / f"{recipient.name}.recipient"
    if target.exists() and load_recipient(target) != recipient:
        raise VaultError(f"another {recipient.name} is trusted here already: {target}")
    say(f"{recipient.name}: {recipient.fingerprint}")
    if not yes:
        click.confirm("Is this the fingerprint that its owner reads out?", abort=True)
    write_file(target, file.read_bytes())
    home.audit(
        "operator", "recipient trusted", recipient.name, {"fingerprint": recipient.fingerprint}
    )
    say(f"trusted: {target}")
