"""``exam-engine audit``: verify and show the audit log, and keep checkpoints elsewhere."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from exam_engine.canonical import canonical_json
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    private_file,
    say,
)
from exam_engine.clock import iso_utc
from exam_engine.errors import StoreError
from exam_engine.office import evidence
from exam_engine.office.home import Home
from exam_engine.store import audit_log
from exam_engine.store.database import writing
from exam_engine.vault.audit import Checkpoint

_LARGEST_CHECKPOINT_BYTES = 10_000


@click.group()
def command() -> None:
    """The audit log: every act, each entry chained to the one before it."""


@command.command("verify")
@click.option(
    "--checkpoint",
    "kept",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere; may be repeated.",
)
@home_option
@json_option
def verify(kept: tuple[Path, ...], home: Home, as_json: bool) -> int:
    """Verify the chain and every signed checkpoint; exit code 1 if anything was altered.

    The log of a whole database that was put back to an earlier day is intact in itself. Only a
    checkpoint that was kept elsewhere shows that entries are gone.

    Example: exam-engine audit verify --checkpoint spring.checkpoint
    """
    entries, findings = evidence.audit_findings(home, [_kept(path) for path in kept])
    count = len(audit_log.checkpoints(home.engine)) + len(kept)
    last = entries[-1].digest if entries else ""
    if as_json:
        print_json(
            {
                "entries": len(entries),
                "checkpoints": count,
                "last_digest": last,
                "findings": [msgspec.to_builtins(finding) for finding in findings],
            }
        )
    else:
        for finding in findings:
            say(f"entry {finding.n}: {finding.problem}")
        say(
            f"{len(entries)} entries, {count} checkpoints: "
            + ("ALTERED" if findings else f"intact; the last digest is {last[:16]}")
        )
    return 1 if findings else 0


@command.command("checkpoint")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the checkpoint, such as a stick that leaves the building.",
)
@identity_options
@home_option
def checkpoint(out: Path, identity: str | None, passphrase_file: Path | None, home: Home) -> None:
    """Sign where the log stands, and write that down to be kept elsewhere.

    Example: exam-engine audit checkpoint --identity marker --out spring.checkpoint
    """
    signer = open_identity(home, identity, passphrase_file)
    with private_file(out) as stream:
        evidence.intact_audit_log(home)
        with writing(home.engine) as connection:
            stated = audit_log.add_checkpoint(connection, signer)
        if stated is None:
            raise StoreError("the audit log is empty: there is nothing to sign")
        stream.write(canonical_json(stated).decode() + "\n")
    say(f"entry {stated.n}, digest {stated.digest[:16]}, signed by {signer.name}: {out}")


@command.command("show")
@home_option
@json_option
def show(home: Home, as_json: bool) -> int:
    """Show the audit log; exit code 1 if it was altered.

    Example: exam-engine audit show
    """
    entries, findings = evidence.audit_findings(home)
    if as_json:
        print_json([msgspec.to_builtins(entry) for entry in entries])
    else:
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
    if findings:
        click.echo("ALTERED: see exam-engine audit verify", err=True)
    return 1 if findings else 0


def _kept(path: Path) -> Checkpoint:
    with path.open("rb") as stream:
        raw = stream.read(_LARGEST_CHECKPOINT_BYTES)
    try:
        return msgspec.json.decode(raw, type=Checkpoint)
    except msgspec.DecodeError as error:
        raise StoreError(f"{path}: is not a checkpoint: {error}") from None
