"""Custody of a bank: who may open it, and what a change of that leaves alone."""

import pytest

from bank.sealed_support import (
    CUSTODIAN,
    EDITOR,
    ITEMS,
    MARKER,
    STRANGER,
    TRUST,
    bank,
    open_,
    seal,
)
from exam_engine.bank import custody
from exam_engine.bank.sealed import COMPARTMENTS, seal_items
from exam_engine.canonical import canonical_json, digest
from exam_engine.errors import NotARecipient, VaultError
from exam_engine.model.bank import catalogue_of_bank, content_digest
from exam_engine.model.item_parts import ItemAnswers, ItemPaper, answers_of, paper_of


@pytest.fixture
def sealed(tmp_path):
    return seal(tmp_path / "t-bank.sealed")


def texts(path, identity=CUSTODIAN):
    """Return everything that a bank holds for a reader of all of it."""
    with open_(path, identity) as opened:
        catalogue = opened.catalogue()
        return (
            catalogue.digest,
            [opened.paper(one.id, one.version, one.paper_digest) for one in catalogue.items],
            [opened.answers(one.id, one.version, one.answers_digest) for one in catalogue.items],
            [opened.scenario(one.name, one.paper_digest) for one in catalogue.scenarios],
        )


def test_a_reader_who_is_added_opens_what_was_granted_and_no_more(sealed):
    before = texts(sealed)
    with open_(sealed) as opened:
        custody.add_readers(opened, CUSTODIAN, {"catalogue": [MARKER.recipient]})
    assert texts(sealed, MARKER) == texts(sealed) == before
    with open_(sealed) as opened:
        custody.add_readers(opened, CUSTODIAN, {"paper": [EDITOR.recipient]})
    with open_(sealed, EDITOR) as opened:
        assert opened.read("paper", "t-1", 1, ItemPaper) == paper_of(ITEMS[0])
        with pytest.raises(NotARecipient):
            opened.read("answers", "t-1", 1, ItemAnswers)


def test_somebody_who_may_open_it_already_is_told(sealed):
    with open_(sealed) as opened, pytest.raises(VaultError, match="paper are sealed to marker al"):
        custody.add_readers(opened, CUSTODIAN, {"paper": [MARKER.recipient]})


def test_a_reader_who_is_removed_opens_nothing_and_their_secret_no_longer_fits(sealed):
    before = texts(sealed)
    with open_(sealed, MARKER) as opened:
        known = opened.file.compartment("answers").secret
    with open_(sealed) as opened:
        leaving = {"paper": [MARKER.fingerprint], "answers": [MARKER.fingerprint]}
        custody.remove_readers(opened, CUSTODIAN, leaving, TRUST)
    assert texts(sealed) == before
    with open_(sealed) as opened:
        assert opened.file.compartment("answers").secret != known
        assert [one.name for one in opened.header.recipients] == ["custodian"]
    with open_(sealed, MARKER) as opened, pytest.raises(NotARecipient):
        opened.read("answers", "t-1", 1, ItemAnswers)


def test_a_removal_that_keeps_the_secrets_leaves_them(sealed):
    with open_(sealed, MARKER) as opened:
        known = opened.file.compartment("answers").secret
    with open_(sealed) as opened:
        custody.remove_readers(
            opened, CUSTODIAN, {"answers": [MARKER.fingerprint]}, TRUST, keep_secrets=True
        )
    with open_(sealed) as opened:
        assert opened.file.compartment("answers").secret == known


def test_the_last_reader_of_a_compartment_stays(sealed):
    for keep in (False, True):
        with open_(sealed) as opened, pytest.raises(VaultError, match="nobody would be left"):
            custody.remove_readers(
                opened,
                CUSTODIAN,
                {"catalogue": [CUSTODIAN.fingerprint]},
                TRUST,
                keep_secrets=keep,
            )


def test_who_acts_may_remove_themselves(sealed):
    with open_(sealed) as opened:
        custody.remove_readers(opened, CUSTODIAN, {"answers": [CUSTODIAN.fingerprint]}, TRUST)
    with open_(sealed, MARKER) as opened:
        assert opened.read("answers", "t-3", 1, ItemAnswers) == answers_of(ITEMS[2])
    with open_(sealed) as opened, pytest.raises(NotARecipient):
        opened.read("answers", "t-3", 1, ItemAnswers)


@pytest.mark.parametrize("compartments", [["answers"], ["catalogue", "paper"], COMPARTMENTS])
def test_a_rotation_changes_the_secrets_named_and_nothing_else(sealed, compartments):
    before = texts(sealed)
    with open_(sealed) as opened:
        header = opened.header
        old = {name: opened.file.compartment(name).secret for name in COMPARTMENTS}
        custody.rotate_secrets(opened, CUSTODIAN, compartments, TRUST)
    assert texts(sealed) == before
    with open_(sealed) as opened:
        new = {name: opened.file.compartment(name).secret for name in COMPARTMENTS}
        assert {name for name in COMPARTMENTS if old[name] != new[name]} == set(compartments)
        assert (opened.header.about, opened.header.seal) == (header.about, header.seal)
        assert [(one.name, set(one.wrapped)) for one in opened.header.recipients] == [
            (one.name, set(one.wrapped)) for one in header.recipients
        ]


def test_a_rotation_names_a_reader_whose_public_half_is_not_known(tmp_path):
    people = {name: [CUSTODIAN.recipient, STRANGER.recipient] for name in COMPARTMENTS}
    path = seal(tmp_path / "b.sealed", readers=people)
    before = path.read_bytes()
    with open_(path) as opened, pytest.raises(VaultError, match="stranger .* not known"):
        custody.rotate_secrets(opened, CUSTODIAN, COMPARTMENTS, TRUST)
    assert path.read_bytes() == before
    with open_(path) as opened:
        everywhere = {name: [STRANGER.fingerprint] for name in COMPARTMENTS}
        custody.remove_readers(opened, CUSTODIAN, everywhere, TRUST)
    with open_(path) as opened:
        assert [one.name for one in opened.header.recipients] == ["custodian"]


def test_a_reader_is_found_by_name_or_those_there_are_are_named(sealed):
    with open_(sealed) as opened:
        assert custody.find_reader(opened, "marker").fingerprint == MARKER.fingerprint
        with pytest.raises(VaultError, match="not sealed to 'eve'.*: custodian, marker"):
            custody.find_reader(opened, "eve")
    with pytest.raises(VaultError, match="no compartment 'answer'; there are: catalogue, paper"):
        custody.checked_compartments(["answer"])


def test_items_that_come_one_by_one_give_the_same_bank(tmp_path):
    """The digest is the catalogue's own, and every entry holds the canonical JSON of its part."""
    made = bank()
    path = tmp_path / "b.sealed"
    everyone = {name: [CUSTODIAN.recipient] for name in COMPARTMENTS}
    told = seal_items(
        made.head, iter(made.scenarios), iter(reversed(made.items)), path, CUSTODIAN, everyone
    )
    catalogue = catalogue_of_bank(made)
    assert told == catalogue.digest
    assert told == content_digest(
        made.head,
        [(one.id, one.version, digest(one)) for one in catalogue.items],
        [(one.name, one.paper_digest) for one in catalogue.scenarios],
    )
    with open_(path) as opened:
        assert opened.catalogue() == catalogue
        assert opened.header.about["items"] == "4"
        for one in made.items:
            name = f"{one.id}@{one.version}"
            assert opened.file.read("paper", name) == canonical_json(paper_of(one))
            assert opened.file.read("answers", name) == canonical_json(answers_of(one))
