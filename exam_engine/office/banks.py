"""Sealing banks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.errors import VaultError
from exam_engine.office.home import Home
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity, Recipient


def seal(
    home: Home, folder: Path, signer: Identity, readers: Mapping[str, Sequence[str]]
) -> tuple[Path, str]:
    """Seal a bank folder into the home; return the file and the bank's content digest.

    :param readers: for each compartment, the names of the identities that may open it.
    """
    bank = read_bank(folder)
    recipients = {name: _recipients(home, readers.get(name, ())) for name in COMPARTMENTS}
    path = home.bank(bank.head.id)
    content = seal_bank(bank, path, signer, recipients)
    home.audit(
        signer.name,
        "bank sealed",
        bank.head.id,
        {"items": str(len(bank.items)), "content": content},
    )
    return path, content


def open_bank(home: Home, bank: str, identity: Identity) -> SealedBank:
    """Open a sealed bank by id, or by path; the act is audited."""
    path = Path(bank) if bank.endswith(".sealed") else home.bank(bank)
    sealed = SealedBank(path, identity, home.trusted())
    home.audit(identity.name, "bank opened", sealed.header.id, {"seal": sealed.header.seal})
    return sealed


def _recipients(home: Home, names: Sequence[str]) -> list[Recipient]:
    trusted = home.trusted()
    found = []
    for name in names:
        recipient = trusted.by_name(name)
        if recipient is None:
            raise VaultError(
                f"there is no recipient {name!r} in {home.identities}; there are: "
                f"{', '.join(trusted.names()) or 'none'}"
            )
        found.append(recipient)
    return found
