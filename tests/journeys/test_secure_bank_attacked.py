"""A secure bank under attack: by its author, a reviewer, who was removed, a translator, a thief.

Each holds what such a person holds: the database and the files, or a passphrase of their own, or
an old copy. What the design cannot hold stands in docs/sealed-files.md under "What does not hold".
"""

import random
import shutil
import sqlite3
from contextlib import closing

import msgspec
import pytest

from conftest import CHEAP
from exam_engine.bank.sealed import ANSWERS, COMPARTMENTS, PAPER, SealedBank, entry_name, seal_bank
from exam_engine.bank.subjects import scenarios_by_name, subject_of_item
from exam_engine.errors import SealBroken
from exam_engine.model.bank import catalogue_of_bank
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import FIRST, LIFE_KIND, LifeRecord, Moved
from exam_engine.source.bank import read_bank
from exam_engine.store import life as store
from exam_engine.store.database import writing
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.secret import Secret
from exam_engine.vault.signing import sign_record
from journeys.secure_body import ANSWERS as RIGHT
from journeys.secure_body import BANK, PASSPHRASE, WHY
from journeys.test_secure_bank import EVERYTHING, body, made

__all__ = ["body", "made"]
pytestmark = pytest.mark.journey
STRANGER = Secret(b"a passphrase of a stranger")


# --- a thief: the database and the files, and no passphrase ---


def test_no_byte_of_a_sealed_bank_can_be_changed(body):
    """Every byte of header, wrapped secrets, signature and trailer; a sample over the entries."""
    assert body.seal("editor=paper") == 0
    raw, trusted = body.sealed.read_bytes(), body.home().trusted()
    end_of_blobs = 20 + int.from_bytes(raw[-32:-24], "big")  # the layout is in vault/container.py
    places = [*range(20), *range(end_of_blobs, len(raw)), end_of_blobs - 1]
    places = random.Random(1).sample(places, 1500) + list(range(20, end_of_blobs, 97))
    places += list(range(len(raw) - 128, len(raw)))  # signature and trailer, whole
    copy = body.folder / body.sealed.name
    for at in places:
        changed = bytearray(raw)
        changed[at] ^= 1 << at % 8
        copy.write_bytes(changed)
        with pytest.raises(SealBroken):
            SealedBank(copy, None, trusted)


def test_neither_texts_nor_answers_nor_names_stand_in_any_file_of_the_home(body):
    assert body.seal() == 0
    assert body.build() == 0, body.says
    home = [path for path in body.home_path.rglob("*") if path.is_file()]
    stored = b"".join(path.read_bytes() for path in home)
    papers = body.papers()
    for paper in papers.values():
        assert paper.stem.encode() not in stored
        assert not any(option.text.encode() in stored for option in paper.options)
    sealed = body.sealed.read_bytes()
    assert not any(item.encode() in sealed for item in papers)


def test_a_name_given_to_a_strangers_recipient_file_counts_for_nothing(body):
    """It would have decided for whom texts are sealed, and whose signatures are ben's."""
    stranger = Identity.generate("ben")
    aside = body.folder / "aside"
    save_identity(stranger, aside, STRANGER, CHEAP)
    shutil.copy(aside / "ben.recipient", body.home_path / "identities" / "aaa.recipient")
    assert body.state("bb-001") == "operational"
    assert body.home().trusted().by_name("ben").fingerprint != stranger.fingerprint
    assert body.seal("ben=paper") == 0
    with SealedBank(body.sealed, stranger, body.home().trusted()) as bank:
        assert stranger.fingerprint not in {one.fingerprint for one in bank.header.recipients}


@pytest.mark.sqlite_only
def test_rows_written_into_the_database_approve_nothing(body):
    with closing(sqlite3.connect(body.home_path / "engine.db")) as database, database:
        columns = "bank, version, n, digest, signer, signature, record"
        database.execute(
            f"INSERT INTO life_record (subject, {columns}) "
            f"SELECT 'bb-005', {columns} FROM life_record WHERE subject = 'bb-004'"
        )
    assert body.state("bb-005") == "draft"
    assert body.bank_says("life", "bb-005") == 1
    assert "was altered and is ignored" in body.says


# --- an author who wants their own item approved, and can write programs ---


def forged_by(body, who, item_id, to):
    """Sign a step as ``who`` and put it into the database without asking the engine."""
    bank = read_bank(body.bank)
    (item,) = [one for one in bank.items if one.id == item_id]
    subject = subject_of_item(bank, item, scenarios_by_name(bank))
    with writing(body.home().engine) as connection:
        record = LifeRecord(
            bank=BANK,
            subject=subject.name,
            version=subject.version,
            digest=subject.digest,
            n=store.next_number(connection, BANK, subject.name, subject.version),
            previous=FIRST,
            at_ms=0,
            actor=who,
            act=Moved(to=to, reason="because I say so", lint_errors=0),
        )
        signature = sign_record(body.identity(who), LIFE_KIND, record)
        store.add(connection, store.SignedLife(record, signature))


def test_a_genuine_signature_under_a_step_that_the_rules_do_not_allow_is_ignored(body):
    forged_by(body, "anna", "bb-005", ItemState.OPERATIONAL)
    assert body.state("bb-005") == "draft"
    assert body.bank_says("life", "bb-005") == 1
    assert "record 1 by anna is ignored: there is no way from draft to operational" in body.says


def test_a_bank_that_an_author_sealed_with_states_of_their_own_builds_no_form(body):
    """The author is trusted here, so the seal is believed; the states in it are not."""
    assert body.seal() == 0
    body.edit("What is urgent follows a policy made for it.", "It is so, because I say so myself.")
    bank = read_bank(body.bank)
    items = tuple(msgspec.structs.replace(i, state=ItemState.OPERATIONAL) for i in bank.items)
    bank = msgspec.structs.replace(bank, items=items)
    readers = {name: [body.identity("editor").recipient] for name in COMPARTMENTS}
    path = body.home().bank(BANK, catalogue_of_bank(bank).digest)
    seal_bank(bank, path, body.identity("anna"), readers)
    assert body.build() == 2
    assert "bb-003 version 1: is sealed as operational, and on record it is draft" in body.says


def test_a_rejected_item_does_not_come_back_by_a_changed_word(body):
    assert body.submit("bb-005") == 0
    assert body.review("bb-005", "ben", "content", verdict="reject") == 0
    body.edit("Before a router is taken away", "Before a server is taken away")
    assert body.state("bb-005") == "rejected"
    assert body.submit("bb-005") == 2
    assert "give a revision the next number" in body.says


# --- a reviewer who wants to know the answer before answering blind ---


def test_who_sent_an_item_back_reads_no_blind_answer_before_giving_their_own(body):
    assert body.submit("bb-005") == 0
    back = ["bb-005", "--to", "draft", *WHY]
    assert body.bank_says("life", *back, who="carla") == 0  # on record now, and not an author
    assert body.submit("bb-005") == 0
    assert body.review("bb-005", "ben", "content") == 0
    assert body.bank_says("life", "bb-005", who="carla") == 0
    assert "answered: " not in body.says
    assert "\n5, ben: seen" not in body.says
    assert body.bank_says("life", "bb-005", who="anna") == 0
    assert f"answered: {RIGHT['bb-005']}" in body.says


GERMAN = """[[items]]
id = "bb-005"
version = 1
source = "{source}"
translator = "dora"
stem = "Vor dem Abbau eines Routers: Welche Aufzeichnung sagt, was von ihm abhängt?"
options = {{ a = "{a}", b = "{b}", c = "Servicebericht", d = "Lieferantenvertrag" }}
"""
A, B = "Auditprogramm", "Konfigurationsinformation"


def translate(body, a=A, b=B, extra=""):
    assert body.bank_says("translations", "--start", "bb-005") == 0
    source = body.says.split('source = "')[1].split('"')[0]
    path = body.bank / "translations" / "de" / "all.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GERMAN.format(source=source, a=a, b=b) + extra)


def test_who_saw_the_answer_key_of_a_translation_does_not_answer_its_source_blind(body):
    translate(body)
    german = ("bb-005", "--language", "de")
    assert body.bank_says("life", *german, "--to", "in-review", *WHY, who="dora") == 0
    assert (
        body.bank_says("review", *german, "--answer", "?", "--verdict", "approve", who="ben") == 1
    )
    assert "answer key: b" in body.says
    assert body.submit("bb-005") == 0
    assert body.review("bb-005", "ben", "content") == 0
    assert "no blind answer is taken" in body.says
    assert body.bank_says("life", "bb-005") == 0
    assert "an approval that rests on a right blind answer" in body.says


def test_the_author_of_the_source_does_not_answer_its_translation_blind(body):
    translate(body)
    german = ("bb-005", "--language", "de")
    assert body.bank_says("life", *german, "--to", "in-review", *WHY, who="dora") == 0
    given = ["--answer", "b", "--verdict", "approve"]
    assert body.bank_says("review", *german, *given, who="anna") == 0
    assert "no blind answer is taken" in body.says


# --- a translator who wants to change scoring ---


@pytest.mark.parametrize(
    "field", ['answer = "a"', "marks = 5", 'rule = "partial"', 'type = "order"']
)
def test_a_translation_has_no_field_that_scores(body, field):
    translate(body, extra=field + "\n")
    assert body.bank_says("translations") == 2
    assert field.partition(" ")[0] in body.says


def test_a_translation_that_exchanges_two_options_fails_its_blind_review(body):
    """No program can see it; who answers it blind does."""
    translate(body, a=B, b=A)
    german = ("bb-005", "--language", "de")
    assert body.bank_says("life", *german, "--to", "in-review", *WHY, who="dora") == 0
    given = ["--answer", "a", "--verdict", "approve"]  # where the right text stands now
    assert body.bank_says("review", *german, *given, who="ben") == 1
    assert "sent back: ben answered blind" in body.says


# --- who was removed, with an old copy and what they know ---


def entries_open_to(compartment_secrets, path, trusted, names):
    """Return which entries of a file open with secrets that somebody kept, by compartment."""
    found = []
    with SealedBank(path, None, trusted) as bank:
        blobs = dict(bank.file.stream())
    for name, kept in compartment_secrets.items():
        for entry in names:
            blob = blobs.get(kept.locator(entry))
            if blob is not None and kept.unseal(entry, blob) is not None:
                found.append((name, entry))
            found += [(name, entry) for other in blobs.values() if kept.unseal(entry, other)]
    return found


def test_secrets_that_somebody_kept_open_nothing_after_their_removal(body):
    assert body.seal() == 0
    trusted, editor = body.home().trusted(), body.identity("editor")
    with SealedBank(body.sealed, editor, trusted) as bank:
        kept = {name: bank.file.compartment(name) for name in (PAPER, ANSWERS)}
    old = body.folder / body.sealed.name
    shutil.copy(body.sealed, old)
    names = [entry_name(item, 1) for item in RIGHT]
    assert len(entries_open_to(kept, old, trusted, names)) > len(names)
    assert body.run("bank", "recipients", "remove", BANK, "--from", "editor", who="custodian") == 0
    assert entries_open_to(kept, body.sealed, trusted, names) == []
    assert body.run("bank", "verify", BANK, who="custodian") == 0, body.says


def test_who_was_removed_cannot_seal_the_old_copy_again_in_its_place_unnoticed(body):
    """What they sign is still believed; that the audit log tells of no such file is a finding."""
    assert body.seal("editor=" + EVERYTHING) == 0
    old = body.sealed.read_bytes()
    assert body.run("bank", "recipients", "remove", BANK, "--from", "editor", who="custodian") == 0
    name = body.sealed.name
    elsewhere = body.folder / "elsewhere"
    shutil.copytree(body.home_path / "identities", elsewhere / "identities")
    (elsewhere / "banks").mkdir()
    (elsewhere / "banks" / name).write_bytes(old)
    home = ("--home", elsewhere)
    assert body.run("bank", "rotate", BANK, *home, who="editor") == 0, body.says
    body.sealed.write_bytes((elsewhere / "banks" / name).read_bytes())
    assert body.run("bank", "verify", BANK) == 1
    assert "it tells of no such copy" in body.says
    assert PASSPHRASE not in body.says
