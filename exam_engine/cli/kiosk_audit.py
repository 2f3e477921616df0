"""``exam-engine kiosk audit``: try the ways out of a terminal, and print what is open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from exam_engine.cli.common import json_option, print_json, say
from exam_engine.kiosk.audit import audit
from exam_engine.kiosk.finding import Finding, Standing, Unknown
from exam_engine.kiosk.machine import Machine, ask_nobody, ask_program
from exam_engine.text import visible_line

_ORDER = (Standing.OPEN, Standing.UNDECIDED, Standing.CLOSED)


@click.command("audit")
@click.option(
    "--user",
    default="exam-kiosk",
    show_default=True,
    help="The terminal's user; of a thin client's seat such as exam-seat-01.",
)
@click.option(
    "--tty", default="tty1", show_default=True, metavar="NAME", help="The console of the terminal."
)
@click.option("--ssh", "over_ssh", is_flag=True, help="The terminal is a seat over SSH.")
@click.option(
    "--root",
    default=Path("/"),
    show_default=True,
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Another machine's root folder, such as an image; nothing is tried there.",
)
@json_option
def command(user: str, tty: str, over_ssh: bool, root: Path, as_json: bool) -> int:
    """Try the ways out of this terminal and print what is open; run it as root.

    Exit code 0: every way out was seen to be closed. 1: one is open, or could not be decided,
    which never counts as closed. 2: the audit cannot run.

    Example: exam-engine kiosk audit

    Example: exam-engine kiosk audit --ssh --user exam-seat-01 --json
    """
    live = root.resolve() == Path("/")
    machine = Machine(root, user, tty, over_ssh, live, ask_program if live else ask_nobody)
    try:
        machine.account()
    except Unknown as unknown:
        raise click.UsageError(str(unknown)) from None
    findings = audit(machine)
    if as_json:
        print_json(_as_json(machine, findings))
    else:
        _print(findings)
    return 0 if all(each.standing is Standing.CLOSED for each in findings) else 1


def _as_json(machine: Machine, findings: list[Finding]) -> dict[str, object]:
    return {
        "user": machine.user,
        "terminal": "ssh" if machine.over_ssh else machine.tty,
        "findings": [each._asdict() | {"standing": each.standing.value} for each in findings],
    }


def _print(findings: list[Finding]) -> None:
    for standing in _ORDER:
        for finding in findings:
            if finding.standing is standing:
                say(f"{standing.value:<11}  {finding.name}: {visible_line(finding.tried)}")
                if standing is not Standing.CLOSED:
                    say(f"{'':<11}  to close it: {finding.close_by}")
    counts = Counter(finding.standing for finding in findings)
    say(", ".join(f"{counts[standing]} {standing.value}" for standing in _ORDER))
