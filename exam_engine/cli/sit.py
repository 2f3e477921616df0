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
    "--engine",
    default="http://127.0.0.1:8020",
    show_default=True,
    help="unix:PATH, http://127.0.0.1:PORT, or https://HOST:PORT with --pin.",
)
@click.option("--pin", default="", help="The certificate that the engine has to show (64 digits).")
@click.option(
    "--state",
    default=lambda: default_home() / "terminal",
    show_default="HOME/terminal",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for the token, deleted at the end, and a log without names or responses.",
)
@click.option("--terminal", default="", help="The name of this seat, for the record.")
@click.option("--plain", is_flag=True, help="Line by line, for screen readers and serial lines.")
def command(server: str, pin: str, state: Path, terminal: str, plain: bool) -> None:
    """Sit an exam at this terminal.

    The candidate enters number and one-time code. If this terminal stopped in the middle of an
    attempt, the attempt goes on where it was.

    Example: exam-engine sit --server unix:/run/exam-engine/engine.sock

    Example: exam-engine sit --plain

    Example: exam-engine sit --engine https://engine.example:8443 --pin 5f0c…
    """
    # The terminal is a process of its own, which never imports what could hold an answer key, and
    # takes this one's place: nothing stands behind it to fall back to.
    server = f"{server}#{pin}" if pin else server
    arguments = ["--server", server, "--state", str(state), "--terminal", terminal]
    arguments += ["--plain"] if plain else []
    os.execv(sys.executable, [sys.executable, "-I", "-m", "exam_engine.client", *arguments])
