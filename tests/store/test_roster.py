"""Sittings, places and codes on record."""

import msgspec
import pytest
from sqlalchemy import text

from exam_engine.errors import StoreError
from exam_engine.model.candidate import Candidate
from exam_engine.model.sitting import RosterEntry, SatForm, Sitting, name_digest
from exam_engine.store import roster
from exam_engine.store.database import open_database, reading, sqlite_url, writing
from exam_engine.store.roster import SignedSitting
from exam_engine.vault.signing import Signature
from store.bench import UNREADABLE, alter, begin, record

ADA = Candidate(number="A-1", name="Ada Lovelace")
SIGNED = SignedSitting(
    Sitting(
        id="spring", opens_ms=10, closes_ms=20, host="h",
        forms=(SatForm(form="F", digest="0" * 64),),
        roster=(
            RosterEntry(number="A-1", name_digest="d", extra_time_ms=900_000, form="F"),
            RosterEntry(number="A-2", name_digest="e", extra_time_ms=0, form="F"),
        ),
    ),
    "spring.paper",
    Signature(signer="editor", value=b"signature"),
)  # fmt: skip


@pytest.fixture
def spring(engine):
    """Two candidates with places in a sitting of their own."""
    with writing(engine) as connection:
        for entry in SIGNED.sitting.roster:
            roster.known_or_new(connection, Candidate(number=entry.number, name="N"))
        roster.add_sitting(connection, SIGNED)
        roster.add_places(connection, SIGNED.sitting, [("A-1", b"one"), ("A-2", b"two")])
    with reading(engine) as connection:
        return roster.places_of_sitting(connection, "spring")


def test_a_sitting_comes_back_as_it_was_signed(spring, engine):
    assert roster.sitting_on_record(engine, "spring") == SIGNED


def test_a_place_has_the_extra_time_of_the_signed_roster(spring):
    assert [place.accommodation.extra_time_ms for place in spring] == [900_000, 0]
    assert [place.code_digest for place in spring] == [b"one", b"two"]


def test_a_place_makes_the_roster_entry_that_has_to_be_the_signed_one(engine):
    with writing(engine) as connection:
        salt = roster.known_or_new(connection, ADA)
        roster.add_sitting(connection, SIGNED)
        roster.add_places(connection, SIGNED.sitting, [("A-1", b"one")])
    with reading(engine) as connection:
        (place,) = roster.places_of_candidate(connection, "A-1")
    digest = name_digest(ADA, salt)
    signed = RosterEntry(number="A-1", name_digest=digest, extra_time_ms=900_000, form="F")
    assert place.is_as_signed(signed)
    for change in ({"number": "A-2"}, {"name_digest": "x"}, {"extra_time_ms": 1}):
        assert not place.is_as_signed(msgspec.structs.replace(signed, **change))
    assert not place.is_as_signed(None)


def test_a_second_sitting_of_one_id_is_refused(spring, engine):
    with (
        pytest.raises(StoreError, match="there is a sitting spring already"),
        writing(engine) as connection,
    ):
        roster.add_sitting(connection, SIGNED)


def test_a_person_keeps_their_salt_and_another_name_is_refused(engine):
    with writing(engine) as connection:
        salt = roster.known_or_new(connection, ADA)
        assert len(salt) == 16
        assert roster.known_or_new(connection, ADA) == salt
        other = roster.known_or_new(connection, Candidate(number="A-9", name=ADA.name))
        assert other != salt  # equal names do not show as equal digests
        with pytest.raises(StoreError, match="A-1 is known as 'Ada Lovelace', not 'Ada'"):
            roster.known_or_new(connection, Candidate(number="A-1", name="Ada"))


def test_a_code_is_used_once_and_only_by_its_own_digest(spring, engine):
    attempt = spring[0].attempt_id
    with writing(engine) as connection:
        assert not roster.use_code(connection, attempt, b"two")
        assert roster.use_code(connection, attempt, b"one")
        assert not roster.use_code(connection, attempt, b"one")
        assert roster.place(connection, attempt).code_digest is None
        assert roster.place(connection, spring[1].attempt_id).code_digest == b"two"


def test_a_reissued_code_replaces_the_one_before(spring, engine):
    attempt = spring[0].attempt_id
    with writing(engine) as connection:
        roster.reissue_code(connection, "spring", "A-1", b"new")
        assert not roster.use_code(connection, attempt, b"one")
        assert roster.use_code(connection, attempt, b"new")


def test_no_code_is_issued_for_a_stranger_or_for_an_attempt_that_has_ended(spring, engine):
    alter(engine, "UPDATE attempt SET ended_ms = 15 WHERE candidate_number = 'A-1'")
    with writing(engine) as connection:
        with pytest.raises(StoreError, match="candidate A-1 in spring has ended"):
            roster.reissue_code(connection, "spring", "A-1", b"new")
        with pytest.raises(StoreError, match="candidate A-9 is not on the roster of spring"):
            roster.reissue_code(connection, "spring", "A-9", b"new")


def test_a_token_leads_to_its_attempt_and_terminal_and_no_other_does(spring, engine):
    with writing(engine) as connection:
        roster.add_session(connection, b"token", spring[0].attempt_id, 3)
        assert roster.find_session(connection, b"token") == (spring[0].attempt_id, 3)
        assert roster.find_session(connection, b"other") is None


def test_open_places_are_those_not_ended_and_begun_those_with_an_event(ledger, engine):
    begin(ledger, 1)
    ledger.execute(2, record())
    alter(engine, "UPDATE attempt SET ended_ms = 15 WHERE id = 8")
    with reading(engine) as connection:
        assert roster.open_places(connection, "s") == (7, 1)
        assert roster.open_attempts(connection) == [1, 2, 3, 4, 5, 6, 7]


def test_a_sitting_that_is_not_there_is_told_with_those_that_are(spring, engine):
    with pytest.raises(StoreError, match="there is no sitting 'autumn'; there are: s, spring"):
        roster.sitting_on_record(engine, "autumn")


@pytest.mark.parametrize("stored", UNREADABLE)
def test_a_sitting_whose_record_cannot_be_read_is_told(spring, engine, stored):
    alter(engine, f"UPDATE sitting SET record = {stored} WHERE id = 'spring'")
    with pytest.raises(StoreError, match="the record of sitting spring cannot be read"):
        roster.sitting_on_record(engine, "spring")


def test_a_record_of_a_sitting_takes_no_field_more():
    """What is signed is all that there is: an unknown field is no sitting of this engine."""
    raw = msgspec.json.encode(SIGNED.sitting)[:-1] + b',"note":""}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=Sitting)


@pytest.mark.parametrize("name", ["a b.db", "a?mode=ro.db", "a%20b.db", "a#b.db", "ä.db"])
@pytest.mark.sqlite_only
def test_a_database_has_the_file_name_that_was_asked_for(tmp_path, name):
    engine = open_database(sqlite_url(tmp_path / name))
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM sitting")).scalar() == 0
    engine.dispose()
    assert (tmp_path / name).is_file()
