"""Sealing and opening banks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.errors import BankNotFound, VaultError
from exam_engine.model.bank import catalogue_of_bank
from exam_engine.model.form import Form
from exam_engine.office.delivered import refuse_changed
from exam_engine.office.home import Home
from exam_engine.office.life_records import as_recorded
from exam_engine.office.translating import sealable
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity, Recipient


def seal(
    home: Home, folder: Path, signer: Identity, readers: Mapping[str, Sequence[str]]
) -> tuple[Path, str]:
    """Seal a bank folder into the home; return the file and the bank's content digest.

    Each revision has a file of its own: forms built from an earlier one can be marked for ever.
    Items of a secure bank are sealed in the state that their life on record supports, and with them
    the translations that are reviewed and not stale.

    :param readers: for each compartment, the names of the identities that may open it.
    :raises LifeRefused: if a version that stands on a form on record was changed.
    """
    bank = as_recorded(home, read_bank(folder))
    refuse_changed(home, bank)
    recipients = {name: _recipients(home, readers.get(name, ())) for name in COMPARTMENTS}
    content = catalogue_of_bank(bank).digest
    path = home.bank(bank.head.id, content)
    seal_bank(bank, path, signer, recipients, sealable(home, folder, bank))
    home.audit(
        signer.name,
        "bank sealed",
        bank.head.id,
        {"items": str(len(bank.items)), "content": content},
    )
    return path, content


def open_bank(home: Home, name: str, identity: Identity) -> SealedBank:
    """Open a sealed bank by id (the one sealed last), file name or path; the act is audited."""
    sealed = SealedBank(home.find_bank(name), identity, home.trusted())
    home.audit(identity.name, "bank opened", sealed.header.id, {"seal": sealed.header.seal})
    return sealed


def open_revision(home: Home, form: Form, identity: Identity) -> SealedBank:
    """Open the revision of the bank that a form was built from; the act is audited.

    :raises BankNotFound: if this home does not have it.
    """
    path = home.bank(form.bank, form.content_digest)
    if not path.exists():
        raise BankNotFound(
            f"{path} is missing: it is the revision of {form.bank} that {form.id} was built from; "
            "fetch it from its backup"
        )
    return open_bank(home, str(path), identity)


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
