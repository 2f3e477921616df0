"""``exam-engine bank diff``: what changed between two revisions of a bank."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from exam_engine.bank.revision_diff import Change, Changed, RevisionDiff
from exam_engine.bank.word_diff import marked, word_diff
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    say,
)
from exam_engine.office.home import Home
from exam_engine.office.revisions import diff, is_folder
from exam_engine.text import clean_line

_DIGITS = 12


@click.command("diff")
@click.argument("before")
@click.argument("after")
@identity_options
@home_option
@json_option
def command(
    before: str,
    after: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Show which items were added, removed or changed from BEFORE to AFTER, in words.

    Each is a bank's folder, or a sealed bank by id, file name or path. Sealed texts are shown as
    far as --identity may open them; of the rest it is said that they changed. Exit code 1 if a
    text changed under the same version number: forms rely on versions.

    Example: exam-engine bank diff iso20000-foundation item_banks/iso20000-foundation
    --identity editor
    """
    sealed = not (is_folder(before) and is_folder(after))
    reader = open_identity(home, identity, passphrase_file) if sealed else None
    found = diff(home, before, after, reader)
    if as_json:
        print_json(_plain(found))
    else:
        _say(found)
    return 1 if found.unversioned else 0


def _say(found: RevisionDiff) -> None:
    _say_changes("the bank", found.head)
    groups: tuple[tuple[str, list[str], list[str], list[Changed]], ...] = (
        ("scenario", found.scenarios_added, found.scenarios_removed, found.scenarios_changed),
        ("item", found.added, found.removed, found.changed),
    )
    for kind, added, removed, changed in groups:
        for name in added:
            say(f"added    {kind} {name}")
        for name in removed:
            say(f"removed  {kind} {name}")
        for one in changed:
            versions = f"version {one.before}"
            if one.after != one.before:
                versions += f" to {one.after}"
            _say_changes(f"{kind} {one.id}, {versions}", one.changes)
            if one.unversioned:
                say("  FINDING: its texts changed under the same version number; raise the version")
    say("the revisions are the same" if found.nothing else _summary(found))


def _summary(found: RevisionDiff) -> str:
    return (
        f"{len(found.added)} items added, {len(found.removed)} removed, "
        f"{len(found.changed)} changed; scenarios: {len(found.scenarios_added)} added, "
        f"{len(found.scenarios_removed)} removed, {len(found.scenarios_changed)} changed"
    )


def _say_changes(what: str, changes: Sequence[Change]) -> None:
    if changes:
        say(f"changed  {what}")
    for change in changes:
        if change.closed:
            digests = f"{change.before[:_DIGITS]} to {change.after[:_DIGITS]}"
            say(f"  {change.field}: changed, not open to this identity ({digests})")
        else:
            say(f"  {change.field}: {clean_line(marked(change.before, change.after))}")


def _plain(found: RevisionDiff) -> dict[str, object]:
    return {
        "bank": [_plain_change(change) for change in found.head],
        "items": _plain_group(found.added, found.removed, found.changed),
        "scenarios": _plain_group(
            found.scenarios_added, found.scenarios_removed, found.scenarios_changed
        ),
        "changed_under_the_same_version": found.unversioned,
    }


def _plain_group(
    added: list[str], removed: list[str], changed: Sequence[Changed]
) -> dict[str, object]:
    return {
        "added": added,
        "removed": removed,
        "changed": [
            {
                "id": one.id,
                "version_before": one.before,
                "version_after": one.after,
                "same_version": one.unversioned,
                "changes": [_plain_change(change) for change in one.changes],
            }
            for one in changed
        ],
    }


def _plain_change(change: Change) -> dict[str, object]:
    if change.closed:
        return {
            "field": change.field,
            "open": False,
            "digest_before": change.before,
            "digest_after": change.after,
        }
    words = word_diff(change.before, change.after)
    return {
        "field": change.field,
        "open": True,
        "before": change.before,
        "after": change.after,
        "words": [{"kind": piece.kind, "text": piece.text} for piece in words],
    }
