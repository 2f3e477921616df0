"""``exam-engine bank verify``: is a sealed bank whole?"""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import (
    Steps,
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    say,
)
from exam_engine.office.home import Home
from exam_engine.office.verification import BankReport, verify


@click.command("verify")
@click.argument("bank")
@identity_options
@home_option
@json_option
def command(
    bank: str, identity: str | None, passphrase_file: Path | None, home: Home, as_json: bool
) -> int:
    """Verify a sealed bank: BANK is an id, a file name or a path.

    Without --identity: signature, structure, recipients, and whether an older copy was put back.
    With it, as far as it may open the bank: that every item is complete and is the one that the
    catalogue binds. Exit code 1 if anything is not right.

    Example: exam-engine bank verify iso20000-foundation --identity custodian
    """
    reader = open_identity(home, identity, passphrase_file) if identity else None
    progress = Steps().counter("items verified")
    report = verify(home, bank, reader, progress)
    if as_json:
        print_json(_plain(report))
    else:
        _say(report)
    return 1 if report.findings else 0


def _plain(report: BankReport) -> dict[str, object]:
    return {
        "file": str(report.path),
        "signer": report.signer,
        "findings": report.findings,
        "opened": report.opened,
        "not_opened": report.not_opened,
        "items": report.items,
    }


def _say(report: BankReport) -> None:
    if report.signer:
        say(f"{report.path}: every byte as signed by {report.signer}")
    else:
        say(f"{report.path}: NOT to be believed")
    for finding in report.findings:
        say(f"  FINDING: {finding}")
    if report.opened:
        say(f"  {report.items} items checked in: {', '.join(report.opened)}")
    if report.signer and report.not_opened:
        say(f"  not opened, so not checked inside: {', '.join(report.not_opened)}")
    say("no findings" if not report.findings else f"{len(report.findings)} findings")
