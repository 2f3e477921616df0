"""Sign-offs: who may, what a sitting needs, and what an altered database cannot hide."""

import msgspec
import pytest

from conftest import CHEAP, NINE_O_CLOCK, PASSPHRASE
from exam_engine.assembly.facts.standing import State
from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.candidate import Candidate
from exam_engine.model.sign_off import Decision, SignOff
from exam_engine.office import evidence, forms, sittings
from exam_engine.office.form_approval import approved_form, decide, standing
from exam_engine.office.roster_file import lines_for
from exam_engine.office.sittings import SittingOrder
from exam_engine.vault.identity import Identity, save_identity
from exam_engine.vault.signing import sign_record
from office.sat import alter, look_up
from seats import HOUR_MS

YES, NO = Decision.APPROVED, Decision.REJECTED


@pytest.fixture
def fresh(body):
    """A form that nobody has signed off."""
    with body.open_bank("editor") as bank:
        (form,) = forms.build(body.home, body.blueprint, bank, body.people["editor"], 1, seed=2)
    return form


def schedule(body, form):
    order = SittingOrder("spring", (form.id,), NINE_O_CLOCK, NINE_O_CLOCK + HOUR_MS, "centre")
    people = [Candidate(number="C-1", name="Ada Lovelace")]
    return sittings.schedule(body.home, order, lines_for(people), body.people["editor"])


def sign(body, form, who, decision=YES, comment="a comment"):
    return decide(body.home, form.id, body.people[who], decision, comment)


def test_two_others_sign_a_form_off_and_then_it_can_be_sat(body, fresh):
    assert sign(body, fresh, "reviewer-1").state is State.WAITING
    with pytest.raises(StoreError, match="waits for 1 sign-off.*form approve"):
        schedule(body, fresh)
    assert not list(body.home.papers.glob("*"))
    assert sign(body, fresh, "reviewer-2").state is State.APPROVED
    assert len(schedule(body, fresh)) == 1


def test_each_sign_off_is_in_the_audit_log_with_a_checkpoint(body, fresh):
    sign(body, fresh, "reviewer-1")
    last = evidence.audit_findings(body.home)[0][-1]
    assert (last.actor, last.act, last.subject) == ("reviewer-1", "form approved", fresh.id)
    assert last.details["digest"] == fresh.digest
    row = look_up(body, "SELECT signer FROM audit_checkpoint ORDER BY n DESC LIMIT 1")
    assert row.signer == "reviewer-1"


def test_the_builder_and_the_same_person_twice_are_refused(body, fresh):
    with pytest.raises(StoreError, match="editor built the form"):
        sign(body, fresh, "editor")
    sign(body, fresh, "reviewer-1")
    with pytest.raises(StoreError, match="reviewer-1 has signed it off already"):
        sign(body, fresh, "reviewer-1")


def test_a_rejection_ends_a_form_that_two_had_approved(body):
    form = body.form
    assert approved_form(body.home, form.id) == form
    sign(body, form, "reviewer-2", NO, "questions 3 and 9 overlap")
    with pytest.raises(StoreError, match="rejected by reviewer-2: questions 3 and 9.*build a new"):
        schedule(body, form)
    with pytest.raises(StoreError, match="reviewer-2 has rejected the form"):
        sign(body, form, "marker")


@pytest.mark.parametrize(
    ("comment", "said"),
    [(" ", "needs a comment"), ("x" * 1001, "1001 characters"), ("a\x1b[2Jb", "U\\+001B")],
)
def test_a_comment_that_cannot_stand_on_a_certificate_is_refused(body, fresh, comment, said):
    with pytest.raises(StoreError, match=said):
        sign(body, fresh, "reviewer-1", NO, comment)
    assert standing(body.home, fresh).sign_offs == ()


def test_an_identity_that_is_not_trusted_here_is_refused(body, fresh):
    with pytest.raises(StoreError, match="not among the recipients trusted here"):
        decide(body.home, fresh.id, Identity.generate("stranger"), YES)


def test_a_sign_off_changed_is_found_and_blocks(body):
    row = look_up(body, "SELECT * FROM form_sign_off WHERE n = 2")
    record = msgspec.json.decode(row.record, type=SignOff)
    changed = msgspec.structs.replace(record, comment="I never read it")
    alter(body, "UPDATE form_sign_off SET record = :record, digest = :digest WHERE n = 2",
          record=canonical_json(changed), digest=changed.digest)  # fmt: skip
    with pytest.raises(StoreError, match="doubtful: sign-off 2: the signature is not reviewer-2's"):
        schedule(body, body.form)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE form_sign_off SET record = 'x' WHERE n = 1",
        "UPDATE form_sign_off SET digest = 'x' WHERE n = 1",
        "UPDATE form_sign_off SET signature = 'x' WHERE n = 1",
        "UPDATE form_sign_off SET signer = 'marker' WHERE n = 1",
        "UPDATE form_sign_off SET n = 'first' WHERE n = 1",
        "DELETE FROM form_sign_off WHERE n = 1",
        "DELETE FROM form_sign_off WHERE n = 2",
    ],
)
def test_whatever_is_done_to_a_sign_off_blocks_the_form(body, statement):
    alter(body, statement)
    assert standing(body.home, body.form).state is State.DOUBTFUL
    with pytest.raises(StoreError, match="may not be used"):
        schedule(body, body.form)


def test_a_rejection_taken_out_is_missed(body):
    sign(body, body.form, "marker", NO, "wrong")
    alter(body, "DELETE FROM form_sign_off WHERE n = 3")
    with pytest.raises(StoreError, match="the audit log tells of sign-off"):
        schedule(body, body.form)


def test_a_rejection_taken_out_with_its_audit_entry_is_missed(body):
    sign(body, body.form, "marker", NO, "wrong")
    alter(body, "DELETE FROM form_sign_off WHERE n = 3")
    alter(body, "DELETE FROM audit_entry WHERE act = 'form rejected'")
    with pytest.raises(StoreError, match="the audit log was altered"):
        schedule(body, body.form)


def test_sign_offs_forged_under_a_known_name_do_not_count(body, fresh):
    """Whoever writes to the database makes up a reviewer's name, but not the signature."""
    forger = Identity.generate("reviewer-1")
    record = SignOff(
        format=1, form=fresh.id, form_digest=fresh.digest, n=1, previous="0" * 64, decision=YES,
        reviewer="reviewer-1", fingerprint=body.people["reviewer-1"].fingerprint, comment="",
        at_ms=1,
    )  # fmt: skip
    alter(body, "INSERT INTO form_sign_off VALUES "
          "(:form, 1, :digest, 'reviewer-1', :sign, :record)",
          form=fresh.id, digest=record.digest, record=canonical_json(record),
          sign=sign_record(forger, "form sign-off", record).value)  # fmt: skip
    assert standing(body.home, fresh).state is State.DOUBTFUL


def test_sign_offs_copied_from_another_form_do_not_count(body, fresh):
    alter(body, "UPDATE form_sign_off SET form = :form", form=fresh.id)
    assert standing(body.home, fresh).state is State.DOUBTFUL
    assert standing(body.home, body.form).state is State.DOUBTFUL


def test_a_name_given_to_another_person_later_does_not_carry_the_sign_off(body):
    for path in body.home.identities.glob("reviewer-1.*"):
        path.unlink()
    save_identity(Identity.generate("reviewer-1"), body.home.identities, PASSPHRASE, CHEAP)
    assert standing(body.home, body.form).state is State.DOUBTFUL
