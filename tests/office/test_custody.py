"""Custody in the office: names, the audit log, printed shares, and copies put back."""

import json
import re

import pytest

from bank.sealed_support import bank as small_bank
from conftest import CHEAP, NINE_O_CLOCK, PASSPHRASE
from exam_engine.bank.custody import rotate_secrets
from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.clock import SetClock
from exam_engine.errors import (
    BankNotFound,
    NotARecipient,
    SealTampered,
    ShareWrong,
    StoreError,
    VaultError,
)
from exam_engine.office import banks, custody, share_sets
from exam_engine.office.home import Home
from exam_engine.office.share_pages import html_pages, text_pages
from exam_engine.office.share_sets import SetOrder
from exam_engine.office.verification import verify
from exam_engine.store import audit_log
from exam_engine.store.database import reading
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.shares import EnteredShares

PEOPLE = {name: Identity.generate(name) for name in ("custodian", "editor", "marker")}
BANK = "t-bank"


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home", SetClock(NINE_O_CLOCK))
    for person in PEOPLE.values():
        save_identity(person, made.identities, PASSPHRASE, CHEAP)
    readers = everything_to("custodian")
    readers["answers"].append(PEOPLE["marker"].recipient)
    revision(made, readers)
    yield made
    made.close()


def revision(home, readers, **changes):
    """Seal a revision of the small bank as the office does; return its file."""
    content = small_bank(**changes)
    aside = home.path / "aside.sealed"
    digest = seal_bank(content, aside, PEOPLE["custodian"], readers)
    path = home.bank(BANK, digest)
    path.parent.mkdir(exist_ok=True)
    return aside.rename(path)


def everything_to(*names):
    return {compartment: [PEOPLE[name].recipient for name in names] for compartment in COMPARTMENTS}


def acts(home):
    with reading(home.engine) as connection:
        entries, findings = audit_log.entries(connection)
    assert findings == []
    return [(entry.actor, entry.act, entry.details) for entry in entries]


def may_open(home, name):
    with SealedBank(home.find_bank(BANK), None, home.trusted()) as opened:
        return {
            part
            for reader in opened.header.recipients
            if reader.name == name
            for part in reader.wrapped
        }


def test_recipients_come_and_go_and_each_act_is_audited(home):
    custodian = PEOPLE["custodian"]
    done = custody.add_recipients(
        home, BANK, custodian, {"paper": ["editor"], "catalogue": ["editor"]}
    )
    assert may_open(home, "editor") == {"catalogue", "paper"}
    custody.remove_recipients(home, BANK, custodian, {"editor": ["paper"], "marker": []})
    assert (may_open(home, "editor"), may_open(home, "marker")) == ({"catalogue"}, set())
    custody.rotate(home, BANK, custodian)
    told = acts(home)
    assert [(actor, act) for actor, act, _ in told] == [
        ("custodian", "recipients added"),
        ("custodian", "recipients removed"),
        ("custodian", "secrets rotated"),
    ]
    assert told[0][2]["added"] == "catalogue: editor; paper: editor"
    assert told[0][2]["file"] == done.resealed.file_digest
    assert told[1][2]["removed"] == "paper: editor; answers: marker"
    assert told[1][2]["secrets"] == "rotated"
    assert verify(home, BANK, custodian).findings == []


def test_names_that_are_not_known_are_answered_with_those_that_are(home):
    custodian = PEOPLE["custodian"]
    with pytest.raises(VaultError, match="no recipient 'eve'.*: custodian, editor, marker"):
        custody.add_recipients(home, BANK, custodian, {"paper": ["eve"]})
    with pytest.raises(VaultError, match="not sealed to 'editor'.*: custodian, marker"):
        custody.remove_recipients(home, BANK, custodian, {"editor": []})
    with pytest.raises(VaultError, match="paper are not sealed to marker"):
        custody.remove_recipients(home, BANK, custodian, {"marker": ["paper"]})
    with pytest.raises(NotARecipient):
        custody.add_recipients(home, BANK, PEOPLE["marker"], {"paper": ["editor"]})
    with pytest.raises(VaultError, match="eve is not known"):
        custody.rotate(home, BANK, Identity.generate("eve"))
    assert acts(home) == []


def test_two_changes_at_once_are_refused(home):
    with home.lock("custody"), pytest.raises(StoreError, match="another custody runs"):
        custody.rotate(home, BANK, PEOPLE["custodian"])


def test_an_older_revision_stays_the_older_one(home):
    """The bank sealed last is found by its date: a rotation must not make an old one the latest."""
    old = home.find_bank(BANK)
    new = revision(home, everything_to("custodian"), scenarios=())
    assert home.find_bank(BANK) == new
    done = custody.rotate(home, str(old), PEOPLE["custodian"])
    assert (done.path, home.find_bank(BANK)) == (old, new)


def test_other_revisions_that_somebody_removed_may_still_open_are_named(home):
    old = home.find_bank(BANK)
    revision(
        home,
        {name: [PEOPLE[who].recipient for who in ("custodian", "marker")] for name in COMPARTMENTS},
        scenarios=(),
    )
    done = custody.remove_recipients(home, BANK, PEOPLE["custodian"], {"marker": []})
    assert custody.other_revisions_open_to(home, done, ["marker"]) == [old]
    assert custody.other_revisions_open_to(home, done, ["editor"]) == []


def test_an_older_copy_that_is_put_back_is_found(home):
    """It is well signed: only the audit log knows that it was replaced."""
    path = home.find_bank(BANK)
    before = path.read_bytes()
    custody.remove_recipients(home, BANK, PEOPLE["custodian"], {"marker": []})
    assert verify(home, BANK, None).findings == []
    path.write_bytes(before)
    (found,) = verify(home, BANK, None).findings
    assert "an older one was put back" in found
    assert "recipients removed by custodian, entry 1" in found
    with pytest.raises(SealTampered, match="an older one was put back; fetch the later copy"):
        banks.open_bank(home, BANK, PEOPLE["custodian"])
    with pytest.raises(SealTampered, match="an older one was put back"):
        custody.rotate(home, BANK, PEOPLE["custodian"])


def test_a_copy_of_which_the_log_knows_nothing_is_a_finding_and_opens(home):
    """The entry may have been lost with the machine's power, after the file was in its place."""
    custody.rotate(home, BANK, PEOPLE["custodian"])
    with custody.opened(home, BANK, PEOPLE["custodian"]) as bank:
        rotate_secrets(bank, PEOPLE["custodian"], COMPARTMENTS, home.trusted())
    (found,) = verify(home, BANK, None).findings
    assert "it tells of no such copy" in found
    banks.open_bank(home, BANK, PEOPLE["custodian"]).close()


def test_a_broken_seal_is_a_finding_and_a_missing_file_is_not(home):
    path = home.find_bank(BANK)
    path.write_bytes(path.read_bytes()[:-1])
    report = verify(home, BANK, PEOPLE["custodian"])
    assert (report.signer, report.not_opened) == ("", list(COMPARTMENTS))
    assert "cut short" in report.findings[0]
    with pytest.raises(BankNotFound):
        verify(home, str(home.path / "nowhere.sealed"), None)


# Printed shares.


class Ceremony:
    """Takes the pages that a set is printed on."""

    def __call__(self, ceremony, made):
        self.ceremony, self.made = ceremony, made
        self.words = [words.reveal().decode() for words in made.shares]
        self.text = list(text_pages(ceremony, made))
        self.html = html_pages(ceremony, made)

    def entered(self, *numbers):
        shares = EnteredShares()
        for number in numbers:
            shares.add(self.words[number - 1])
        return shares


@pytest.fixture
def shared(home):
    """A home whose bank's papers and answers open before two of three holders only."""
    ceremony = Ceremony()
    order = SetOrder("holders", ["paper", "answers"], 2, 3)
    share_sets.share_out(home, BANK, PEOPLE["custodian"], order, ceremony)
    leaving = {"custodian": ["paper", "answers"], "marker": []}
    custody.remove_recipients(home, BANK, PEOPLE["custodian"], leaving)
    return home, ceremony


def test_the_custodian_no_longer_opens_what_two_holders_open_together(shared):
    home, ceremony = shared
    custodian = PEOPLE["custodian"]
    with pytest.raises(NotARecipient, match="sealed to: holders"):
        custody.add_recipients(home, BANK, custodian, {"paper": ["editor"]})
    with pytest.raises(ShareWrong, match="1 shares are too few: 2 are needed"):
        share_sets.combine(home, BANK, custodian, ceremony.entered(3), {"paper": ["editor"]})
    share_sets.combine(home, BANK, custodian, ceremony.entered(3, 1), {"paper": ["editor"]})
    assert may_open(home, "editor") == {"paper"}
    assert verify(home, BANK, PEOPLE["editor"]).findings == []
    with pytest.raises(NotARecipient, match="catalogue are not sealed to unlock"):
        share_sets.combine(home, BANK, custodian, ceremony.entered(1, 2), {"catalogue": ["editor"]})


def test_the_transcript_tells_who_when_and_how_many_and_no_word(shared):
    home, ceremony = shared
    shares = ceremony.entered(1, 3)
    share_sets.combine(home, BANK, PEOPLE["custodian"], shares, {"answers": ["marker"]})
    told = {act: (actor, details) for actor, act, details in acts(home)}
    fingerprint = ceremony.made.identity.fingerprint
    assert told["shares made"] == (
        "custodian",
        {
            "set": "holders",
            "fingerprint": fingerprint,
            "shares": "3",
            "needed": "2",
            "compartments": "paper, answers",
        },
    )
    assert told["shares combined"] == (
        "custodian",
        {"fingerprint": fingerprint, "shares": "1, 3", "for": "answers: marker"},
    )
    everything = json.dumps(acts(home))
    assert not any(" ".join(words.split()[4:7]) in everything for words in ceremony.words)


def test_no_word_of_any_share_rests_in_the_home(shared):
    home, ceremony = shared
    share_sets.combine(
        home, BANK, PEOPLE["custodian"], ceremony.entered(2, 3), {"paper": ["editor"]}
    )
    home.close()
    held = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
    seeds = ceremony.made.identity.seeds().reveal()
    assert not any(seeds[at : at + 16] in held for at in range(0, 128, 16))
    for words in ceremony.words:
        assert " ".join(words.split()[4:7]).encode() not in held
    assert not (home.identities / "holders.identity").exists()


def test_shares_of_another_bank_are_refused_and_that_is_audited(shared):
    home, _ = shared
    stranger = Ceremony()
    order = SetOrder("others", ["catalogue"], 2, 2)
    share_sets.share_out(home, BANK, PEOPLE["custodian"], order, stranger)
    custody.remove_recipients(home, BANK, PEOPLE["custodian"], {"others": []})
    with pytest.raises(ShareWrong, match="is not sealed to these shares"):
        share_sets.combine(
            home, BANK, PEOPLE["custodian"], stranger.entered(1, 2), {"catalogue": ["editor"]}
        )
    assert acts(home)[-1][1] == "shares refused"


def test_a_set_that_could_not_be_printed_changes_nothing(home):
    before = home.find_bank(BANK).read_bytes()

    def jam(*_):
        raise OSError("paper jam")

    with pytest.raises(OSError, match="paper jam"):
        share_sets.share_out(
            home, BANK, PEOPLE["custodian"], SetOrder("holders", ["paper"], 2, 3), jam
        )
    assert home.find_bank(BANK).read_bytes() == before
    assert not (home.identities / "holders.recipient").exists()
    assert acts(home) == []
    with pytest.raises(NotARecipient):
        share_sets.share_out(
            home, BANK, PEOPLE["marker"], SetOrder("holders", ["paper"], 2, 3), Ceremony()
        )


def test_a_set_survives_a_rotation(shared):
    """Its public half is kept, so new secrets are wrapped for it as for anybody."""
    home, ceremony = shared
    custodian = PEOPLE["custodian"]
    share_sets.combine(home, BANK, custodian, ceremony.entered(1, 2), {"paper": ["custodian"]})
    custody.rotate(home, BANK, custodian, ["paper"])
    share_sets.combine(home, BANK, custodian, ceremony.entered(2, 3), {"paper": ["editor"]})
    assert may_open(home, "editor") == {"paper"}


def test_each_page_holds_one_share_and_what_it_is_for(shared):
    _, ceremony = shared
    assert len(ceremony.text) == ceremony.html.count("<section>") == 3
    for number, (page, words) in enumerate(zip(ceremony.text, ceremony.words, strict=True), 1):
        numbered = {int(at): word for at, word in _numbered(page)}
        assert [numbered[at] for at in range(1, 34)] == words.split()
        assert page.startswith(f"SHARE {number} OF 3\n")
        for said in ("t-bank: A bank of tests", "paper, answers", "any 2 of 3", "2026-03-02T09:00"):
            assert said in page
            assert said in ceremony.html
        assert max(map(len, page.splitlines())) <= 95
    sections = ceremony.html.split("<section>")[1:]
    for section, words in zip(sections, ceremony.words, strict=True):
        assert all(f"{at:>2} {word}</td>" in section for at, word in enumerate(words.split(), 1))


def _numbered(page):
    table = page.split("together\n\n")[1].split("\n\n")[0]
    return re.findall(r"(\d{1,2}) ([a-z]+)", table)
