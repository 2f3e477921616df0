"""Is a sealed bank whole? What can be told without opening it, and what an identity can tell.

Step by step:

1. The signature over every byte, by somebody known (container.py): nothing else is looked at
   without it.
2. The index accounts for every byte once.
3. The header: a bank's compartments, each with somebody who may open it; recipients known here.
4. As far as the identity may open them: the directory of each compartment holds what the catalogue
   lists and nothing else, and every entry opens.
5. Papers, answers and scenarios are those that the catalogue binds by digest; what items refer to
   is there; the content digest is the one in the file's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from exam_engine.bank.sealed import (
    ANSWERS,
    CATALOGUE,
    COMPARTMENTS,
    PAPER,
    SealedBank,
    entry_name,
)
from exam_engine.canonical import digest
from exam_engine.errors import NotARecipient, SealBroken
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.item_parts import ItemAnswers, ItemCatalogue, ItemPaper
from exam_engine.vault.trust import TrustedSigners

_CONTENT_IN_NAME = re.compile(r"\.([0-9a-f]{12})\.sealed$")

Progress = Callable[[int, int], None]
"""Told how many of how many items are done."""


class Verified(NamedTuple):
    """What was found: findings, the compartments opened, and how many items were checked."""

    findings: list[str]
    opened: list[str]
    items: int


def verify_bank(
    bank: SealedBank, trusted: TrustedSigners, progress: Progress = lambda _done, _all: None
) -> Verified:
    """Check an opened bank, whose signature was verified by that (step 1)."""
    findings = [*_layout(bank), *_header(bank, trusted)]
    opened, damaged = _openable(bank)
    findings += damaged
    if CATALOGUE not in opened:
        findings += [found for name in opened for found in _without_catalogue(bank, name)]
        items = max((len(bank.names(name)) for name in opened), default=0)
        return Verified(findings, opened, items)
    try:
        catalogue = bank.catalogue()
    except (SealBroken, msgspec.DecodeError, KeyError) as error:
        return Verified([*findings, f"the catalogue cannot be read: {error}"], opened, 0)
    findings += [
        *_directories(bank, catalogue, opened),
        *_references(bank, catalogue),
        *_scenarios(bank, catalogue, opened),
    ]
    listed = {compartment: set(bank.file.names(compartment)) for compartment in opened}
    for done, entry in enumerate(catalogue.items, start=1):
        findings += _parts(bank, entry, listed)
        progress(done, len(catalogue.items))
    return Verified(findings, opened, len(catalogue.items))


def _layout(bank: SealedBank) -> Iterator[str]:
    # Step 2.
    try:
        for _ in bank.file.stream():
            pass
    except SealBroken as error:
        yield _plain(bank, error)


def _header(bank: SealedBank, trusted: TrustedSigners) -> Iterator[str]:
    # Step 3.
    header = bank.header
    if set(header.compartments) != set(COMPARTMENTS):
        yield f"its compartments are {', '.join(header.compartments)}: it is no whole bank"
    for compartment in COMPARTMENTS:
        if not any(compartment in reader.wrapped for reader in header.recipients):
            yield f"nobody can open its {compartment}"
    for reader in header.recipients:
        known = trusted.by_fingerprint(reader.fingerprint)
        who = f"{reader.name!r} ({reader.fingerprint})"
        may = ", ".join(reader.wrapped)
        if known is None:
            yield f"recipient {who}, who may open {may}, is not known here"
        elif known.name != reader.name:
            yield f"recipient {who} is known here as {known.name!r}"


def _openable(bank: SealedBank) -> tuple[list[str], list[str]]:
    # Step 4.
    opened, findings = [], []
    for compartment in COMPARTMENTS:
        try:
            bank.file.names(compartment)
            opened.append(compartment)
        except NotARecipient:
            continue
        except SealBroken as error:
            findings.append(_plain(bank, error))
    return opened, findings


def _without_catalogue(bank: SealedBank, compartment: str) -> Iterator[str]:
    for name in bank.file.names(compartment):
        yield from _readable(bank, compartment, name)


def _directories(
    bank: SealedBank, catalogue: BankCatalogue, opened: Sequence[str]
) -> Iterator[str]:
    items = {entry_name(entry.id, entry.version) for entry in catalogue.items}
    scenarios = {f"scenario {entry.name}" for entry in catalogue.scenarios}
    # Translations stand in the paper alone: nothing that is scored depends on them.
    translations = set(bank.translation_names()) if PAPER in opened else set()
    expected = {
        CATALOGUE: items | scenarios | {"head"},
        PAPER: items | scenarios | translations,
        ANSWERS: items,
    }
    for compartment in opened:
        listed = bank.file.names(compartment)
        if len(set(listed)) < len(listed):
            yield f"the directory of {compartment} lists an entry twice"
        for name in sorted(expected[compartment] - set(listed)):
            yield f"{name}: has no entry in {compartment}"
        for name in sorted(set(listed) - expected[compartment]):
            yield f"{name}: stands in {compartment} and not in the catalogue"
    if set(opened) == set(COMPARTMENTS):
        right = sum(len(names) for names in expected.values()) + len(COMPARTMENTS)
        if bank.file.entries != right:
            yield f"holds {bank.file.entries} entries, and {right} belong to its catalogue"


def _references(bank: SealedBank, catalogue: BankCatalogue) -> Iterator[str]:
    # Step 5.
    ids = [entry.id for entry in catalogue.items]
    scenarios = {entry.name for entry in catalogue.scenarios}
    twice = sorted(name for name, count in Counter(ids).items() if count > 1)
    if twice:
        yield f"items with two versions in one bank: {', '.join(twice)}"
    known = set(ids)
    for entry in catalogue.items:
        if entry.scenario and entry.scenario not in scenarios:
            yield f"{entry.id}: its scenario {entry.scenario} is missing"
        if entry.topic not in catalogue.head.topics:
            yield f"{entry.id}: its topic {entry.topic} is not in the bank's taxonomy"
        missing = sorted(set(entry.enemies) - known)
        if missing:
            yield f"{entry.id}: its enemies {', '.join(missing)} are missing"
    header = bank.header
    told = header.about.get("items")
    if told != str(len(ids)):
        yield f"its header tells of {told} items, its catalogue lists {len(ids)}"
    if header.id != catalogue.head.id:
        yield f"its header names it {header.id!r}, its catalogue {catalogue.head.id!r}"
    named = _CONTENT_IN_NAME.search(bank.path.name)
    if named and not catalogue.digest.startswith(named[1]):
        yield f"its content is {catalogue.digest[:12]}, not {named[1]} as its file name says"


def _scenarios(bank: SealedBank, catalogue: BankCatalogue, opened: Sequence[str]) -> Iterator[str]:
    for entry in catalogue.scenarios if PAPER in opened else ():
        try:
            bank.scenario(entry.name, entry.paper_digest)
        except KeyError:
            continue  # told of by its directory
        except (SealBroken, msgspec.DecodeError) as error:
            yield _plain(bank, error)


def _parts(
    bank: SealedBank, entry: ItemCatalogue, listed: Mapping[str, Collection[str]]
) -> Iterator[str]:
    name = entry_name(entry.id, entry.version)
    parts: dict[str, tuple[Callable[[], object], str]] = {
        PAPER: (lambda: bank.read(PAPER, entry.id, entry.version, ItemPaper), entry.paper_digest),
        ANSWERS: (
            lambda: bank.read(ANSWERS, entry.id, entry.version, ItemAnswers),
            entry.answers_digest,
        ),
    }
    for compartment in listed.keys() & parts.keys():
        read, expected = parts[compartment]
        try:
            part = read()
        except KeyError:
            if name in listed[compartment]:
                yield f"{name}: is listed in {compartment}, and its entry is missing"
            continue
        except (SealBroken, msgspec.DecodeError) as error:
            yield _plain(bank, error)
            continue
        if digest(part) != expected:
            yield f"{name}: its {compartment} are not those that the catalogue binds"


def _readable(bank: SealedBank, compartment: str, name: str) -> Iterator[str]:
    try:
        bank.file.read(compartment, name)
    except KeyError:
        yield f"{name}: is listed in {compartment}, and its entry is missing"
    except SealBroken as error:
        yield _plain(bank, error)


def _plain(bank: SealedBank, error: Exception) -> str:
    return str(error).removeprefix(f"{bank.path}: ")
