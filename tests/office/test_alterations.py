"""Whoever can write to the database, and holds no secret, changes no result unnoticed.

Each test does to the record what such a person could do, and says where it is found.
"""

import msgspec
import pytest
from sqlalchemy import insert

from exam_engine.canonical import canonical_json
from exam_engine.errors import MarkingError, StoreError
from exam_engine.model.form import Form
from exam_engine.model.sitting import Sitting
from exam_engine.office import evidence, marking
from exam_engine.store import audit_log, records
from exam_engine.store.database import reading, writing
from exam_engine.store.records import SignedResult
from exam_engine.store.tables import AuditRow
from exam_engine.vault.audit import FIRST
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import sign_record
from office.sat import alter, look_up, mark, verify


def problems(body, candidate):
    return " | ".join(found.problem for found in verify(body)[1] if found.candidate == candidate)


EVENTS_ALTERED = "the events on record are not those that were there when the attempt ended"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attempt_event SET event = (SELECT event FROM attempt_event "
        "WHERE attempt_id = 1 AND n = 5) WHERE attempt_id = 1 AND n = 6",
        "UPDATE attempt_event SET at_ms = at_ms - 1 WHERE attempt_id = 1 AND n = 2",
        "UPDATE attempt_event SET elapsed_ms = 5 WHERE attempt_id = 1 AND n = 6",
    ],
)
def test_an_altered_event_is_found_before_marking_and_after(body, sat, statement):
    mark(body)
    alter(body, statement)
    assert EVENTS_ALTERED in problems(body, "C-1")


def test_an_event_altered_before_marking_stops_it(body, sat):
    alter(body, "UPDATE attempt_event SET elapsed_ms = 5 WHERE attempt_id = 1 AND n = 6")
    with pytest.raises(MarkingError, match=f"candidate C-1: {EVENTS_ALTERED}"):
        mark(body)


def test_an_event_removed_is_found(body, sat):
    mark(body)
    alter(body, "DELETE FROM attempt_event WHERE attempt_id = 1 AND n = 43")
    assert problems(body, "C-1")
    assert not problems(body, "C-2")


def test_events_swapped_between_candidates_are_found(body, sat):
    for here, there in ((1, 90), (2, 1), (90, 2)):
        alter(body, "UPDATE attempt_event SET attempt_id = :to WHERE attempt_id = :here",
              to=there, here=here)  # fmt: skip
    with pytest.raises(MarkingError, match=EVENTS_ALTERED):
        mark(body)


def test_candidates_swapped_on_the_roster_are_found(body, sat):
    for here, there in (("C-1", "x"), ("C-2", "C-1"), ("x", "C-2")):
        alter(body, "UPDATE attempt SET candidate_number = :to WHERE candidate_number = :here",
              to=there, here=here)  # fmt: skip
    with pytest.raises(MarkingError, match="the end on record is that of another attempt"):
        mark(body)


def test_a_name_given_to_another_number_is_found(body, sat):
    alter(body, "UPDATE candidate SET name = 'Somebody Else' WHERE number = 'C-2'")
    with pytest.raises(MarkingError, match="C-2: the record is not as the signed roster has it"):
        mark(body)


def test_extra_time_given_by_hand_is_found(body, sat):
    alter(body, "UPDATE attempt SET extra_time_ms = 900000 WHERE candidate_number = 'C-1'")
    with pytest.raises(MarkingError, match="C-1: the record is not as the signed roster has it"):
        mark(body)


def test_an_attempt_removed_whole_is_found(body, sat):
    for table in ("attempt_event", "session"):
        alter(body, f"DELETE FROM {table} WHERE attempt_id = 2")
    alter(body, "DELETE FROM attempt WHERE id = 2")
    with pytest.raises(MarkingError, match="C-2: the record is not as the signed roster has it"):
        mark(body)


def test_an_end_signed_by_somebody_else_is_not_believed(body, sat):
    outsider = Identity.generate("centre")
    place = look_up(body, "SELECT * FROM attempt WHERE candidate_number = 'C-2'")
    end = msgspec.json.decode(place.end)
    alter(body, "UPDATE attempt SET end_signature = :forged WHERE id = :id",
          forged=sign_record(outsider, "attempt end", end).value, id=place.id)  # fmt: skip
    with pytest.raises(MarkingError, match="candidate C-2: the signature is not centre's"):
        mark(body)


def test_an_end_signed_by_another_known_identity_is_not_believed(body, sat):
    alter(body, "UPDATE attempt SET end_signer = 'marker' WHERE candidate_number = 'C-2'")
    with pytest.raises(MarkingError, match="not ended by the delivery host of the sitting"):
        mark(body)


def test_an_end_taken_away_is_found(body, sat):
    mark(body)
    alter(body, "UPDATE attempt SET end = NULL WHERE candidate_number = 'C-2'")
    assert "the attempt has no signed end" in problems(body, "C-2")


@pytest.mark.parametrize("change", [{"cut_score": 20}, {"minutes": 90}])
def test_a_form_changed_with_its_digest_is_found(body, sat, change):
    row = look_up(body, "SELECT * FROM form")
    form = msgspec.structs.replace(msgspec.json.decode(row.record, type=Form), **change)
    alter(body, "UPDATE form SET record = :record, digest = :digest",
          record=canonical_json(form), digest=form.digest)  # fmt: skip
    with pytest.raises(StoreError, match="the signature is not editor's: the record was altered"):
        mark(body)


def test_a_form_whose_record_alone_was_changed_is_found(body, sat):
    alter(body, "UPDATE form SET record = replace(record, 'fnd-', 'fnx-')")
    with pytest.raises(StoreError, match="was altered"):
        mark(body)


def test_a_blueprint_changed_is_found(body, sat):
    alter(body, "UPDATE blueprint SET record = replace(record, '65', '50')")
    with pytest.raises(StoreError, match="the blueprint .* was altered"):
        mark(body)


def test_a_sitting_given_another_host_is_found(body, sat):
    row = look_up(body, "SELECT * FROM sitting")
    sitting = msgspec.structs.replace(
        msgspec.json.decode(row.record, type=Sitting), host=body.people["editor"].fingerprint
    )
    alter(body, "UPDATE sitting SET record = :record", record=canonical_json(sitting))
    with pytest.raises(StoreError, match="sitting spring: the signature is not editor's"):
        mark(body)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE result SET raw_score = 40, passed = 1 WHERE candidate_number = 'C-2'",
        "UPDATE result SET record = replace(record, '\"raw_score\":25', '\"raw_score\":40') "
        "WHERE candidate_number = 'C-2'",
        "UPDATE result SET record = 'x' WHERE candidate_number = 'C-2'",
    ],
)
def test_an_altered_result_is_found_and_not_shown(body, sat, statement):
    mark(body)
    alter(body, statement)
    assert problems(body, "C-2")
    shown, doubts = marking.genuine_results(body.home, "spring")
    assert [result.candidate for result in shown] == ["C-1", "C-3"]
    assert [doubt.candidate for doubt in doubts] == ["C-2"]


def test_a_result_forged_whole_fails_signature_log_and_recomputation(body, sat):
    mark(body)
    kept, _ = records.results(body.home.engine, "spring")
    (signed,) = [one for one in kept if one.result.candidate == "C-2"]
    forged = msgspec.structs.replace(signed.result, raw_score=40, passed=True)
    alter(body, "DELETE FROM result WHERE candidate_number = 'C-2'")
    with writing(body.home.engine) as connection:
        records.keep_results(connection, [SignedResult(forged, signed.signature)])
    assert {found.problem for found in verify(body)[1] if found.candidate == "C-2"} == {
        "the result on record is not the one that the audit log tells of",
        "the signature is not marker's: the record was altered",
        "recomputing gives another result",
    }


def test_a_result_that_was_deleted_is_missed(body, sat):
    mark(body)
    alter(body, "DELETE FROM result WHERE candidate_number = 'C-2'")
    assert "not the one that the audit log tells of" in problems(body, "C-2")
    with pytest.raises(MarkingError, match="C-2: the result on record is not the one"):
        mark(body)


def rewrite_log(body, entries):
    """Write a log again from its start, chained as it should be: no secret is needed for that."""
    previous = FIRST
    with writing(body.home.engine) as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry")
        for n, told in enumerate(entries, start=1):
            entry = msgspec.structs.replace(told, n=n, previous=previous)
            previous = entry.digest
            row = msgspec.structs.asdict(entry)
            row["details"] = msgspec.json.encode(entry.details, order="sorted").decode()
            connection.execute(insert(AuditRow), [row])


def test_a_log_rewritten_to_hide_a_result_fails_the_markers_checkpoint(body, sat):
    mark(body)
    entries, _ = evidence.audit_findings(body.home)
    rewrite_log(body, [entry for entry in entries if "C-2" not in entry.subject])
    alter(body, "DELETE FROM result WHERE candidate_number = 'C-2'")
    with pytest.raises(StoreError, match="the audit log was altered"):
        mark(body)


def test_a_log_cut_with_its_checkpoints_fails_the_one_kept_elsewhere(body, sat):
    kept = mark(body).checkpoint
    entries, _ = evidence.audit_findings(body.home)
    rewrite_log(body, [entry for entry in entries if entry.act != "result recorded"])
    alter(body, "DELETE FROM audit_checkpoint")
    alter(body, "DELETE FROM result")
    assert evidence.audit_findings(body.home)[1] == []
    (finding,) = evidence.audit_findings(body.home, [kept])[1]
    assert (finding.n, finding.problem) == (kept.n, "is missing, but marker signed it")


def test_a_checkpoint_that_is_not_its_signers_is_a_finding(body, sat):
    kept = mark(body).checkpoint
    forged = msgspec.structs.replace(kept, digest="0" * 64)
    assert any(
        "not signed by marker" in finding.problem
        for finding in evidence.audit_findings(body.home, [forged])[1]
    )


def test_an_entry_that_cannot_be_read_is_a_finding_not_a_crash(body, sat):
    alter(body, "UPDATE audit_entry SET details = '{' WHERE n = 2")
    findings = evidence.audit_findings(body.home)[1]
    assert findings[0].n == 2
    with reading(body.home.engine) as connection:
        assert len(audit_log.entries(connection)[0]) > 2
