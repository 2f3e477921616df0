"""``exam-engine sit``: sit an exam at this terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from exam_engine.office.home import default_home


@click.command()
@click.option(
    "--server",
    default="http://127.0.0.1:8020",
    show_default=True,
    help="unix:PATH or http://127.0.0.1:PORT.",
)
@click.option(
    "--state",
    default=lambda: default_home() / "terminal",
    show_default="HOME/terminal",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for the token, deleted at the end, and a log without names or responses.",
)
@click.option("--terminal", default="", help="The name of this seat, for the record.")
def command(server: str, state: Path, terminal: str) -> None:
    """Sit an exam at this terminal.

    The candidate enters number and one-time code. If this terminal stopped in the middle of an
    attempt, the attempt goes on where it was.

    Example: exam-engine sit --server unix:/run/exam-engine/engine.sock
    """
    # The terminal is a process of its own, which never imports what could hold an answer key, and
    # takes this one's place: nothing stands behind it to fall back to.
    arguments = ["--server", server, "--state", str(state), "--terminal", terminal]
    os.execv(sys.executable, [sys.executable, "-I", "-m", "exam_engine.client", *arguments])
