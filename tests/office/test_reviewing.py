"""Reviews on record: who may, what counts, and what an altered record is worth."""

import shutil
from itertools import pairwise

import msgspec
import pytest
from sqlalchemy import text

import databases
from exam_engine.canonical import canonical_json
from exam_engine.clock import SetClock
from exam_engine.errors import LifeRefused, VaultError
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import LIFE_KIND, LifeRecord, Moved, Reviewed, Role, Verdict
from exam_engine.office import banks, evidence, life_notes, reviewing
from exam_engine.office.home import Home
from exam_engine.office.life_records import AUDITED_AS, life_of_bank, versions_sharing_statistics
from exam_engine.store import life as store
from exam_engine.store.database import reading, writing
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import doubt_about, sign_record
from office.guarded import NOW, REASON, STEM, People, item, make_people, write_bank


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def made_operational(made, tmp_path_factory):
    """The same home with one item taken through the whole procedure."""
    path = tmp_path_factory.mktemp("operational")
    shutil.copytree(made.home.path, path / "home")
    people = People(Home(path / "home", SetClock(NOW)), write_bank(path / "bank"), made.identities)
    people.make_operational()
    people.home.close()
    return people


@pytest.fixture
def operational(made_operational, tmp_path):
    shutil.copytree(made_operational.home.path, tmp_path / "operational")
    home = Home(tmp_path / "operational", SetClock(NOW))
    yield People(home, write_bank(tmp_path / "bank"), made_operational.identities)
    home.close()


def on_record(people):
    with reading(people.home.engine) as connection:
        return store.of_bank(connection, "guarded-bank")


def run(people, statement, **values):
    databases.alter(people.home.engine, statement, **values)


def state(people):
    return people.standing().state.value


def test_a_draft_becomes_operational_by_the_whole_procedure(people):
    assert state(people) == "draft"
    assert people.make_operational().state is ItemState.OPERATIONAL
    assert state(people) == "operational"
    assert people.standing().notes == ()


def test_every_record_is_signed_by_whoever_acted_and_named_in_the_audit_log(operational):
    people = operational
    records, damaged = on_record(people)
    assert damaged == []
    assert len(records) == 8
    trusted = people.home.trusted()
    assert all(not doubt_about(trusted, LIFE_KIND, *signed) for signed in records)
    entries, findings = evidence.audit_findings(people.home)
    assert findings == []
    told = [entry for entry in entries if entry.act in AUDITED_AS.values()]
    assert [entry.details["record"] for entry in told] == [
        record.record_digest for record, _ in records
    ]
    assert [entry.actor for entry in told] == [record.actor for record, _ in records]


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_neither_the_author_nor_whoever_submitted_it_reviews_it(people, who):
    people.move(who, "in-review")
    for author in {"anna", who}:
        with pytest.raises(LifeRefused, match=f"{author} wrote it or sent it to review"):
            people.answer(author, "c")
        with pytest.raises(LifeRefused, match=f"{author} wrote it or sent it to review"):
            people.review(author, "content")


def test_the_answer_comes_before_the_verdict(people):
    people.move("anna", "in-review")
    with pytest.raises(LifeRefused, match="ben has to answer it blind first"):
        people.review("ben", "content")


def test_a_blind_miss_sends_the_item_back_whatever_the_verdict(people):
    people.move("anna", "in-review")
    assert people.answer("ben", "a") is False
    assert people.review("ben", "content", "approve").state is ItemState.DRAFT


def test_a_blind_miss_without_a_verdict_keeps_the_item_from_candidates(people):
    people.approve()
    people.answer("dora", "b")
    with pytest.raises(LifeRefused, match="the verdict of dora"):
        people.move("ben", "pilot")


def test_a_second_defensible_answer_sends_the_item_back(people):
    people.move("anna", "in-review")
    people.answer("ben", "c")
    assert people.review("ben", "content", defensible=True).state is ItemState.DRAFT


def test_whoever_saw_the_answer_key_never_answers_that_version_blind_again(people):
    people.move("anna", "in-review")
    people.answer("ben", "a")
    people.review("ben", "content")
    people.move("anna", "in-review")
    with pytest.raises(LifeRefused, match="ben has seen the answer key"):
        people.answer("ben", "c")
    people.review("ben", "content")
    people.answer("carla", "c")
    assert people.review("carla", "language").approvals[0].blind is False


@pytest.mark.parametrize(
    ("roles", "lacks"),
    [
        (["content"], "two approvals by others than the author"),
        (["content", "content"], "the approval of a language reviewer"),
        (["language", "language"], "the approval of a content reviewer"),
    ],
)
def test_two_approvals_are_needed_one_of_each_role(people, roles, lacks):
    people.move("anna", "in-review")
    for who, role in zip(("ben", "carla"), roles, strict=False):
        people.answer(who, "c")
        people.review(who, role)
    with pytest.raises(LifeRefused, match=lacks):
        people.move("dora", "pilot")


@pytest.mark.parametrize(("errors", "lacks"), [(1, "zero lint errors"), (None, "a run of lint")])
def test_lint_has_to_find_no_errors(people, errors, lacks):
    people.approve()
    with pytest.raises(LifeRefused, match=lacks):
        people.move("dora", "pilot", lint_errors=errors)


@pytest.mark.parametrize(
    ("pilot", "why"),
    [
        ({"n": 49}, "49 candidates are too few"),
        ({"p": "0.19"}, "outside .20 to .95"),
        ({"p": "0.96"}, "outside .20 to .95"),
        ({"r": "-0.01"}, "negative"),
        ({"p": "nan"}, "decimals"),
        ({"r": "2"}, "between"),
    ],
)
def test_a_pilot_that_shows_too_little_is_refused(people, pilot, why):
    people.approve()
    people.move("dora", "pilot")
    with pytest.raises(LifeRefused, match=why):
        people.pilot("dora", **pilot)
    with pytest.raises(LifeRefused, match="an accepted pilot"):
        people.move("dora", "operational")


def test_fifty_candidates_are_enough_to_accept_a_pilot(people):
    people.approve()
    people.move("dora", "pilot")
    people.pilot("dora", n=50)
    assert people.move("dora", "operational").state is ItemState.OPERATIONAL


def test_a_modified_item_falls_back_and_it_is_said_so(operational):
    people = operational
    write_bank(people.folder, item(stem=STEM.replace("user", "customer")))
    life = people.standing()
    assert life.state is ItemState.DRAFT
    assert life.notes == ("modified since it was operational: it begins as a draft again",)
    write_bank(people.folder)
    assert state(people) == "operational"


def test_what_reviewers_do_not_judge_may_change_without_a_new_review(people):
    second = item(id="gd-su-002", stem=STEM.replace("shared folder", "mail list"))
    write_bank(people.folder, item(), second)
    people.make_operational()
    write_bank(people.folder, item(enemies=["gd-su-002"]), second)
    assert state(people) == "operational"


def test_a_changed_scenario_reopens_the_review_of_its_items(people):
    def with_scenario(text):
        write_bank(people.folder, item(scenario="sc-north"))
        (people.folder / "scenarios").mkdir(exist_ok=True)
        (people.folder / "scenarios" / "all.toml").write_text(
            f'[[scenarios]]\nid = "sc-north"\nversion = 1\ntitle = "North"\ntext = "{text}"\n'
        )

    with_scenario("North runs ships between two ports, and has a service desk of its own.")
    people.approve()
    with_scenario("North runs ships between six ports, and has a service desk of its own.")
    assert state(people) == "draft"


def test_a_retired_version_stays_retired_even_when_edited(operational):
    people = operational
    people.move("anna", "retired")
    write_bank(people.folder, item(stem=STEM.replace("user", "customer")))
    assert state(people) == "retired"
    assert people.standing().notes == (
        "this version was retired and stays so; give a revision the next number",
    )
    write_bank(people.folder, item(version=2))
    assert state(people) == "draft"


@pytest.mark.parametrize(
    ("statement", "n"),
    [
        ("UPDATE life_record SET record = x'7b7d' WHERE n = :n", 3),
        ("UPDATE life_record SET signature = x'00' WHERE n = :n", 3),
        ("UPDATE life_record SET signer = 'dora' WHERE n = :n", 3),
        ("UPDATE life_record SET n = 99 WHERE n = :n", 3),
        ("UPDATE life_record SET record = 'text' WHERE n = :n", 8),
        ("DELETE FROM life_record WHERE n = :n", 3),
        ("DELETE FROM life_record WHERE n = :n", 8),
    ],
)
def test_a_record_altered_or_removed_keeps_the_item_from_candidates(operational, statement, n):
    people = operational
    run(people, statement, n=n)
    life = people.standing()
    assert life.state in (ItemState.IN_REVIEW, ItemState.DRAFT)
    assert life.approvals == ()
    assert life.notes
    with pytest.raises(LifeRefused, match="restore the database, or give it the next version"):
        people.move("dora", "in-review")


def test_removing_the_retirement_does_not_bring_an_item_back(operational):
    people = operational
    people.move("anna", "retired")
    run(people, "DELETE FROM life_record WHERE n = 9")
    assert state(people) == "in-review"
    assert "the audit log tells of record" in people.standing().notes[0]


def forged(people, actor, act, signer):
    """Put a record in the database that was not made by the engine."""
    under = people.item()
    life = life_of_bank(people.home, "guarded-bank")
    record = LifeRecord(
        bank="guarded-bank",
        subject="gd-su-001",
        version=1,
        digest=under.subject.digest,
        n=len(life.records("gd-su-001", 1)) + 1,
        previous=life.last_digest("gd-su-001", 1),
        at_ms=NOW,
        actor=actor,
        act=act,
    )
    signature = sign_record(signer, LIFE_KIND, record)
    signature = msgspec.structs.replace(signature, signer=actor)
    with writing(people.home.engine) as connection:
        store.add(connection, store.SignedLife(record, signature))


APPROVAL = Reviewed(role=Role.LANGUAGE, verdict=Verdict.APPROVE, defensible=False, note={})


def test_a_forged_record_is_ignored_and_named(people):
    people.move("anna", "in-review")
    before = people.standing()
    forged(people, "carla", APPROVAL, Identity.generate("carla"))
    life = people.standing()
    assert (life.state, life.approvals) == (before.state, before.approvals)
    assert "the signature is not carla's" in life.notes[0]
    people.answer("ben", "c")
    assert people.review("ben", "content").state is ItemState.IN_REVIEW


def test_a_record_by_a_stranger_is_ignored_and_named(people):
    people.move("anna", "in-review")
    forged(people, "mallory", APPROVAL, Identity.generate("mallory"))
    assert "signed by 'mallory', who is not known here" in people.standing().notes[0]


@pytest.mark.parametrize(
    "act", [APPROVAL, Moved(to=ItemState.OPERATIONAL, reason=REASON, lint_errors=0)]
)
def test_an_authors_genuine_signature_under_a_forbidden_act_changes_nothing(people, act):
    people.move("anna", "in-review")
    forged(people, "anna", act, people.identities["anna"])
    life = people.standing()
    assert (life.state, life.approvals) == (ItemState.IN_REVIEW, ())
    assert "record 2 by anna is ignored" in life.notes[0]


def test_an_identity_that_is_not_trusted_here_leaves_no_record(people):
    with pytest.raises(VaultError, match="would not be believed here"):
        reviewing.move(
            people.home,
            people.item(),
            Identity.generate("eve"),
            ItemState.IN_REVIEW,
            REASON,
            None,
        )
    assert on_record(people) == ([], [])


@pytest.mark.sqlite_only
def test_neither_answers_nor_comments_stand_in_the_database_in_clear(people):
    people.move("anna", "in-review")
    people.answer("ben", "c")
    people.review("ben", "content", comment="Option c is right, plainly.")
    stored = b"".join(path.read_bytes() for path in people.home.path.glob("engine.db*"))
    assert b"plainly" not in stored
    assert b"answered: c" not in stored
    under = people.item()
    read = {
        who: [one.text for one in life_notes.comments(people.home, under, people.identities[who])]
        for who in ("anna", "ben", "dora")
    }
    assert read["anna"] == read["ben"] == [None, "answered: c", "Option c is right, plainly."]
    assert read["dora"] == [None, None, None]


def test_comments_survive_a_new_version_of_the_text(people):
    people.move("anna", "in-review")
    people.answer("ben", "c")
    people.review("ben", "content", "changes", comment="Say whose folder it is.")
    write_bank(people.folder, item(stem=STEM.replace("a shared folder", "the shared folder")))
    found = life_notes.comments(people.home, people.item(), people.identities["anna"])
    assert found[-1].text == "Say whose folder it is."


def test_a_sealed_bank_holds_the_states_that_the_records_support(people):
    def sealed_state():
        readers = {"catalogue": ["custodian"]}
        custodian = people.identities["custodian"]
        path, _ = banks.seal(people.home, people.folder, custodian, readers)
        with banks.open_bank(people.home, str(path), custodian) as bank:
            (entry,) = bank.catalogue().items
            return entry.state.value

    assert sealed_state() == "draft"
    people.make_operational()
    assert sealed_state() == "operational"
    run(people, "UPDATE life_record SET signature = x'00' WHERE n = 5")
    assert sealed_state() == "in-review"


def test_a_state_written_into_a_secure_banks_file_counts_for_nothing(people):
    write_bank(people.folder, item(state="operational"))
    readers = {"catalogue": ["custodian"]}
    custodian = people.identities["custodian"]
    path, _ = banks.seal(people.home, people.folder, custodian, readers)
    with banks.open_bank(people.home, str(path), custodian) as bank:
        assert [entry.state for entry in bank.catalogue().items] == [ItemState.DRAFT]


def test_an_equivalent_version_carries_the_pilot_and_the_statistics(operational):
    people = operational
    write_bank(people.folder, item(version=2, stem=STEM.replace("contact be", "call be")))
    bank = people.desk().bank
    assert versions_sharing_statistics(people.home, bank, "gd-su-001") == (2,)
    with pytest.raises(LifeRefused, match="anna wrote it"):
        reviewing.declare_equivalent(
            people.home, people.item(), people.identities["anna"], 1, REASON
        )
    people.approve()
    with pytest.raises(LifeRefused, match="an accepted pilot"):
        people.move("dora", "operational")
    reviewing.declare_equivalent(people.home, people.item(), people.identities["dora"], 1, REASON)
    assert people.move("dora", "operational").state is ItemState.OPERATIONAL
    assert versions_sharing_statistics(people.home, bank, "gd-su-001") == (1, 2)


def test_no_version_is_equivalent_to_one_that_was_never_in_use(people):
    people.move("anna", "in-review")
    write_bank(people.folder, item(version=2))
    with pytest.raises(LifeRefused, match="version 1 is no earlier version that was in use"):
        reviewing.declare_equivalent(
            people.home, people.item(), people.identities["dora"], 1, REASON
        )


def test_an_edit_after_the_link_does_not_inherit_statistics(operational):
    people = operational
    write_bank(people.folder, item(version=2, stem=STEM.replace("contact be", "call be")))
    reviewing.declare_equivalent(people.home, people.item(), people.identities["dora"], 1, REASON)
    write_bank(people.folder, item(version=2, stem=STEM.replace("access to", "a copy of")))
    people.move("anna", "in-review")
    assert people.standing().equivalent is None
    bank = people.desk().bank
    assert versions_sharing_statistics(people.home, bank, "gd-su-001") == (2,)


def test_two_records_at_one_moment_wait_for_each_other(people):
    """The chain is read and continued in one transaction: no two records name the same before."""
    people.approve()
    records, _ = on_record(people)
    assert len({record.previous for record, _ in records}) == len(records)
    for (earlier, _), (later, _) in pairwise(records):
        assert later.previous == earlier.record_digest


def test_records_read_back_are_the_bytes_that_were_signed(people):
    people.approve()
    with reading(people.home.engine) as connection:
        rows = connection.execute(text("SELECT record FROM life_record ORDER BY n")).scalars().all()
    records, _ = on_record(people)
    assert [canonical_json(record) for record, _ in records] == rows
