"""``exam-engine bank similar``: near-duplicates, and items that tell each other's answers."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exam_engine.cli.common import json_option, print_json, say
from exam_engine.office.shipped import find_bank_folder
from exam_engine.source.bank import read_bank_source
from exam_engine.text import clean_line

if TYPE_CHECKING:
    from exam_engine.bank.similar.find import Pair

LONGEST_STEM = 240


@click.command("similar")
@click.argument("bank", metavar="PATH")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.4,
    show_default=True,
    help="The least score, from 0 (nothing in common) to 1 (the same words).",
)
@click.option(
    "--top",
    type=click.IntRange(1, 5000),
    default=20,
    show_default=True,
    help="The most pairs of each kind.",
)
@click.option("--known", is_flag=True, help="Show also pairs that are enemies already.")
@click.option(
    "--confirm",
    nargs=2,
    metavar="ID ID",
    help="Write the two items as enemies into their file; nothing is searched.",
)
@json_option
def command(
    bank: str,
    threshold: float,
    top: int,
    known: bool,
    confirm: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """Find pairs of items that may have to be enemies, best first.

    Alike: question, right answer and fact are nearly the same. Tells: a question holds the words
    of another item's answer. A person decides: what --confirm writes keeps two items off the same
    form. Exit code 0 whether or not pairs are found.

    Example: exam-engine bank similar my-bank --threshold 0.3 --top 50
    """
    folder = find_bank_folder(bank)
    if confirm is not None:
        _confirm(folder, *confirm, as_json=as_json)
        return
    # Imported here: numpy and scipy take longer to load than most commands to run.
    from exam_engine.bank.similar.find import similar

    items = read_bank_source(folder).bank.items
    pairs = similar(items, threshold=threshold, top=top, known=known)
    if as_json:
        print_json([_plain(pair) for pair in pairs])
        return
    told = f"{len(items)} items, {len(pairs)} pairs of {threshold:g} or more"
    # In one piece: a reader that stops early (head) must not make the command fail.
    say("\n".join([*map(_shown, pairs), told]))


def _confirm(folder: Path, one: str, other: str, *, as_json: bool) -> None:
    from exam_engine.bank.similar.confirm import make_enemies

    path = make_enemies(folder, one, other)
    if as_json:
        print_json({"pair": [one, other], "file": str(path) if path else None})
    elif path is None:
        say(f"{one} and {other} are enemies already; nothing was written")
    else:
        say(f"{path}: {one} and {other} are enemies")


def _plain(pair: Pair) -> dict[str, Any]:
    return {
        "kind": pair.kind,
        "score": round(pair.score, 4),
        "items": [pair.one.id, pair.other.id],
        "stems": [pair.one.stem, pair.other.stem],
        "answer": pair.answer,
        "shared": list(pair.shared),
        "enemies": pair.known,
    }


def _shown(pair: Pair) -> str:
    """Return a pair for people; nothing in the texts is interpreted."""
    one, other = pair.one.id, pair.other.id
    known = " (enemies already)" if pair.known else ""
    head = f"{one} and {other} are alike" if pair.kind == "alike" else f"{other} tells {one}"
    lines = [f"{pair.score:.2f}  {head}{known}"]
    for item in (pair.one, pair.other):
        stem = textwrap.shorten(clean_line(item.stem), LONGEST_STEM, placeholder=" …")
        lines.append(f"      {item.id}: {stem}")
    if pair.kind != "alike":
        lines.append(f"      answer of {one}: {clean_line(pair.answer)}")
    lines.append(f"      shared: {', '.join(pair.shared)}")
    return "\n".join(lines) + "\n"
