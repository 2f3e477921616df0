"""``exam-engine bank shares``: compartments that open only before several people together."""

from __future__ import annotations

import secrets
import stat
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click

from exam_engine.bank.sealed import ANSWERS, PAPER
from exam_engine.cli.bank_readers import (
    SYNTAX,
    listed_compartments,
    names_by_compartment,
    say_done,
)
from exam_engine.cli.common import (
    home_option,
    identity_options,
    open_identity,
    private_file,
    say,
)
from exam_engine.errors import ShareWrong, VaultError
from exam_engine.office.home import Home
from exam_engine.office.share_pages import html_pages, text_pages
from exam_engine.office.share_sets import Ceremony, SetOrder, combine, share_out
from exam_engine.vault.shares import LARGEST_SET, EnteredShares, ShareSet

_NEXT_PAGE = "\f"
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"
"""Clears the screen and the lines above it, in which terminals keep what went by."""

_LARGEST_FILE = 100_000


@click.group("shares")
def command() -> None:
    """Printed shares: any k of n people together can open compartments, fewer cannot.

    A set of shares is a recipient like any other, whose secret exists on paper only (SLIP-39).
    """


@command.command("make")
@click.argument("bank")
@click.option(
    "--shares", "count", required=True, type=click.IntRange(2, LARGEST_SET), help="How many pages."
)
@click.option(
    "--needed",
    required=True,
    type=click.IntRange(2, LARGEST_SET),
    help="How many of them open the compartments together.",
)
@click.option(
    "--compartments",
    default=f"{PAPER},{ANSWERS}",
    show_default=True,
    metavar="COMPARTMENTS",
    help="What the shares open.",
)
@click.option(
    "--name", metavar="NAME", help="The set's name as a recipient; one is made up if left out."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    help="Pages of text, separated by form feeds, or one HTML document, a page a share.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file for the pages, which only you can read. Left out: shown one by one on a "
    "terminal, else printed for a pipe to a printer.",
)
@identity_options
@home_option
def make(
    bank: str,
    count: int,
    needed: int,
    compartments: str,
    name: str | None,
    format_: str,
    out: Path | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Make a set of shares, print each on a page of its own, and seal compartments to the set.

    To have the compartments open before the holders only, remove the other recipients then with:
    bank recipients remove.

    Example: exam-engine bank shares make iso20000-foundation --shares 5 --needed 3
    --identity custodian | lp
    """
    order = SetOrder(
        name or f"shares-{secrets.token_hex(4)}", listed_compartments(compartments), needed, count
    )
    actor = open_identity(home, identity, passphrase_file)
    with ExitStack() as files:
        stream = files.enter_context(private_file(out)) if out else None

        def hand_over(ceremony: Ceremony, made: ShareSet) -> None:
            if format_ == "text" and stream is None and sys.stdout.isatty():
                _show_one_by_one(ceremony, made)
                return
            pages = (
                html_pages(ceremony, made)
                if format_ == "html"
                else _NEXT_PAGE.join(text_pages(ceremony, made))
            )
            click.echo(pages, file=stream)

        done = share_out(home, bank, actor, order, hand_over)
    click.echo(
        f"set {order.name}: any {needed} of {count} shares open {compartments} of {done.bank}",
        err=True,
    )
    if out:
        click.echo(f"print {out}, hand the pages out, then destroy the file", err=True)


@command.command("combine")
@click.argument("bank")
@click.option(
    "--to",
    "readers",
    multiple=True,
    required=True,
    metavar=SYNTAX,
    help="Who may open what from now on, such as editor=paper; may be repeated.",
)
@click.option(
    "--shares-from",
    type=click.File("r"),
    metavar="FILE",
    help="Read shares from a file that only you can read, one a line, or from - instead of asking.",
)
@identity_options
@home_option
def combine_(
    bank: str,
    readers: tuple[str, ...],
    shares_from: TextIO | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Let holders enter their shares, and seal compartments to a recipient.

    The words are not shown while they are typed. --identity signs; it need not be a recipient.
    The shares stay good afterwards: if others saw them, remove the set and make another.

    Example: exam-engine bank shares combine iso20000-foundation --to editor=paper
    --identity custodian
    """
    wanted = names_by_compartment(readers)
    actor = open_identity(home, identity, passphrase_file)
    shares = _from_file(shares_from) if shares_from else _ask()
    say_done(combine(home, bank, actor, shares, wanted))
    for compartment, names in wanted.items():
        say(f"  {compartment}: now also {', '.join(names)}")


def _show_one_by_one(ceremony: Ceremony, made: ShareSet) -> None:
    try:
        for number, page in enumerate(text_pages(ceremony, made), start=1):
            click.echo(_CLEAR + page)
            click.pause(f"Copy share {number} by hand, then press any key: it is cleared then ...")
    finally:
        click.echo(_CLEAR, nl=False)


def _ask() -> EnteredShares:
    shares = EnteredShares()
    while not shares.complete:
        of = f" of {shares.threshold}" if shares.threshold else ""
        typed: str = click.prompt(
            f"Words of share {len(shares.numbers) + 1}{of}", hide_input=True, err=True
        )
        try:
            click.echo(f"  share {shares.add(typed)} is right", err=True)
        except ShareWrong as error:
            click.echo(f"  {error}", err=True)
    return shares


def _from_file(stream: TextIO) -> EnteredShares:
    name = getattr(stream, "name", "-")
    if name not in ("-", "<stdin>") and Path(name).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise VaultError(f"{name}: others than its owner can read it; run: chmod 600 {name}")
    shares = EnteredShares()
    for line in stream.read(_LARGEST_FILE).splitlines():
        if line.strip() and not shares.complete:
            shares.add(line)
    return shares
