"""``exam-engine audit``: verify and show the audit log."""

from __future__ import annotations

import click
import msgspec

from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.clock import iso_utc
from exam_engine.office.home import Home
from exam_engine.store import audit_log
from exam_engine.vault.audit import AuditFinding, checkpoint_is_genuine, verify_log


@click.group()
def command() -> None:
    """The audit log: every act, each entry chained to the one before it."""


@command.command("verify")
@home_option
@json_option
def verify(home: Home, as_json: bool) -> int:
    """Verify the chain and every signed checkpoint; exit code 1 if anything was altered.

    Example: exam-engine audit verify
    """
    checkpoints = audit_log.checkpoints(home.engine)
    trusted = home.trusted()
    findings = []
    for stated in checkpoints:
        signer = trusted.by_name(stated.signer)
        if signer is None or not checkpoint_is_genuine(stated, signer):
            problem = f"the checkpoint is not signed by {stated.signer} as known here"
            findings.append(AuditFinding(n=stated.n, problem=problem))
    entries = list(audit_log.entries(home.engine))
    findings.extend(verify_log(entries, checkpoints))
    last = entries[-1].digest if entries else ""
    if as_json:
        print_json(
            {
                "entries": len(entries),
                "checkpoints": len(checkpoints),
                "last_digest": last,
                "findings": [msgspec.to_builtins(finding) for finding in findings],
            }
        )
    else:
        for finding in findings:
            say(f"entry {finding.n}: {finding.problem}")
        say(
            f"{len(entries)} entries, {len(checkpoints)} checkpoints: "
            + ("ALTERED" if findings else f"intact; the last digest is {last[:16]}")
        )
    return 1 if findings else 0


@command.command("show")
@home_option
@json_option
def show(home: Home, as_json: bool) -> None:
    """Show the audit log.

    Example: exam-engine audit show
    """
    entries = list(audit_log.entries(home.engine))
    if as_json:
        print_json([msgspec.to_builtins(entry) for entry in entries])
        return
    print_table(
        ["n", "when", "who", "act", "subject", "details"],
        [
            (
                entry.n,
                iso_utc(entry.at_ms),
                entry.actor,
                entry.act,
                entry.subject,
                " ".join(f"{name}={text[:16]}" for name, text in entry.details.items()),
            )
            for entry in entries
        ],
    )
