"""``exam-engine bank``: seal, inspect and open item banks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.errors import NotARecipient
from exam_engine.model.item_parts import ItemAnswers, ItemCatalogue, ItemPaper
from exam_engine.office import banks
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_bank_folder


@click.group()
def command() -> None:
    """Item banks: a folder of TOML files for authors, one sealed file for everybody else.

    A sealed bank has three compartments: catalogue (what assembly needs), paper (what a candidate
    may see) and answers (answer keys and reasons). Each is opened by its recipients only.
    """


@command.command("seal")
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
def seal(
    folder: str,
    readers: tuple[str, ...],
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Seal a bank folder, signed by --identity.

    Example: exam-engine bank seal iso20000-foundation --identity custodian
    --to editor=catalogue,paper,answers --to marker=paper,answers
    """
    wanted = _readers(readers)
    signer = open_identity(home, identity, passphrase_file)
    source = find_bank_folder(folder)
    if not wanted:
        wanted = {compartment: [signer.name] for compartment in COMPARTMENTS}
    path, content = banks.seal(home, source, signer, wanted)
    say(f"sealed: {path}")
    say(f"  content {content[:16]}, signed by {signer.name} ({signer.fingerprint})")
    for compartment in COMPARTMENTS:
        say(f"  {compartment}: {', '.join(wanted.get(compartment, [])) or 'nobody'}")


@command.command("inspect")
@click.argument("bank")
@home_option
@json_option
def inspect(bank: str, home: Home, as_json: bool) -> None:
    """Verify a sealed bank's signature and show what it says of itself; opens nothing.

    Example: exam-engine bank inspect iso20000-foundation
    """
    path = home.find_bank(bank)
    with SealedBank(path, None, home.trusted()) as sealed:
        header, signer = sealed.header, sealed.signer
    if as_json:
        print_json(
            {
                "file": str(path),
                "id": header.id,
                "about": header.about,
                "suite": header.suite,
                "signer": {"name": signer.name, "fingerprint": signer.fingerprint},
                "recipients": [
                    {
                        "name": reader.name,
                        "fingerprint": reader.fingerprint,
                        "compartments": sorted(reader.wrapped),
                    }
                    for reader in header.recipients
                ],
            }
        )
        return
    say(f"{path}: genuine, every byte as signed by {signer.name} ({signer.fingerprint})")
    say(f"  {header.id}: " + ", ".join(f"{name} {text}" for name, text in header.about.items()))
    say(f"  {header.suite}")
    say()
    print_table(
        ["recipient", "fingerprint", "may open"],
        [
            (reader.name, reader.fingerprint, ", ".join(sorted(reader.wrapped)))
            for reader in header.recipients
        ],
    )


@command.command("open")
@click.argument("bank")
@click.option("--item", metavar="ID", help="Show one item, as far as the identity may open it.")
@identity_options
@home_option
@json_option
def open_(
    bank: str,
    item: str | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> None:
    """Open a sealed bank: list its items, or show one. The act is audited.

    Example: exam-engine bank open iso20000-foundation --identity editor --item fnd-su-001
    """
    reader = open_identity(home, identity, passphrase_file)
    with banks.open_bank(home, bank, reader) as sealed:
        if item is None:
            _list_items(sealed.catalogue().items, as_json)
        else:
            _show_item(sealed, item, as_json)


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


def _list_items(catalogue: Sequence[ItemCatalogue], as_json: bool) -> None:
    if as_json:
        print_json([msgspec.to_builtins(entry) for entry in catalogue])
        return
    print_table(
        ["item", "version", "topic", "level", "requirements", "enemies"],
        [
            (
                entry.id,
                entry.version,
                entry.topic,
                entry.level.value,
                ", ".join(f"{exam} {code}" for exam, code in entry.requirements.items()),
                len(entry.enemies),
            )
            for entry in catalogue
        ],
    )
    say(f"{len(catalogue)} items")


def _show_item(sealed: SealedBank, item: str, as_json: bool) -> None:
    paper = _entry(sealed, "paper", item, ItemPaper)
    answers = _entry(sealed, "answers", item, ItemAnswers)
    if paper is None and answers is None:
        raise NotARecipient(f"{item}: neither paper nor answers are open to this identity")
    if as_json:
        print_json({"paper": msgspec.to_builtins(paper), "answers": msgspec.to_builtins(answers)})
        return
    right = answers.lines[0].answer if answers else ()
    if paper is not None:
        say(f"{paper.id} version {paper.version}\n\n{paper.stem}\n")
    for option in paper.options if paper else ():
        say(f"  {'✓' if option.id in right else ' '} {option.id}. {option.text}")
        if answers is not None:
            say(f"       {answers.why[option.id]}")
    if answers is None:
        say("\nthe answers are not sealed to this identity")
    elif paper is None:
        say(f"{answers.id} version {answers.version}: right: {', '.join(right)}")


def _entry(sealed: SealedBank, compartment: str, item: str, kind: type):  # type: ignore[no-untyped-def]
    try:
        names = sealed.names(compartment)
    except NotARecipient:
        return None
    versions = [int(name.rpartition("@")[2]) for name in names if name.rpartition("@")[0] == item]
    if not versions:
        raise click.BadParameter(f"the bank has no item {item!r}; list them without --item")
    return sealed.read(compartment, item, max(versions), kind)
