"""``exam-engine demo``: the main job in one command."""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path

import click

from exam_engine.cli.common import Steps, home_option, say
from exam_engine.office.home import Home

EXAM = "tuv-sud/foundation"


@click.command()
@click.argument("exam", default=EXAM)
@click.option(
    "--candidates",
    type=click.IntRange(1, 100_000),
    help="Sit this many simulated candidates through the real service instead of a person here.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**53 - 1),
    help="Start of every random draw (form, simulated candidates): the same number gives the same "
    "files to the byte. Left out: 1 for simulated candidates, a fresh form for a person.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where simulated candidates leave their CSV files and report.html; left out: "
    "HOME/demo/simulated.",
)
@click.option("--fresh", is_flag=True, help="Give up an attempt that was interrupted; start anew.")
@home_option
def command(
    exam: str, candidates: int | None, seed: int | None, out: Path | None, fresh: bool, home: Home
) -> int:
    """Run an exam from item texts to results: the Foundation exam, or the blueprint EXAM.

    Makes identities, seals the item bank, builds a form and opens a real timed exam in this
    terminal, then marks it and shows the result. An exam that was interrupted goes on where it
    was when the command is given again. With --candidates, simulated candidates sit instead,
    thinking times compressed, and item statistics follow.

    Examples: exam-engine demo | exam-engine demo practice/item-types |
    exam-engine demo --candidates 300 --seed 1 --out out
    """
    if candidates is None:
        if out is not None:
            raise click.BadParameter("--out goes with --candidates: one attempt has no statistics")
        return _sit_here(home, exam, seed, fresh)
    # Imported here: a person's exam needs none of it.
    from exam_engine.cli.demo_simulated import run

    folder = out or home.path / "demo" / "simulated"
    with tempfile.TemporaryDirectory(prefix="exam-engine-") as temporary:
        run(Path(temporary), exam, candidates, 1 if seed is None else seed, folder, Steps())
    return 0


def _sit_here(home: Home, exam: str, seed: int | None, fresh: bool) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("error: a person's exam needs a terminal; without one, add --candidates N")
        return 2
    from exam_engine.cli.demo_here import run

    drawn = secrets.randbelow(2**31) if seed is None else seed
    return run(home.path / "demo", exam, drawn, fresh, Steps())
