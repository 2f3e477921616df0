"""Opening revisions of a bank to compare them: sealed, or as a folder of an author."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from exam_engine.bank.revision_diff import (
    FolderRevision,
    Revision,
    RevisionDiff,
    SealedRevision,
    compare,
)
from exam_engine.errors import VaultError
from exam_engine.office import banks
from exam_engine.office.home import Home
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity


def is_folder(name: str) -> bool:
    """Return whether ``name`` is the folder of a bank, not a sealed one."""
    return (Path(name) / "bank.toml").is_file()


def diff(home: Home, before: str, after: str, reader: Identity | None) -> RevisionDiff:
    """Compare two revisions; each is a bank's folder, or a sealed bank by id, file name or path.

    :raises VaultError: if one is sealed and there is no ``reader``, or it may not open the
        catalogue.
    """
    with ExitStack() as opened:
        return compare(
            *(_revision(home, name, reader, opened) for name in (before, after)),
        )


def _revision(home: Home, name: str, reader: Identity | None, opened: ExitStack) -> Revision:
    if is_folder(name):
        return FolderRevision(read_bank(Path(name)))
    if reader is None:
        raise VaultError(f"{name}: is sealed; name the identity that opens it with --identity")
    return SealedRevision(opened.enter_context(banks.open_bank(home, name, reader)))
