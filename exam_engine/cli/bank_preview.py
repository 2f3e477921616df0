"""``exam-engine bank preview``: one item as a candidate sees it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from exam_engine.cli.common import say
from exam_engine.model.bank import Bank
from exam_engine.office.shipped import find_bank_folder
from exam_engine.source.bank import read_bank

SMALLEST, LARGEST = (40, 12), (300, 100)
_FILE = click.Path(dir_okay=False, path_type=Path)


def _size(_: click.Context, __: click.Parameter, text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,3})x([0-9]{1,3})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(low <= one <= high for low, one, high in zip(SMALLEST, size, LARGEST, strict=True)):
        raise click.BadParameter(
            f"{text!r} is no size; write COLUMNSxROWS, {SMALLEST[0]}x{SMALLEST[1]} "
            f"to {LARGEST[0]}x{LARGEST[1]}, such as 80x24"
        )
    return size


@click.command("preview")
@click.argument("folder")
@click.argument("item")
@click.option(
    "--size",
    default="80x24",
    show_default=True,
    metavar="COLUMNSxROWS",
    callback=_size,
    help="The size of the frame that is printed or drawn.",
)
@click.option("--svg", type=_FILE, help="Draw the frame into this file as SVG.")
@click.option("--png", type=_FILE, help="Draw the frame into this file as PNG.")
@click.option("--print", "only_print", is_flag=True, help="Print the frame, also on a terminal.")
@click.option(
    "--scheme",
    type=click.Choice(["dark", "light", "contrast"]),
    default="dark",
    show_default=True,
    help="The colours.",
)
def command(
    folder: str,
    item: str,
    size: tuple[int, int],
    svg: Path | None,
    png: Path | None,
    only_print: bool,
    scheme: str,
) -> None:
    """Show an item exactly as a candidate sees it: the candidate's own terminal shows it.

    On a terminal keys work as in the exam, until Ctrl-Q. Elsewhere, or with --print, the frame is
    printed. Options stand as written; a form may present them in another order.

    Example: exam-engine bank preview iso20000-item-types typ-match-001 --size 120x36 --print
    """
    source = find_bank_folder(folder)
    _check_names(svg, png)
    bank = read_bank(source)
    pictures = [file for file in (svg, png) if file]
    if not pictures and not only_print and sys.stdin.isatty() and sys.stdout.isatty():
        _interact(bank, item, scheme)
    else:
        _print_or_draw(bank, item, scheme, size, pictures)


# Textual takes its time, and --help and mistakes do not need it: it is imported below.


def _interact(bank: Bank, item: str, scheme: str) -> None:
    from exam_engine.authoring.preview.app import PreviewApp
    from exam_engine.authoring.preview.paper import paper_of_item
    from exam_engine.client.look.look import choose_look

    look = choose_look(None, scheme, os.environ)
    PreviewApp(look, paper_of_item(bank, item)).run(mouse=False)


def _print_or_draw(
    bank: Bank, item: str, scheme: str, size: tuple[int, int], pictures: list[Path]
) -> None:
    from exam_engine.authoring.preview import picture
    from exam_engine.authoring.preview.app import first_frame
    from exam_engine.authoring.preview.paper import paper_of_item
    from exam_engine.client.look.look import choose_look

    look = choose_look(None, scheme, os.environ)
    rows = first_frame(paper_of_item(bank, item), look, size)
    for file in pictures:
        picture.write_picture(rows, f"{item} as a candidate sees it", look, file)
        say(f"drawn: {file}")
    if not pictures:
        plain = not sys.stdout.isatty() or not look.colours
        say(picture.as_text(rows) if plain else picture.as_ansi(rows))


def _check_names(svg: Path | None, png: Path | None) -> None:
    for file, ending in ((svg, ".svg"), (png, ".png")):
        if file is not None and file.suffix != ending:
            raise click.BadParameter(f"{file}: the name has to end in {ending}")
