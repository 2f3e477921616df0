"""Custody of the banks in a home: who may open them, and rotation. Each act is audited.

An entry of the audit log names the file that an act left by its digest: an older copy that is put
back is found by ``bank verify``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank import custody
from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import VaultError
from exam_engine.office.copies import FILE, NAME, REPLACED, refuse_older
from exam_engine.office.home import Home
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.resealing import Resealed

ADDED, REMOVED, ROTATED = "recipients added", "recipients removed", "secrets rotated"


class Done(NamedTuple):
    """What was done to a bank: where it is, and what of it was encrypted anew."""

    path: Path
    bank: str
    resealed: Resealed


def add_recipients(
    home: Home, name: str, actor: Identity, wanted: Mapping[str, Sequence[str]]
) -> Done:
    """Let recipients known here open compartments of a bank that ``actor`` may open.

    :param wanted: for each compartment, the names of who may open it from now on.
    :raises VaultError: if somebody is not known here, or may open it already.
    """
    with opened(home, name, actor) as bank:
        resealed = custody.add_readers(bank, actor, known_recipients(home, wanted))
        return record(home, bank, actor, ADDED, resealed, {"added": told_of(wanted)})


def remove_recipients(
    home: Home,
    name: str,
    actor: Identity,
    leaving: Mapping[str, Collection[str]],
    *,
    keep_secrets: bool = False,
) -> Done:
    """Take recipients away from a bank, by name: from certain compartments, or from all of them.

    :param leaving: for each name the compartments to take away; none named means all they have.
    :raises VaultError: if somebody is no recipient, or nobody would be left.
    """
    with opened(home, name, actor) as bank:
        by_compartment: dict[str, set[str]] = {}
        told: dict[str, list[str]] = {}
        for person, compartments in leaving.items():
            reader = custody.find_reader(bank, person)
            for compartment in custody.checked_compartments(compartments or reader.wrapped):
                if compartment not in reader.wrapped:
                    raise VaultError(
                        f"{bank.path}: its {compartment} are not sealed to {person}; leave that out"
                    )
                by_compartment.setdefault(compartment, set()).add(reader.fingerprint)
                told.setdefault(compartment, []).append(person)
        resealed = custody.remove_readers(
            bank, actor, by_compartment, home.trusted(), keep_secrets=keep_secrets
        )
        details = {"removed": told_of(told), "secrets": "kept" if keep_secrets else "rotated"}
        return record(home, bank, actor, REMOVED, resealed, details)


def rotate(home: Home, name: str, actor: Identity, compartments: Collection[str] = ()) -> Done:
    """Draw new secrets for compartments of a bank; none named means all."""
    with opened(home, name, actor) as bank:
        chosen = custody.checked_compartments(compartments or bank.header.compartments)
        resealed = custody.rotate_secrets(bank, actor, chosen, home.trusted())
        details = {"compartments": ", ".join(chosen)}
        return record(home, bank, actor, ROTATED, resealed, details)


def other_revisions_open_to(home: Home, done: Done, names: Collection[str]) -> list[Path]:
    """Return the other revisions of a bank, beside it, that any of these may still open."""
    found = []
    for path in sorted(done.path.parent.glob(f"{done.bank}.*.sealed")):
        if path == done.path:
            continue
        with SealedBank(path, None, home.trusted()) as bank:
            if any(reader.name in names for reader in bank.header.recipients):
                found.append(path)
    return found


@contextmanager
def opened(
    home: Home, name: str, reader: Identity, signer: Identity | None = None
) -> Iterator[SealedBank]:
    """Open a bank to change it: one at a time, signed by somebody who will be believed."""
    signer = signer or reader
    trusted = home.trusted()
    if trusted.find(signer.recipient.ed25519) is None:
        raise VaultError(
            f"{signer.name} is not known in {home.identities}: what they sign would not be believed"
        )
    with home.lock("custody"), SealedBank(home.find_bank(name), reader, trusted) as bank:
        refuse_older(home, bank)
        yield bank


def record(
    home: Home,
    bank: SealedBank,
    actor: Identity,
    act: str,
    resealed: Resealed,
    details: dict[str, str],
) -> Done:
    """Leave an entry in the audit log for an act that left another file."""
    made = {"seal": bank.header.seal, NAME: bank.path.name, FILE: resealed.file_digest}
    made[REPLACED] = bank.file.digest
    home.audit(actor.name, act, bank.header.id, details | made)
    return Done(bank.path, bank.header.id, resealed)


def told_of(wanted: Mapping[str, Collection[str]]) -> str:
    """Return who gets what, as the audit log has it."""
    return "; ".join(
        f"{compartment}: {', '.join(wanted[compartment])}"
        for compartment in custody.checked_compartments(wanted)
    )


def known_recipients(home: Home, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[Recipient]]:
    """Return for each compartment the recipients of these names.

    :raises VaultError: if one is not known here.
    """
    trusted = home.trusted()
    found: dict[str, list[Recipient]] = {}
    for compartment in custody.checked_compartments(wanted):
        for name in wanted[compartment]:
            recipient = trusted.by_name(name)
            if recipient is None:
                raise VaultError(
                    f"there is no recipient {name!r} in {home.identities}; there are: "
                    f"{', '.join(trusted.names()) or 'none'}"
                )
            found.setdefault(compartment, []).append(recipient)
    return found
