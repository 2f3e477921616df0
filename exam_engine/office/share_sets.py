"""Printed shares of a bank: compartments that open only before several people together.

A ceremony, step by step (vault/shares.py has the inside of steps 2 and 4):

1. The custodian, who may open the compartments, and k or more holders meet.
2. :func:`share_out` makes the unlock identity in memory and hands its words over to be printed,
   once; they are kept nowhere. Then the compartments are sealed to it as well, and a transcript is
   left in the audit log: who, when, which set by name and fingerprint, how many shares of which
   how many are needed, for what.
3. Each holder takes one page. The custodian may then be removed from the compartments: from now on
   they open only before k holders.
4. :func:`combine` takes k shares, checks that they give an identity to which the bank is sealed,
   and seals the compartments named to one more recipient. Nothing else is done with them, and the
   secret is gone when the command ends.
5. Shares that were shown to others are retired: remove the set from the bank and make another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from exam_engine.bank import custody
from exam_engine.errors import ShareWrong
from exam_engine.office.custody import (
    ADDED,
    Done,
    known_recipients,
    opened,
    record,
    told_of,
)
from exam_engine.office.home import Home
from exam_engine.vault.identity import Identity, save_recipient
from exam_engine.vault.shares import EnteredShares, ShareSet, make_shares

MADE, COMBINED, REFUSED = "shares made", "shares combined", "shares refused"


class SetOrder(NamedTuple):
    """Which set to make: ``needed`` of ``shares`` shares open ``compartments``."""

    name: str
    compartments: Collection[str]
    needed: int
    shares: int


class Ceremony(NamedTuple):
    """What the pages of a set say, apart from its words."""

    bank: str
    title: str
    set_name: str
    fingerprint: str
    compartments: Sequence[str]
    needed: int
    made_ms: int


def share_out(
    home: Home,
    bank_name: str,
    actor: Identity,
    order: SetOrder,
    hand_over: Callable[[Ceremony, ShareSet], None],
) -> Done:
    """Seal compartments of a bank to a new set of printed shares.

    :param hand_over: prints the words; called while nothing is changed yet, so that no bank is
        ever sealed to shares that nobody holds.
    """
    with opened(home, bank_name, actor) as bank:
        # Step 1.
        chosen = custody.checked_compartments(order.compartments)
        for compartment in chosen:
            bank.file.compartment(compartment)  # says so if it is not open to the actor
        # Step 2.
        made = make_shares(order.name, order.needed, order.shares)
        recipient_file = save_recipient(made.identity, home.identities)
        try:
            hand_over(_ceremony(home, bank.header.about, bank.header.id, chosen, made), made)
            wanted = {compartment: [made.identity.recipient] for compartment in chosen}
            resealed = custody.add_readers(bank, actor, wanted)
        except BaseException:
            recipient_file.unlink(missing_ok=True)
            raise
        transcript = {
            "set": order.name,
            "fingerprint": made.identity.fingerprint,
            "shares": str(order.shares),
            "needed": str(order.needed),
            "compartments": ", ".join(chosen),
        }
        home.audit(actor.name, MADE, bank.header.id, transcript)
        added = {"added": told_of({compartment: [order.name] for compartment in chosen})}
        return record(home, bank, actor, ADDED, resealed, added)


def combine(
    home: Home,
    bank_name: str,
    actor: Identity,
    shares: EnteredShares,
    wanted: Mapping[str, Sequence[str]],
) -> Done:
    """Open compartments with printed shares and seal them to more recipients; ``actor`` signs.

    :raises ShareWrong: if the shares give no secret, or one to which the bank is not sealed.
    """
    # Step 4.
    recipients = known_recipients(home, wanted)
    unlock = shares.identity("unlock")
    with opened(home, bank_name, unlock, actor) as bank:
        transcript = {
            "fingerprint": unlock.fingerprint,
            "shares": ", ".join(str(number) for number in shares.numbers),
            "for": told_of(wanted),
        }
        if not any(one.fingerprint == unlock.fingerprint for one in bank.header.recipients):
            home.audit(actor.name, REFUSED, bank.header.id, transcript)
            raise ShareWrong(
                f"{bank.path}: is not sealed to these shares ({unlock.fingerprint}); they are of "
                "another bank, or the set was removed from this one"
            )
        resealed = custody.add_readers(bank, actor, recipients)
        home.audit(actor.name, COMBINED, bank.header.id, transcript)
        return record(home, bank, actor, ADDED, resealed, {"added": told_of(wanted)})


def _ceremony(
    home: Home, about: Mapping[str, str], bank: str, compartments: Sequence[str], made: ShareSet
) -> Ceremony:
    return Ceremony(
        bank=bank,
        title=about.get("title", ""),
        set_name=made.identity.name,
        fingerprint=made.identity.fingerprint,
        compartments=compartments,
        needed=made.threshold,
        made_ms=home.clock.now_ms(),
    )
