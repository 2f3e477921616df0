"""A bank is verified whole: what an insider put together wrongly is named."""

import pytest
from msgspec.structs import replace

from bank.sealed_support import (
    CUSTODIAN,
    EDITOR,
    ITEMS,
    MARKER,
    SCENARIO,
    STRANGER,
    TRUST,
    bank,
    item,
    open_,
    seal,
)
from exam_engine.bank.sealed import COMPARTMENTS
from exam_engine.bank.verification import verify_bank
from exam_engine.canonical import canonical_json
from exam_engine.model.bank import catalogue_of_bank
from exam_engine.model.item_parts import answers_of, catalogue_of, paper_of
from exam_engine.model.scenario import catalogue_of_scenario
from exam_engine.vault.sealing import SealWriter

EVERYONE = {name: [CUSTODIAN.recipient] for name in COMPARTMENTS}


def verified(path, identity=CUSTODIAN):
    with open_(path, identity) as opened:
        return verify_bank(opened, TRUST)


def entries_of(made):
    """Return what a bank's seal holds, by (compartment, name)."""
    found = {("catalogue", "head"): made.head}
    for one in made.scenarios:
        found["catalogue", f"scenario {one.name}"] = catalogue_of_scenario(one)
        found["paper", f"scenario {one.name}"] = one
    for one in made.items:
        name = f"{one.id}@{one.version}"
        found["catalogue", name] = catalogue_of(one)
        found["paper", name] = paper_of(one)
        found["answers", name] = answers_of(one)
    return found


def seal_as_is(path, entries, about=None, unlisted=()):
    """Seal entries as an insider could, who may sign anything."""
    about = about or {"items": "4"}
    with SealWriter(
        path, kind="item bank", id="t-bank", about=about, signer=CUSTODIAN, recipients=EVERYONE
    ) as writer:
        for (compartment, name), record in entries.items():
            writer.add(compartment, name, canonical_json(record))
        for compartment, name in unlisted:
            writer._names[compartment].remove(name)
        writer.finish()
    return path


def findings(tmp_path, entries, **arguments):
    return verified(seal_as_is(tmp_path / "b.sealed", entries, **arguments)).findings


def test_a_whole_bank_has_no_findings(tmp_path):
    path = seal(tmp_path / f"t-bank.{catalogue_of_bank(bank()).digest[:12]}.sealed")
    found = verified(path)
    assert found.findings == []
    assert (found.opened, found.items) == (["catalogue", "paper", "answers"], 4)
    assert findings(tmp_path, entries_of(bank())) == []


def test_what_an_identity_may_not_open_is_not_checked_and_no_finding(tmp_path):
    path = seal(tmp_path / "b.sealed")
    assert verified(path, None).opened == []
    found = verified(path, MARKER)
    assert (found.findings, found.opened, found.items) == ([], ["paper", "answers"], 4)


def test_an_unknown_recipient_is_named(tmp_path):
    people = {**EVERYONE, "answers": [CUSTODIAN.recipient, STRANGER.recipient]}
    path = seal(tmp_path / "b.sealed", readers=people)
    (found,) = verified(path, None).findings
    assert found == (
        f"recipient 'stranger' ({STRANGER.fingerprint}), who may open answers, is not known here"
    )


def test_a_known_recipient_under_another_name_is_named(tmp_path):
    renamed = replace(EDITOR.recipient, name="auditor")
    path = seal(tmp_path / "b.sealed", readers={**EVERYONE, "paper": [renamed]})
    assert any(
        "'auditor'" in one and "known here as 'editor'" in one for one in verified(path).findings
    )


def test_a_compartment_that_nobody_can_open_is_named(tmp_path):
    path = seal(tmp_path / "b.sealed", readers={**EVERYONE, "answers": []})
    assert "nobody can open its answers" in verified(path, None).findings


@pytest.mark.parametrize(
    ("compartment", "name", "said"),
    [
        ("answers", "t-1@1", "t-1@1: has no entry in answers"),
        ("paper", "t-3@1", "t-3@1: has no entry in paper"),
        ("catalogue", "t-4@1", "t-4@1: stands in answers and not in the catalogue"),
        ("paper", "scenario sc-one@2", "scenario sc-one@2: has no entry in paper"),
        ("catalogue", "scenario sc-one@2", "t-2: its scenario sc-one@2 is missing"),
    ],
)
def test_a_missing_entry_is_named(tmp_path, compartment, name, said):
    entries = entries_of(bank())
    del entries[compartment, name]
    assert said in findings(tmp_path, entries)


def test_an_entry_that_is_listed_and_missing_is_named(tmp_path):
    path = tmp_path / "b.sealed"
    with SealWriter(
        path,
        kind="item bank",
        id="t-bank",
        about={"items": "4"},
        signer=CUSTODIAN,
        recipients=EVERYONE,
    ) as writer:
        for (compartment, name), record in entries_of(bank()).items():
            if (compartment, name) == ("answers", "t-1@1"):
                writer._names[compartment].append(name)
            else:
                writer.add(compartment, name, canonical_json(record))
        writer.finish()
    said = "t-1@1: is listed in answers, and its entry is missing"
    assert said in verified(path).findings


def test_an_entry_that_is_there_and_not_listed_is_named(tmp_path):
    entries = entries_of(bank())
    entries["answers", "t-9@1"] = answers_of(item("t-9"))
    found = findings(tmp_path, entries, unlisted=[("answers", "t-9@1")])
    assert found == ["holds 19 entries, and 18 belong to its catalogue"]


def test_texts_that_the_catalogue_does_not_bind_are_named(tmp_path):
    entries = entries_of(bank())
    entries["answers", "t-1@1"] = replace(answers_of(ITEMS[0]), fact="Another fact.")
    entries["paper", "t-3@1"] = replace(paper_of(ITEMS[2]), stem="Another stem?")
    entries["paper", "scenario sc-one@2"] = replace(SCENARIO, text="Another text.")
    found = findings(tmp_path, entries)
    assert "t-1@1: its answers are not those that the catalogue binds" in found
    assert "t-3@1: its paper are not those that the catalogue binds" in found
    assert any(one.startswith("scenario sc-one@2 is not the one") for one in found)
    assert len(found) == 3


def test_an_entry_that_is_no_item_is_named(tmp_path):
    entries = entries_of(bank())
    entries["paper", "t-1@1"] = {"id": "t-1"}
    assert any("missing required field" in one for one in findings(tmp_path, entries))
    entries["catalogue", "t-1@1"] = ["nothing"]
    assert any("the catalogue cannot be read" in one for one in findings(tmp_path, entries))


def test_what_items_refer_to_has_to_be_there(tmp_path):
    made = bank(item("t-1", enemies=("t-8",), topic="z.z"), *ITEMS[1:])
    found = findings(tmp_path, entries_of(made))
    assert "t-1: its enemies t-8 are missing" in found
    assert "t-1: its topic z.z is not in the bank's taxonomy" in found


def test_two_versions_of_an_item_are_named(tmp_path):
    made = bank(*ITEMS, item("t-1", version=2, enemies=("t-2",)))
    found = findings(tmp_path, entries_of(made), about={"items": "5"})
    assert found == ["items with two versions in one bank: t-1"]


def test_a_header_that_tells_something_else_is_named(tmp_path):
    found = findings(tmp_path, entries_of(bank()), about={"items": "5"})
    assert found == ["its header tells of 5 items, its catalogue lists 4"]


def test_a_file_under_the_name_of_another_revision_is_named(tmp_path):
    (found,) = verified(seal(tmp_path / "t-bank.0123456789ab.sealed")).findings
    assert found.endswith("not 0123456789ab as its file name says")


def test_bytes_that_no_entry_accounts_for_are_named(tmp_path):
    path = tmp_path / "b.sealed"
    with SealWriter(
        path,
        kind="item bank",
        id="t-bank",
        about={"items": "4"},
        signer=CUSTODIAN,
        recipients=EVERYONE,
    ) as writer:
        for (compartment, name), record in entries_of(bank()).items():
            writer.add(compartment, name, canonical_json(record))
        writer._container._write(b"smuggled")
        writer.finish()
    (found,) = verified(path, None).findings
    assert "does not account for every byte once" in found
