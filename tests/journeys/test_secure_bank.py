"""A secure bank from its first draft to a form, by command: who may, who may not, what opens."""

import re
import shutil

import pytest

from journeys.secure_body import BANK, PASSPHRASE, WHY, Body, write_bank

pytestmark = pytest.mark.journey

EVERYTHING = "catalogue,paper,answers"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Identities, and a bank of which four items are operational and the fifth is a draft."""
    folder = tmp_path_factory.mktemp("secure")
    with pytest.MonkeyPatch.context() as patch:
        body = enter(folder, patch, lambda: ("", ""))
        body.found()
        for item in ("bb-001", "bb-002", "bb-003", "bb-004"):
            body.make_operational(item)
    return folder


def enter(folder, patch, capture):
    patch.setenv("EXAM_ENGINE_HOME", str(folder / "home"))
    patch.setenv("EXAM_ENGINE_PASSPHRASE_FILE", str(folder / "passphrase"))
    return Body(folder, capture)


@pytest.fixture
def body(made, tmp_path, monkeypatch, capsys):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return enter(tmp_path, monkeypatch, lambda: tuple(capsys.readouterr()))


def test_only_operational_items_reach_a_form(body):
    assert body.seal() == 0, body.says
    assert body.build() == 0, body.says
    items = body.form_items()
    assert len(items) == 3
    assert {"bb-001", "bb-003"} < set(items)  # bb-005 asks the same as bb-003, and is a draft
    assert len({"bb-002", "bb-004"} & set(items)) == 1
    assert body.bank_says("life", "bb-003", "--to", "rested", *WHY, who="ben") == 0
    assert body.seal() == 0
    assert body.build() == 2
    assert "are rested, not operational" in body.says
    body.make_operational("bb-005")
    assert body.seal() == 0
    assert body.build() == 0, body.says
    assert "bb-005" in body.form_items()


def test_an_item_retired_after_the_bank_was_sealed_is_refused_by_name(body):
    assert body.seal() == 0
    assert body.bank_says("life", "bb-001", "--to", "retired", *WHY, who="ben") == 0
    assert body.build() == 2
    told = "bb-001 version 1: is sealed as operational, and on record it is retired"
    assert told in body.says
    assert body.run("form", "list") == 0
    assert "no forms" in body.says


def test_public_items_are_refused_in_a_secure_exam(body):
    public = write_bank(
        body.folder / "open-bank", security="public", state="operational", id="open-bank"
    )
    to = f"editor={EVERYTHING}"
    assert body.run("bank", "seal", public, "--to", to, who="custodian") == 0, body.says
    assert body.build("editor", "--bank", "open-bank") == 2
    assert "own/small is a secure exam, and item bb-001 is public" in body.says


def test_an_item_edited_after_its_approval_is_named_and_reaches_no_form(body):
    body.edit("a mailbox that is offered", "a drive that is offered")
    told = "bb-001 version 1: modified since it was operational: it begins as a draft again"
    assert body.bank_says("life") == 1
    assert told in body.says
    assert body.seal() == 1
    assert told in body.says
    assert body.build() == 2
    assert "requirement" in body.says.lower()
    assert body.state("bb-001") == "draft"


def test_an_author_does_not_review_and_nobody_reviews_twice(body):
    assert body.submit("bb-005") == 0
    assert body.review("bb-005", "anna", "content") == 2
    assert "anna wrote it or sent it to review" in body.says
    assert "answer key:" not in body.says
    assert body.review("bb-005", "ben", "content") == 0
    assert body.review("bb-005", "ben", "language") == 2
    assert "ben has reviewed it in this round" in body.says
    for who, why in (("dora", "two approvals"), ("anna", "somebody else has to do this")):
        assert body.bank_says("life", "bb-005", "--to", "pilot", *WHY, who=who) == 2
        assert why in body.says


def test_a_blind_miss_stops_an_item(body):
    assert body.submit("bb-005") == 0
    assert body.review("bb-005", "ben", "content", answer="a") == 1
    assert "sent back: ben answered blind" in body.says
    assert body.state("bb-005") == "draft"


def test_what_is_sealed_opens_for_those_named_and_for_as_much(body):
    assert body.seal(f"editor={EVERYTHING}", "ben=paper") == 0
    assert body.run("bank", "open", BANK, "bb-001", who="ben") in (0, 2)
    assert "answer key: b" not in body.says
    assert body.build("ben") == 2
    assert "catalogue are not sealed to ben" in body.says
    assert body.build("carla") == 2
    assert "not sealed to carla" in body.says


def test_who_was_removed_opens_nothing_more_and_an_old_copy_is_refused(body):
    assert body.seal() == 0
    old = body.sealed.read_bytes()
    assert body.run("bank", "recipients", "remove", BANK, "--from", "editor", who="custodian") == 0
    assert body.build("editor") == 2
    assert "not sealed to editor" in body.says
    new = body.sealed.read_bytes()
    body.sealed.write_bytes(old)
    assert body.build("editor") == 2
    assert "an older one was put back" in body.says
    assert body.run("bank", "verify", BANK) == 1
    assert "an older one was put back" in body.says
    body.sealed.write_bytes(new)
    assert body.run("bank", "verify", BANK, who="custodian") == 0


def words_of(page):
    """Return a printed page's share as it is typed: its numbered words in their order."""
    table = page.split("together\n\n")[1].split("\n\n")[0]
    numbered = {int(at): word for at, word in re.findall(r"(\d{1,2}) ([a-z]+)", table)}
    return " ".join(numbered[at] for at in range(1, 34))


def test_three_of_five_shares_open_and_two_do_not(body):
    assert body.seal() == 0
    pages = body.folder / "pages.txt"
    make = ["bank", "shares", "make", BANK, "--shares", "5", "--needed", "3", "--name", "holders"]
    assert body.run(*make, "--compartments", EVERYTHING, "--out", pages, who="custodian") == 0
    for name in ("editor", "custodian"):
        who = "custodian"
        assert body.run("bank", "recipients", "remove", BANK, "--from", name, who=who) == 0
    assert body.build() == 2
    assert "they are sealed to: holders" in body.says
    typed = [words_of(page) for page in pages.read_text().split("\f")]
    shares = body.folder / "shares.txt"
    combine = ["bank", "shares", "combine", BANK, f"--to=editor={EVERYTHING}", "--shares-from"]
    for count, code in ((2, 2), (3, 0)):
        shares.write_text("\n".join(typed[1 : 1 + count]))
        shares.chmod(0o600)
        assert body.run(*combine, shares, who="custodian") == code, body.says
    assert body.build() == 0, body.says
    stored = b"".join(path.read_bytes() for path in body.home_path.rglob("*") if path.is_file())
    assert not any(share.encode() in stored for share in typed)
    assert PASSPHRASE.encode() not in stored
