"""What stands on a form never changes, and what is sealed with a bank is reviewed and current."""

import shutil

import pytest

from exam_engine.clock import SetClock
from exam_engine.errors import LifeRefused
from exam_engine.office import banks, reviewing
from exam_engine.office.home import Home
from exam_engine.office.shipped import shipped
from exam_engine.office.translating import progress
from office.guarded import NOW, STEM, People, item, make_people, write_bank
from source.test_translations import GERMAN, translate

READERS = {"catalogue": ["custodian"], "paper": ["custodian"], "answers": ["custodian"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    people = make_people(tmp_path_factory.mktemp("guarded"))
    people.home.close()
    return people


@pytest.fixture
def people(made, tmp_path):
    shutil.copytree(made.home.path, tmp_path / "home")
    home = Home(tmp_path / "home", SetClock(NOW))
    yield People(home, write_bank(tmp_path / "bank"), made.identities)
    home.close()


def edited(folder, body, *, version=1, old="?", new=" ?"):
    """Copy the shipped bank with one item of the body's form changed in its question."""
    shutil.copytree(shipped("item_banks") / "iso20000-foundation", folder)
    name = body.form.items[0].item
    for path in (folder / "items").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        start = text.find(f'id = "{name}"')
        if start < 0:
            continue
        head, tail = text[:start], text[start:]
        tail = tail.replace("version = 1", f"version = {version}", 1)
        at = tail.find(old, tail.find("stem ="))
        path.write_text(head + tail[:at] + new + tail[at + len(old) :], encoding="utf-8")
    return name


def test_a_version_on_a_form_is_not_sealed_with_another_content(body, tmp_path):
    name = edited(tmp_path / "iso20000-foundation", body)
    with pytest.raises(LifeRefused, match=f"{name}: version 1 stands on form .* version 2"):
        banks.seal(body.home, tmp_path / "iso20000-foundation", body.people["custodian"], READERS)


def test_the_next_version_is_sealed_beside_it(body, tmp_path):
    edited(tmp_path / "iso20000-foundation", body, version=2)
    banks.seal(body.home, tmp_path / "iso20000-foundation", body.people["custodian"], READERS)


def test_the_same_content_is_sealed_again(body):
    source = shipped("item_banks") / "iso20000-foundation"
    banks.seal(body.home, source, body.people["custodian"], READERS)


def sealed_translations(people):
    custodian = people.identities["custodian"]
    path, content = banks.seal(people.home, people.folder, custodian, READERS)
    with banks.open_bank(people.home, str(path), custodian) as bank:
        assert bank.catalogue().digest == content
        assert bank.names("paper") == bank.names("answers")
        return bank.translations("de")


def review_translation(people):
    people.approve(people.desk().translation("gd-su-001", "de"))
    under = people.desk().translation("gd-su-001", "de")
    return people.move("carla", "operational", under)


def test_only_a_reviewed_translation_is_sealed(people):
    translate(people.folder)
    assert sealed_translations(people) == ()
    review_translation(people)
    (sealed,) = sealed_translations(people)
    assert sealed.texts["stem"] == GERMAN


def test_a_stale_translation_is_named_and_never_sealed(people):
    translate(people.folder)
    review_translation(people)
    write_bank(people.folder, item(stem=STEM.replace("user", "customer")))
    assert sealed_translations(people) == ()
    (found,) = progress(people.home, people.folder)
    assert found.stale == "the source was changed since"
    with pytest.raises(LifeRefused, match="is stale"):
        people.desk().translation("gd-su-001", "de")


def test_a_translation_changed_after_its_review_is_not_sealed(people):
    translate(people.folder)
    review_translation(people)
    translate(people.folder, stem=GERMAN.replace("bittet", "fragt"))
    assert sealed_translations(people) == ()


def test_the_translator_does_not_review_the_translation(people):
    translate(people.folder)
    under = people.desk().translation("gd-su-001", "de")
    people.move("anna", "in-review", under)
    with pytest.raises(LifeRefused, match="dora wrote it"):
        reviewing.answer_blind(people.home, under, people.identities["dora"], ("c",))


def test_a_translations_review_and_its_items_are_lives_apart(people):
    translate(people.folder)
    review_translation(people)
    assert people.standing().state.value == "draft"


def test_the_bank_is_the_same_with_and_without_translations(people):
    """Forms bind the bank's content: a translation can neither change nor replace it."""
    custodian = people.identities["custodian"]
    _, before = banks.seal(people.home, people.folder, custodian, READERS)
    translate(people.folder)
    review_translation(people)
    _, after = banks.seal(people.home, people.folder, custodian, READERS)
    assert before == after


def test_in_a_public_bank_the_file_declares_what_is_reviewed(people):
    write_bank(people.folder, item(), security="public", state="operational")
    translate(people.folder, state="operational")
    assert len(sealed_translations(people)) == 1
    translate(people.folder, state="draft")
    assert sealed_translations(people) == ()
