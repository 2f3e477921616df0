"""The end of an attempt: a statement over its history, signed by the delivery host."""

import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec.structs import replace
from sqlalchemy import text

from exam_engine.errors import StoreError
from exam_engine.model.attempt import Ended, Ending
from exam_engine.store import audit_log, roster
from exam_engine.store.database import reading
from exam_engine.store.staging import END_KIND
from exam_engine.vault.audit import verify_log
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import Signature, doubt_about, sign_record
from exam_engine.vault.trust import TrustedSigners
from store.bench import HOUR, NOW, UNREADABLE, alter, answer, begin, events, record


@pytest.fixture
def ended(ledger, clock):
    """Attempt 1 runs, is answered and submitted a minute later."""
    begin(ledger, 1)
    ledger.execute(1, answer("a"))
    clock.advance_ms(60_000)
    ledger.execute(1, record(Ended(Ending.SUBMITTED, clock.now_ms())))


@pytest.fixture
def trusted(host):
    return TrustedSigners([host.recipient])


def place_of(engine, attempt):
    with reading(engine) as connection:
        return roster.place(connection, attempt)


def in_json(value):
    """JSON as RFC 8785 has it for texts and whole numbers, by another library."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def test_the_end_says_whose_attempt_it_was_how_it_ended_and_when(ended, engine):
    place = place_of(engine, 1)
    end = place.end.end
    assert (end.sitting, end.candidate) == ("s", "C-1")
    assert (end.ending, end.ended_ms) == ("submitted", NOW + 60_000)
    assert end.events == 5
    assert place.ended_ms == NOW + 60_000
    assert place.end.signature.signer == "centre"


def test_the_end_holds_the_digest_of_every_event_as_stored(ended, engine):
    """Computed here from the rows, by the rule written at replay.chain_digest."""
    chain = bytes(32)
    with reading(engine) as connection:
        for n, at_ms, seq, elapsed_ms, event in connection.exec_driver_sql(
            "SELECT n, at_ms, seq, elapsed_ms, event FROM attempt_event "
            "WHERE attempt_id = 1 ORDER BY n"
        ):
            numbers = [-1 if number is None else number for number in (n, at_ms, seq, elapsed_ms)]
            line = " ".join(map(str, numbers)).encode() + b" " + event
            chain = hashlib.sha256(chain + line).digest()
    assert place_of(engine, 1).end.end.digest == chain.hex()


def test_the_signature_is_the_hosts_by_any_ed25519_library(ended, engine, host):
    with reading(engine) as connection:
        query = 'SELECT "end", end_signature FROM attempt WHERE id = 1'
        stored, signature = connection.exec_driver_sql(query).one()
    assert in_json(json.loads(stored)) == stored  # canonical
    signed = in_json(["exam-engine record", "attempt end", hashlib.sha256(stored).hexdigest()])
    public = Ed25519PublicKey.from_public_bytes(host.recipient.ed25519)
    public.verify(signature, signed)
    with pytest.raises(InvalidSignature):
        public.verify(signature, signed + b" ")


def test_the_signed_end_verifies(ended, engine, trusted):
    assert doubt_about(trusted, END_KIND, *place_of(engine, 1).end) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"sitting": "t"},
        {"candidate": "C-2"},
        {"events": 6},
        {"digest": "0" * 64},
        {"ending": "expired"},
        {"ended_ms": NOW + 60_001},
    ],
    ids=lambda change: next(iter(change)),
)
def test_after_any_altered_field_the_end_does_not_verify(ended, engine, trusted, change):
    end, signature = place_of(engine, 1).end
    assert set(end.__struct_fields__) == {
        *("sitting", "candidate", "events", "digest", "ending", "ended_ms")
    }
    altered = replace(end, **change)
    assert altered != end
    assert "the record was altered" in doubt_about(trusted, END_KIND, altered, signature)


def test_a_signature_of_another_kind_or_of_another_identity_does_not_verify(
    ended, engine, host, trusted
):
    end, _ = place_of(engine, 1).end
    other = Identity.generate("centre")
    for signature in (
        sign_record(host, "result", end),
        sign_record(other, END_KIND, end),
        Signature(signer="centre", value=b""),
    ):
        assert "the record was altered" in doubt_about(trusted, END_KIND, end, signature)
    unknown = sign_record(Identity.generate("elsewhere"), END_KIND, end)
    assert "not known here" in doubt_about(trusted, END_KIND, end, unknown)


def test_an_expired_attempt_is_signed_with_its_deadline(ledger, engine, clock, trusted):
    begin(ledger, 2)
    clock.advance_ms(2 * HOUR)
    ledger.execute(2, record(Ended(Ending.EXPIRED, NOW + HOUR)))
    place = place_of(engine, 2)
    assert (place.end.end.ending, place.end.end.ended_ms) == ("expired", NOW + HOUR)
    assert place.ended_ms == NOW + HOUR
    assert doubt_about(trusted, END_KIND, *place.end) == ""


def test_before_its_end_an_attempt_has_no_signed_end(ledger, engine):
    begin(ledger, 1)
    place = place_of(engine, 1)
    assert (place.end, place.ended_ms) == (None, None)


def test_an_attempt_that_cannot_be_signed_does_not_end(ledger, engine, host, monkeypatch):
    """End and statement are one act: the attempt runs on, and may be submitted again."""

    def broken(message):
        raise RuntimeError("no signature")

    begin(ledger, 1)
    with monkeypatch.context() as patch:
        patch.setattr(host, "sign", broken)
        with pytest.raises(RuntimeError, match="no signature"):
            ledger.execute(1, record(Ended(Ending.SUBMITTED, NOW)))
    assert len(events(engine, 1)) == 3
    assert place_of(engine, 1).ended_ms is None
    ledger.execute(1, record(Ended(Ending.SUBMITTED, NOW)))
    assert place_of(engine, 1).end is not None


def test_start_and_end_stand_in_the_audit_log_with_the_digest(ended, engine):
    with reading(engine) as connection:
        entries, findings = audit_log.entries(connection)
    assert [(entry.actor, entry.act, entry.subject) for entry in entries] == [
        ("centre", "attempt started", "s: candidate C-1"),
        ("centre", "attempt submitted", "s: candidate C-1"),
    ]
    assert findings == verify_log(entries) == []
    digest = place_of(engine, 1).end.end.digest
    assert entries[1].details == {"events": "5", "digest": digest}


@pytest.mark.parametrize("stored", UNREADABLE)
def test_an_end_that_cannot_be_read_is_told_as_altered(ended, engine, stored):
    alter(engine, f'UPDATE attempt SET "end" = {stored} WHERE id = 1')
    with pytest.raises(StoreError, match="the end of attempt 1 on record cannot be read"):
        place_of(engine, 1)


def test_the_ends_of_a_batch_follow_each_other_in_the_audit_log(ledger, engine):
    for attempt in (1, 2, 3):
        begin(ledger, attempt)
    done = []
    for attempt in (1, 2, 3):
        ledger.submit(attempt, record(Ended(Ending.SUBMITTED, NOW)), done.append)
    ledger.stop()
    assert len(done) == 3
    with reading(engine) as connection:
        entries, _ = audit_log.entries(connection)
        signed = connection.execute(
            text("SELECT count(*) FROM attempt WHERE end_signature IS NOT NULL")
        ).scalar()
    assert verify_log(entries) == []
    assert [entry.subject[-3:] for entry in entries if entry.act == "attempt submitted"] == [
        *("C-1", "C-2", "C-3")
    ]
    assert signed == 3
