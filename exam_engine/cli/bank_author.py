"""``exam-engine bank author``: the authoring terminal."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import click

from exam_engine.cli.common import home_option, identity_options, open_identity
from exam_engine.errors import AuthoringError
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_bank_folder

_OBJECTS_BEFORE_GARBAGE = 50_000


@click.command("author")
@click.argument("folder")
@click.option(
    "--scheme",
    type=click.Choice(["dark", "light", "contrast"]),
    default="dark",
    show_default=True,
    help="The colours.",
)
@identity_options
@home_option
def command(
    folder: str,
    scheme: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> int:
    """Work on a bank folder: items, lint, previews, reviews, all by keyboard.

    Files are watched: whatever editor saves them, what is shown follows. With --identity the
    review queue of that identity can be worked through; without it the queue is read only. The
    editor is that of VISUAL or EDITOR.

    Example: exam-engine bank author my-bank --identity ben
    """
    source = find_bank_folder(folder)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AuthoringError(
            ["bank author needs a terminal; for programs there are bank lint and bank life --json"]
        )
    reviewer = open_identity(home, identity, passphrase_file) if identity else None
    # What is read from here on stays: looking for garbage among it would cost a tenth of the time.
    gc.set_threshold(_OBJECTS_BEFORE_GARBAGE)
    # Here: Textual takes its time, and --help does not need it.
    from exam_engine.authoring.app import AuthorApp
    from exam_engine.authoring.bench.workshop import Workshop
    from exam_engine.client.look.look import choose_look

    app = AuthorApp(
        choose_look(None, scheme, os.environ), Workshop(source, home, home.clock, reviewer)
    )
    app.run(mouse=False)
    return app.return_code or 0
