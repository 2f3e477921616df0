"""Custody of a sealed bank: who may open which compartment, and under which secrets.

Whoever may open a compartment may let others open it, and may take that away again. Item texts are
never touched: adding somebody copies every entry as it is; taking somebody away draws new secrets,
because the old ones are known to who leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank
from exam_engine.errors import VaultError
from exam_engine.vault.header import HeaderRecipient
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.resealing import Changes, Resealed, reseal
from exam_engine.vault.trust import TrustedSigners


def readers_of(bank: SealedBank, compartment: str) -> list[HeaderRecipient]:
    """Return who may open a compartment."""
    return [reader for reader in bank.header.recipients if compartment in reader.wrapped]


def add_readers(
    bank: SealedBank, signer: Identity, wanted: Mapping[str, Sequence[Recipient]]
) -> Resealed:
    """Let more recipients open compartments; entries are copied byte for byte.

    :raises NotARecipient: if the reader of ``bank`` may not open one of the compartments.
    :raises VaultError: if somebody may open it already.
    """
    for compartment, recipients in wanted.items():
        there = {reader.fingerprint for reader in readers_of(bank, compartment)}
        for recipient in recipients:
            if recipient.fingerprint in there:
                raise VaultError(
                    f"{bank.path}: its {compartment} are sealed to {recipient.name} already; "
                    "leave that out"
                )
    return reseal(bank.file, signer, Changes(grant=wanted))


def remove_readers(
    bank: SealedBank,
    signer: Identity,
    leaving: Mapping[str, Collection[str]],
    known: TrustedSigners,
    *,
    keep_secrets: bool = False,
) -> Resealed:
    """Take recipients away from compartments, by fingerprint, and rotate what they knew.

    :param known: gives the public half of those who stay.
    :param keep_secrets: leave the compartments' secrets as they are: whoever leaves could still
        open every later copy with what they know.
    :raises VaultError: if nobody would be left, or somebody who stays is not known.
    """
    for compartment, fingerprints in leaving.items():
        if not _staying(bank, compartment, fingerprints):
            raise VaultError(
                f"{bank.path}: nobody would be left who can open its {compartment}; add somebody "
                "first"
            )
    if keep_secrets:
        return reseal(bank.file, signer, Changes(withdraw=leaving))
    return _rotate(bank, signer, leaving, known)


def rotate_secrets(
    bank: SealedBank, signer: Identity, compartments: Collection[str], known: TrustedSigners
) -> Resealed:
    """Draw new secrets for compartments; who may open them stays as it is.

    :raises NotARecipient: if the reader of ``bank`` may not open one of the compartments.
    :raises VaultError: if somebody who may open it is not known.
    """
    return _rotate(bank, signer, dict.fromkeys(compartments, ()), known)


def find_reader(bank: SealedBank, name: str) -> HeaderRecipient:
    """Return a recipient of a bank by name, as the bank's header has it.

    :raises VaultError: if there is none, or two.
    """
    found = [reader for reader in bank.header.recipients if reader.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise VaultError(
            f"{bank.path}: is sealed to {len(found)} recipients named {name}; compare their "
            "fingerprints (bank recipients show) and seal the bank again"
        )
    names = ", ".join(reader.name for reader in bank.header.recipients)
    raise VaultError(f"{bank.path}: is not sealed to {name!r}; it is sealed to: {names}")


def checked_compartments(names: Collection[str]) -> list[str]:
    """Return compartments in their order.

    :raises VaultError: if one is none of a bank's.
    """
    for name in names:
        if name not in COMPARTMENTS:
            raise VaultError(
                f"there is no compartment {name!r}; there are: {', '.join(COMPARTMENTS)}"
            )
    return [name for name in COMPARTMENTS if name in names]


def _rotate(
    bank: SealedBank,
    signer: Identity,
    leaving: Mapping[str, Collection[str]],
    known: TrustedSigners,
) -> Resealed:
    rotate = {
        compartment: [
            _public_half(bank, reader, known)
            for reader in _staying(bank, compartment, fingerprints)
        ]
        for compartment, fingerprints in leaving.items()
    }
    return reseal(bank.file, signer, Changes(rotate=rotate))


def _staying(bank: SealedBank, compartment: str, leaving: Collection[str]) -> list[HeaderRecipient]:
    return [reader for reader in readers_of(bank, compartment) if reader.fingerprint not in leaving]


def _public_half(bank: SealedBank, reader: HeaderRecipient, known: TrustedSigners) -> Recipient:
    found = known.by_fingerprint(reader.fingerprint)
    if found is None:
        raise VaultError(
            f"{bank.path}: {reader.name} ({reader.fingerprint}) may open it and is not known "
            "here, so new secrets cannot be wrapped for them; trust their recipient file "
            "(identity trust FILE), or remove them as well"
        )
    return found
