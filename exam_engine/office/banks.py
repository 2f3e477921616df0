"""Sealing and opening banks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.errors import BankNotFound
from exam_engine.model.bank import Bank
from exam_engine.model.form import Form
from exam_engine.model.translation import Translation
from exam_engine.office.copies import FILE, NAME, SEALED, refuse_older
from exam_engine.office.custody import known_recipients
from exam_engine.office.delivered import refuse_changed
from exam_engine.office.home import Home
from exam_engine.office.life_records import as_recorded
from exam_engine.office.translating import sealable
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.trust import TrustedSigners


def seal(
    home: Home,
    folder: Path,
    signer: Identity,
    readers: Mapping[str, Sequence[str]],
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Path, str]:
    """Seal a bank folder into the home; return the file and the bank's content digest.

    Each revision has a file of its own: forms built from an earlier one can be marked for ever.
    Items of a secure bank are sealed in the state that their life on record supports, and with them
    the translations that are reviewed and not stale.

    :param readers: for each compartment, the names of the identities that may open it.
    :param tell: told, a line each, what was ignored, is missing, or no longer fits an item.
    :raises LifeRefused: if a version that stands on a form on record was changed.
    """
    bank, doubts = as_recorded(home, read_bank(folder))
    refuse_changed(home, bank)
    named = known_recipients(home, readers)
    recipients = {name: named.get(name, []) for name in COMPARTMENTS}
    path, content, file = _sealed(home, bank, signer, recipients, sealable(home, folder, bank))
    details = {"items": str(len(bank.items)), "content": content, NAME: path.name, FILE: file}
    home.audit(signer.name, SEALED, bank.head.id, details)
    for doubt in doubts:
        tell(doubt)
    return path, content


def _sealed(
    home: Home,
    bank: Bank,
    signer: Identity,
    recipients: Mapping[str, Sequence[Recipient]],
    translations: Sequence[Translation],
) -> tuple[Path, str, str]:
    """Seal a bank under the name that its content gives it; return path, content and file digest.

    The content is known when everything was read once, so the file is named last.
    """
    aside = home.bank(bank.head.id, "").with_name(f".{bank.head.id}.{secrets.token_hex(4)}")
    try:
        content = seal_bank(bank, aside, signer, recipients, translations)
        with SealedBank(aside, None, TrustedSigners([signer.recipient])) as made:
            file = made.file.digest
        path = home.bank(bank.head.id, content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path, content, file


def open_bank(home: Home, name: str, identity: Identity) -> SealedBank:
    """Open a sealed bank by id (the one sealed last), file name or path; the act is audited.

    :raises SealTampered: if an older copy was put in a later one's place.
    """
    sealed = SealedBank(home.find_bank(name), identity, home.trusted())
    try:
        refuse_older(home, sealed)
    except BaseException:
        sealed.close()
        raise
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
