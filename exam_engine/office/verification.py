"""Verifying a sealed bank of this home, also against what the audit log says became of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank
from exam_engine.bank.verification import Progress, verify_bank
from exam_engine.errors import BankNotFound, SealBroken
from exam_engine.office.copies import doubt_about_copy
from exam_engine.office.home import Home
from exam_engine.vault.identity import Identity


class BankReport(NamedTuple):
    """What became of verifying a bank; ``signer`` is empty if the seal is broken."""

    path: Path
    signer: str
    findings: list[str]
    opened: list[str]
    not_opened: list[str]
    items: int


def verify(
    home: Home, name: str, identity: Identity | None, progress: Progress = lambda _done, _all: None
) -> BankReport:
    """Verify a bank by id, file name or path, as far as ``identity`` may open it.

    :raises BankNotFound: if there is no such file.
    """
    path = home.find_bank(name)
    if not path.is_file():
        raise BankNotFound(f"{path}: there is no such file")
    try:
        bank = SealedBank(path, identity, home.trusted())
    except SealBroken as error:
        said = str(error).removeprefix(f"{path}: ")
        return BankReport(path, "", [said], [], list(COMPARTMENTS), 0)
    with bank:
        if identity is not None:
            home.audit(identity.name, "bank verified", bank.header.id, {"seal": bank.header.seal})
        found = verify_bank(bank, home.trusted(), progress)
        findings = [*found.findings, *filter(None, [doubt_about_copy(home, bank)])]
        not_opened = [part for part in COMPARTMENTS if part not in found.opened]
        signer = f"{bank.signer.name} ({bank.signer.fingerprint})"
    return BankReport(path, signer, findings, found.opened, not_opened, found.items)
