"""The lives of a bank's versions as their records support them.

Step 1: a row counts only if it can be read and its columns agree with it.
Step 2: a record counts only with the genuine signature of whoever acted.
Step 3: a record counts only if the rules allowed it at that point (``bank.standing``).
Step 4: where the chain or the audit log shows that a record is missing, the version is kept from
candidates, whatever else is on record: what is missing may be a rejection.

An item and its translations have lives apart and one answer key: who was shown it in one of them
answers blind in none of the others. Which came first, the audit log's order tells.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec
from sqlalchemy import Connection

from exam_engine.bank.life import (
    IN_USE,
    Elder,
    Standing,
    Subject,
    folded_name,
    pilot_stands,
)
from exam_engine.bank.standing import Seen, broken_links, sharing, standing
from exam_engine.bank.subjects import scenarios_by_name, subject_of_item
from exam_engine.model.bank import Bank
from exam_engine.model.item_type import ItemState, Security
from exam_engine.model.life import (
    FIRST,
    LIFE_KIND,
    AnsweredBlind,
    Equivalent,
    LifeRecord,
    Moved,
    PilotAccepted,
    Reviewed,
)
from exam_engine.office.home import Home
from exam_engine.store import life as store
from exam_engine.store.database import reading
from exam_engine.vault.signing import doubt_about

AUDITED_AS: dict[type, str] = {
    Moved: "version moved",
    AnsweredBlind: "version answered blind",
    Reviewed: "version reviewed",
    PilotAccepted: "pilot accepted",
    Equivalent: "versions linked",
}
"""How the audit log names each act."""

_Version = tuple[str, int]


class BankLife:
    """The life records of a bank, checked; reads once, then answers from memory."""

    def __init__(
        self, home: Home, bank: str, connection: Connection, subject: str | None = None
    ) -> None:
        """:param subject: read only this one's life, or all."""
        self.bank, self._only = bank, subject
        self._chains: dict[_Version, list[LifeRecord]] = defaultdict(list)
        self._ignored: dict[_Version, list[str]] = defaultdict(list)
        rows, damaged = store.of_bank(connection, bank, subject)
        # Step 1.
        for row in damaged:
            place = (str(row.subject), int(row.version) if isinstance(row.version, int) else 0)
            self._ignored[place].append(f"record {row.n} was altered and is ignored")
        # Step 2.
        trusted = home.trusted()
        self._people = trusted.names()
        for record, signature in rows:
            place = (record.subject, record.version)
            doubt = doubt_about(trusted, LIFE_KIND, record, signature)
            if doubt:
                self._ignored[place].append(f"record {record.n} is ignored: {doubt}")
            else:
                self._chains[place].append(record)
        self._versions: dict[str, list[int]] = defaultdict(list)
        self._kin: dict[_Version, list[str]] = defaultdict(list)
        for name, version in self._chains:
            self._versions[name].append(version)
            self._kin[store.kin_of(name), version].append(name)
        named = store.named_in_audit_log(connection, list(AUDITED_AS.values()))
        self._order = {record: at for at, (_, record) in enumerate(named)}
        self._missing = self._missing_records(named)

    def records(self, subject: str, version: int) -> list[LifeRecord]:
        """Return the genuine records of a version, in order."""
        return list(self._chains.get((subject, version), ()))

    def last_digest(self, subject: str, version: int) -> str:
        """Return what the next record of a version has to name as the one before it."""
        chain = self._chains.get((subject, version))
        return chain[-1].record_digest if chain else FIRST

    def doubts(self, subject: str, version: int) -> list[str]:
        """Return what is missing from the record of a version."""
        chain = self._chains.get((subject, version), [])
        return [*broken_links(chain), *self._missing.get((subject, version), [])]

    def standing(self, subject: Subject) -> Standing:
        """Return where a version stands, with everything that was ignored named."""
        found = standing(
            subject,
            self._chains.get((subject.name, subject.version), []),
            self.elders(subject),
            self.doubts(subject.name, subject.version),
            self._seen_elsewhere(subject),
        )
        ignored = self._ignored.get((subject.name, subject.version), [])
        return found._replace(notes=(*ignored, *found.notes))

    def elders(self, subject: Subject) -> dict[int, Elder]:
        """Return the versions of a subject before this one that were in use, as they last were."""
        found: dict[int, Elder] = {}
        for version in sorted(self._versions.get(subject.name, ())):
            if version < subject.version:
                elder = self._elder(subject._replace(version=version), found)
                if elder is not None:
                    found[version] = elder
        return found

    def sharing(self, subject: Subject) -> tuple[int, ...]:
        """Return the versions whose statistics may be taken together with this one's."""
        elders = self.elders(subject._replace(version=subject.version + 1))
        links = {
            version: elder.equivalent.to
            for version, elder in elders.items()
            if elder.equivalent and elders[elder.equivalent.to].digest == elder.equivalent.digest
        }
        return sharing(links, subject.version)

    def _elder(self, subject: Subject, elders: dict[int, Elder]) -> Elder | None:
        if self.doubts(subject.name, subject.version):
            return None
        chain = self._chains[(subject.name, subject.version)]
        for content in dict.fromkeys(record.digest for record in reversed(chain)):
            # Who wrote an earlier version stands in its text, which the records do not hold.
            then = subject._replace(digest=content, authors=frozenset())
            same = [one for one in chain if one.digest == content]
            life = standing(then, same, elders, (), self._seen_elsewhere(then))
            if life.state in IN_USE or life.state is ItemState.RETIRED:
                return Elder(content, pilot_stands(life, elders), life.equivalent)
        return None

    def _seen_elsewhere(self, subject: Subject) -> Seen:
        """Return who saw the answer key of a subject in the lives of its kin, and when."""
        known = frozenset(name for name in self._people if folded_name(name) in subject.knowing)
        first: dict[str, int] = {}
        for name in self._kin.get((store.kin_of(subject.name), subject.version), ()):
            for record in self._chains[name, subject.version]:
                if name != subject.name and isinstance(record.act, AnsweredBlind | Reviewed):
                    at = self._order.get(record.record_digest, 0)
                    first[record.actor] = min(at, first.get(record.actor, at))

        def seen(record: LifeRecord | None) -> frozenset[str]:
            now = len(self._order)
            at = self._order.get(record.record_digest, now) if record else now
            return known.union(actor for actor, saw in first.items() if saw < at)

        return seen

    def _missing_records(self, named: list[tuple[str, str]]) -> dict[_Version, list[str]]:
        """Step 4: return for each version what the audit log tells of and nobody can show."""
        held = {one.record_digest for chain in self._chains.values() for one in chain}
        missing: dict[_Version, list[str]] = defaultdict(list)
        for name, record in named:
            bank, _, rest = name.partition(" ")
            subject, _, version = rest.rpartition("@")
            read = bank == self.bank and self._only in (None, subject)
            if read and record not in held and version.isdecimal():
                problem = f"the audit log tells of record {record[:12]}, which is not there"
                missing[(subject, int(version))].append(problem)
        return missing


def has_records(home: Home) -> bool:
    """Return whether a home has a database; it is not made for the question."""
    return (home.path / "engine.db").is_file()


def life_of_bank(home: Home, bank: str, subject: str | None = None) -> BankLife:
    """Return the lives of a bank, or of one subject in it, as they are on record now."""
    with reading(home.engine) as connection:
        return BankLife(home, bank, connection, subject)


def as_recorded(home: Home, bank: Bank) -> tuple[Bank, list[str]]:
    """Return a bank with every item in the state that its record supports, and what to tell of it.

    What is told, a line each, is what was ignored, is missing, or no longer fits the item. In a
    public bank states are declared in its files; they stand as they are.
    """
    if bank.head.security is Security.PUBLIC:
        return bank, []
    lives, scenarios = life_of_bank(home, bank.head.id), scenarios_by_name(bank)
    items, told = [], []
    for item in bank.items:
        life = lives.standing(subject_of_item(bank, item, scenarios))
        items.append(msgspec.structs.replace(item, state=life.state))
        told += [f"{item.id} version {item.version}: {note}" for note in life.notes]
    return msgspec.structs.replace(bank, items=tuple(items)), told


def versions_sharing_statistics(home: Home, bank: Bank, item_id: str) -> tuple[int, ...]:
    """Return the versions of an item whose statistics may be taken together with its present one.

    Statistics belong to a version; a signed link by somebody other than the author lets those of
    equivalent versions be carried.

    :raises KeyError: if the bank has no such item.
    """
    items = {item.id: item for item in bank.items}
    subject = subject_of_item(bank, items[item_id], scenarios_by_name(bank))
    return life_of_bank(home, bank.head.id).sharing(subject)
