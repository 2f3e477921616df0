"""``exam-engine bank open``: list the items of a sealed bank, or show one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from exam_engine.bank.sealed import SealedBank
from exam_engine.canonical import canonical_json
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
from exam_engine.report.item_text import item_text


@click.command("open")
@click.argument("bank")
@click.option("--item", metavar="ID", help="Show one item, as far as the identity may open it.")
@identity_options
@home_option
@json_option
def command(
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
    if paper is None:
        say(msgspec.json.format(canonical_json(answers), indent=2).decode())
    else:
        say(item_text(paper, answers))


def _entry(sealed: SealedBank, compartment: str, item: str, kind: type):  # type: ignore[no-untyped-def]
    try:
        names = sealed.names(compartment)
    except NotARecipient:
        return None
    versions = [int(name.rpartition("@")[2]) for name in names if name.rpartition("@")[0] == item]
    if not versions:
        raise click.BadParameter(f"the bank has no item {item!r}; list them without --item")
    return sealed.read(compartment, item, max(versions), kind)
