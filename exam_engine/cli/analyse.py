"""``exam-engine analyse``: item statistics of a sitting."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from exam_engine.cli.common import Steps, home_option, identity_options, open_identity, say
from exam_engine.office import analysis
from exam_engine.office.home import Home
from exam_engine.report.terminal import StatisticsView


@click.command()
@click.argument("sitting")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the CSV files and report.html; left out: HOME/reports/SITTING.",
)
@click.option(
    "--minimum-n",
    type=click.IntRange(min=10),
    help="Refuse statistics below this many candidates (50 if left out).",
)
@click.option("--options", is_flag=True, help="Print every option's share and correlation too.")
@identity_options
@home_option
def command(
    sitting: str,
    out: Path | None,
    minimum_n: int | None,
    options: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Item statistics of a sitting: printed here, as CSV files, and as one HTML page.

    The identity has to be a reader of the bank's papers and answers.

    Example: exam-engine analyse spring --identity marker --out spring-statistics
    """
    reader = open_identity(home, identity, passphrase_file)
    steps = Steps()
    steps.step(f"counting responses of {sitting}")
    report = analysis.report_on_sitting(home, sitting, reader, minimum_n)
    Console().print(StatisticsView(report, options=options))
    folder = out or home.report(sitting)
    steps.step("writing tables and pictures")
    files = analysis.write_report(report, folder)
    home.audit(reader.name, "sitting analysed", sitting, {"files": str(len(files))})
    say(f"\n{len(files)} files in {folder}; open {files[-1]} in a browser")
