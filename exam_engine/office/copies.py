"""Which copy of a sealed bank is the present one: the audit log tells, by the file's digest.

Acts that leave a file (sealing, recipients, rotation) name it in their entry. A copy that was the
present one before and was put back, to undo a removal or a rotation, is refused wherever a bank is
opened; a copy of which the log knows nothing is a finding of ``bank verify``: it may be one whose
entry was lost with the machine's power.
"""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import SealTampered
from exam_engine.office.home import Home
from exam_engine.store import audit_log
from exam_engine.store.database import reading

SEALED = "bank sealed"
FILE, NAME, REPLACED = "file", "name", "replaced"
"""Details of an audit entry: the file an act left, by digest and by name, and which it replaced."""


class Copies(NamedTuple):
    """What the audit log tells of the copies under a name: digests, and the act that left the last.

    ``present`` is empty if it tells of none.
    """

    present: str
    older: frozenset[str]
    act: str


def copies_of(home: Home, bank: SealedBank) -> Copies:
    """Return what the audit log tells of the copies of a bank under the name of its file."""
    with reading(home.engine) as connection:
        entries = audit_log.about(connection, bank.header.id)
    made = [entry for entry in entries if entry.details.get(NAME) == bank.path.name]
    made = [entry for entry in made if FILE in entry.details]
    if not made:
        return Copies("", frozenset(), "")
    last = made[-1]
    older = {entry.details.get(named, "") for entry in made for named in (FILE, REPLACED)}
    present = last.details[FILE]
    act = f"{last.act} by {last.actor}, entry {last.n}"
    return Copies(present, frozenset(older - {present}), act)


def refuse_older(home: Home, bank: SealedBank) -> None:
    """Refuse a copy that the audit log knows, and in whose place it knows of a later one.

    :raises SealTampered: if it is one.
    """
    copies = copies_of(home, bank)
    if bank.file.digest in copies.older:
        raise SealTampered(
            f"{bank.path}: is not the copy that the audit log knows ({copies.act}): an older one "
            "was put back; fetch the later copy from its backup"
        )


def doubt_about_copy(home: Home, bank: SealedBank) -> str:
    """Return why a copy is not the one that the audit log knows last, or an empty text."""
    copies = copies_of(home, bank)
    if bank.file.digest == copies.present or not copies.present:
        return ""
    known = bank.file.digest in copies.older
    what = "an older one was put back" if known else "it tells of no such copy"
    return f"is not the copy that the audit log knows ({copies.act}): {what}"
