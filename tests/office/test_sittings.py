"""Scheduling: what is refused leaves nothing behind; what is delivered where."""

import msgspec
import pytest

from conftest import NINE_O_CLOCK
from exam_engine.errors import ExamEngineError, StoreError, VaultError
from exam_engine.model.candidate import Candidate
from exam_engine.model.sitting import SatForm, Sitting, name_digest
from exam_engine.office import evidence, sittings
from exam_engine.office.roster_file import lines_for
from exam_engine.office.sittings import SittingOrder
from exam_engine.vault.identity import Identity, PassphraseCost, save_identity
from exam_engine.vault.secret import Secret
from office.sat import alter, look_up, sit_three
from seats import HOUR_MS, Centre

ADA = Candidate(number="C-1", name="Ada Lovelace")


def order(body, name="spring", **changes):
    wanted = SittingOrder(name, (body.form.id,), NINE_O_CLOCK, NINE_O_CLOCK + HOUR_MS, "centre")
    return wanted._replace(**changes)


def schedule(body, wanted, people=(ADA,)):
    return sittings.schedule(body.home, wanted, lines_for(people), body.people["editor"])


def test_a_sitting_is_on_record_as_its_editor_signed_it(body):
    (issued,) = schedule(body, order(body))
    found = evidence.genuine_sitting(body.home, "spring").sitting
    (place,) = sittings.roster_of(body.home, "spring")
    assert found.forms == (SatForm(form=body.form.id, digest=body.form.digest),)
    assert found.host == body.people["centre"].fingerprint
    assert len(found.roster) == 1
    assert place.is_as_signed(found.roster[0])
    assert found.roster[0].name_digest == name_digest(ADA, place.salt)
    assert b"Lovelace" not in look_up(body, "SELECT record FROM sitting").record
    assert issued.code not in repr(look_up(body, "SELECT * FROM attempt"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"delivery": "elsewhere"}, "there is no recipient 'elsewhere'"),
        ({"forms": ("none",)}, "there is no form 'none'"),
        ({"id": "../spring"}, "cannot be a sitting's id"),
        ({"id": "a/b"}, "cannot be a sitting's id"),
        ({"id": ""}, "cannot be a sitting's id"),
        ({"closes_ms": NINE_O_CLOCK}, "would close before it opens"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(body, change, said):
    with pytest.raises(ExamEngineError, match=said):
        schedule(body, order(body, **change))
    assert not list(body.home.papers.glob("*"))


def test_a_second_sitting_of_one_id_leaves_the_first_deliverable(body):
    schedule(body, order(body))
    with pytest.raises(StoreError, match="there is a sitting spring already"):
        schedule(body, order(body))
    assert len(sittings.open_papers(body.home, body.people["centre"]).planned) == 1


def test_a_number_under_another_name_is_refused_and_nothing_is_left(body):
    schedule(body, order(body))
    before = list(body.home.papers.iterdir())
    with pytest.raises(StoreError, match="C-1 is known as 'Ada Lovelace', not 'Alan Turing'"):
        schedule(body, order(body, "autumn"), [Candidate(number="C-1", name="Alan Turing")])
    assert list(body.home.papers.iterdir()) == before
    assert [one.subject for one in evidence.intact_audit_log(body.home)].count("autumn") == 0


def test_a_host_delivers_its_own_sittings_and_names_the_others(body):
    other = Identity.generate("other-centre")
    cheap = PassphraseCost(memory_kib=8_192, iterations=1, lanes=1)
    save_identity(other, body.home.identities, Secret(b"x"), cheap)
    schedule(body, order(body))
    schedule(body, order(body, "elsewhere", delivery="other-centre"))
    schedule(body, order(body, "past", opens_ms=0, closes_ms=1))
    found = sittings.open_papers(body.home, body.people["centre"])
    assert [sitting.id for sitting, _ in found.planned] == ["spring"]
    assert sorted(found.skipped) == [
        ("elsewhere", "is delivered by another host"),
        ("past", "has closed"),
    ]
    assert found.begun == 0


@pytest.mark.parametrize(
    "harm", ["paper lost", "paper of another", "record altered", "record unreadable"]
)
def test_a_damaged_sitting_does_not_keep_the_others_shut(body, harm):
    schedule(body, order(body))
    schedule(body, order(body, "autumn"))
    paper = body.home.papers / look_up(body, "SELECT paper FROM sitting WHERE id = 'autumn'").paper
    if harm == "paper lost":
        paper.unlink()
    elif harm == "paper of another":
        paper.write_bytes(b"something else")
    elif harm == "record unreadable":
        alter(body, "UPDATE sitting SET record = '{' WHERE id = 'autumn'")
    else:
        row = look_up(body, "SELECT record FROM sitting WHERE id = 'autumn'")
        record = msgspec.json.decode(row.record, type=Sitting)
        longer = msgspec.structs.replace(record, closes_ms=record.closes_ms + HOUR_MS)
        alter(body, "UPDATE sitting SET record = :record WHERE id = 'autumn'",
              record=msgspec.json.encode(longer))  # fmt: skip
    found = sittings.open_papers(body.home, body.people["centre"])
    assert [sitting.id for sitting, _ in found.planned] == ["spring"]
    assert [one.sitting for one in found.skipped] == ["autumn"]


def test_a_closed_sitting_is_delivered_while_an_attempt_runs(body):
    centre = sit_three(body)  # and C-4 has not begun
    body.clock.advance_ms(24 * HOUR_MS)
    found = sittings.open_papers(body.home, centre.host)
    assert (found.planned, found.begun) == ([], 0)
    assert found.skipped == [("spring", "has closed")]


def test_a_reissued_code_is_audited_in_the_same_breath(body):
    centre = Centre(body)
    code = sittings.reissue(body.home, "spring", "C-1", actor="operator")
    last = evidence.intact_audit_log(body.home)[-1]
    assert (last.act, last.subject) == ("code reissued", "spring: candidate C-1")
    assert code != centre.codes["C-1"]
    with pytest.raises(StoreError, match="candidate C-9 is not on the roster of spring"):
        sittings.reissue(body.home, "spring", "C-9", actor="operator")
    assert evidence.intact_audit_log(body.home)[-1] == last


def test_one_home_runs_one_service(body):
    with (
        body.home.lock("service"),
        pytest.raises(StoreError, match="another service runs on this home"),
        body.home.lock("service"),
    ):
        pass
    with body.home.lock("service"):
        pass


def test_a_paper_opens_for_its_host_alone(body):
    schedule(body, order(body))
    (signed,) = list(body.home.papers.iterdir())
    assert signed.stat().st_mode & 0o077 == 0
    found = sittings.open_papers(body.home, body.people["marker"])
    assert found.planned == []
    with pytest.raises(VaultError):
        sittings._opened(body.home, evidence.genuine_sitting(body.home, "spring"),
                         body.people["marker"])  # fmt: skip
