"""Accommodations apply by themselves; the signed roster holds them and the seats; bookings."""

import asyncio
from fractions import Fraction
from math import ceil

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import NINE_O_CLOCK
from exam_engine.canonical import digest
from exam_engine.clock import parse_utc_ms
from exam_engine.errors import StoreError
from exam_engine.model.accommodation import Profile
from exam_engine.model.booking import BookingState
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.sitting import RosterEntry, SatForm, Sitting
from exam_engine.model.venue import Feature
from exam_engine.office import accommodations, bookings, candidates, evidence, sittings, venues
from exam_engine.office.accommodations import Decided
from exam_engine.office.roster_file import RosterLine, lines_for
from exam_engine.office.shipped import shipped
from exam_engine.office.sittings import SittingOrder
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.store.database import reading
from office.sat import alter
from seats import HOUR_MS, Seat

DAY_MS = 24 * HOUR_MS
ADA, BEA, CAL = (Candidate(number=f"C-{n}", name=f"Person {n}") for n in (1, 2, 3))
DECIDED = Decided("M. Huber", "registrar", "2026-01-10", "2026-12-31")
VENUE = """format = 1
id = "vienna"
name = "Vienna"
[[rooms]]
id = "hall"
name = "Hall"
grid = ["A1 A2", "B1 B2"]
[[rooms.machines]]
seats = ["B2"]
features = ["step-free"]
[[rooms]]
id = "small"
name = "Small"
separate = true
grid = ["S1"]
"""


def approve(body, candidate, **arranged):
    return accommodations.approve(
        body.home, candidate.number, Profile(**arranged), DECIDED, body.people["editor"]
    )


def order(body, name="spring", **changes):
    wanted = SittingOrder(name, (body.form.id,), NINE_O_CLOCK, NINE_O_CLOCK + HOUR_MS, "centre")
    return wanted._replace(**changes)


def schedule(body, wanted, lines):
    return sittings.schedule(body.home, wanted, lines, body.people["editor"])


def entries(body, name="spring"):
    signed = evidence.genuine_sitting(body.home, name).sitting
    return {entry.number: entry for entry in signed.roster}


@pytest.fixture
def known(body):
    candidates.take_in(body.home, [ADA, BEA, CAL], "operator")
    return body


@given(
    minutes=st.integers(1, 600),
    factor=st.fractions(1, 4, max_denominator=20),
    extra=st.integers(0, 60),
)
def test_extra_time_is_never_less_than_the_factor_and_less_than_a_minute_more(
    minutes, factor, extra
):
    """Parent: the words of the approval, in exact fractions."""
    profile = Profile(time_factor=str(factor), extra_minutes=extra)
    owed = minutes * (Fraction(factor) - 1) + extra
    given_min = Fraction(profile.extra_time_ms(minutes), 60_000)
    assert 0 <= given_min - owed < 1
    assert given_min.denominator == 1
    assert ceil(owed) == given_min


def test_a_record_from_before_seats_keeps_its_digest():
    """Parent: the canonical JSON of such a record, written out."""
    entry = {"number": "C-1", "name_digest": "d", "extra_time_ms": 0, "form": "F"}
    plain = {
        "id": "s", "forms": [{"form": "F", "digest": "0"}], "opens_ms": 1, "closes_ms": 2,
        "host": "h", "roster": [entry],
    }  # fmt: skip
    record = Sitting(
        id="s", forms=(SatForm(form="F", digest="0"),), opens_ms=1, closes_ms=2, host="h",
        roster=(RosterEntry(number="C-1", name_digest="d", extra_time_ms=0, form="F"),),
    )  # fmt: skip
    assert digest(record) == digest(plain)


def test_what_is_approved_applies_by_itself_and_stands_on_the_signed_roster(known, tmp_path):
    path = tmp_path / "vienna.toml"
    path.write_text(VENUE)
    venues.take_in(known.home, path, "operator")
    approve(known, ADA, time_factor="5/4", break_minutes=20, machine=(Feature.STEP_FREE,))
    approve(known, BEA, reader=True, colours="contrast", plain=True)
    lines = [
        RosterLine(ADA, Accommodation(extra_time_ms=60_000)),
        *lines_for([Candidate(number="C-2", name=""), CAL]),
    ]  # fmt: skip
    issued = schedule(known, order(known, venue="vienna"), lines)
    assert [one.candidate for one in issued] == [ADA, BEA, CAL]
    found = entries(known)
    ada, bea, cal = (found[one.number] for one in (ADA, BEA, CAL))
    assert (ada.extra_time_ms, ada.break_ms) == (15 * 60_000, 20 * 60_000)  # 60 minutes x 5/4
    assert (ada.room, ada.seat) == ("hall", "B2")
    assert (bea.room, bea.separate_room, bea.reader) == ("small", True, True)
    assert (bea.colours, bea.plain) == ("contrast", True)
    assert cal.accommodation == Accommodation()
    assert venues.seat_map(known.home, "spring").doubts.clashes == []
    assert accommodations.sittings_ahead(known.home, "C-1") == ["spring"]


def test_an_approval_counts_on_its_days_until_it_is_withdrawn(known):
    registrar = known.people["editor"]

    def counts(moment="2026-06-01T00:00:00Z"):
        with reading(known.home.engine) as connection:
            return accommodations.profiles(known.home, connection, {"C-1"}, parse_utc_ms(moment))

    assert counts() == {}
    approve(known, ADA, extra_minutes=10)
    approve(known, ADA, extra_minutes=20)
    assert counts()["C-1"].extra_minutes == 20
    assert counts("2026-12-31T23:59:59Z")["C-1"].extra_minutes == 20
    assert counts("2027-01-01T00:00:00Z") == counts("2026-01-09T23:59:59Z") == {}
    accommodations.withdraw(known.home, "C-1", Decided("M. Huber", "registrar"), registrar)
    assert counts() == {}
    with pytest.raises(StoreError, match="has no accommodation to withdraw"):
        accommodations.withdraw(known.home, "C-1", Decided("M. Huber", "registrar"), registrar)
    assert [one.act.value for one in accommodations.listed(known.home)] == [
        "approved", "approved", "withdrawn",
    ]  # fmt: skip
    approve(known, ADA, extra_minutes=5)
    assert counts()["C-1"].extra_minutes == 5


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM accommodation WHERE n = 1", "entry 1 does not follow on the one before"),
        ("DELETE FROM accommodation", "the audit log tells of"),
        ("UPDATE accommodation SET record = replace(record, '5/4', '9/4')", "was altered"),
        ("UPDATE accommodation SET record = '{' WHERE n = 2", "entry 2 was altered"),
        ("UPDATE accommodation SET signature = x'00'", "is not editor's: the record was altered"),
    ],
)
def test_a_candidate_whose_accommodations_were_altered_is_not_scheduled(known, statement, said):
    approve(known, ADA, time_factor="5/4")
    approve(known, ADA, time_factor="3/2")
    alter(known, statement)
    with pytest.raises(StoreError) as found:
        schedule(known, order(known), lines_for([ADA]))
    assert "accommodations of candidate C-1 cannot be believed" in str(found.value)
    assert said in str(found.value)
    schedule(known, order(known), lines_for([BEA]))  # others are


@pytest.mark.parametrize(
    ("arranged", "decided", "said"),
    [
        ({}, DECIDED, "nothing is arranged"),
        ({"time_factor": "5"}, DECIDED, "time factor: a fraction from 1 to 4"),
        ({"time_factor": "10/8"}, DECIDED, "time factor"),
        ({"break_minutes": -1}, DECIDED, "break minutes: 0 to 240"),
        ({"colours": "pink"}, DECIDED, "colours: one of"),
        ({"plain": True}, DECIDED._replace(approved_on="2026-02-30"), "'2026-02-30' is no day"),
        ({"plain": True}, DECIDED._replace(valid_until="2025-01-01"), "before it was given"),
        ({"plain": True}, DECIDED._replace(by=" \u200b"), "who approved: 1 to 80 characters"),
    ],
)
def test_an_approval_that_makes_no_sense_is_refused(known, arranged, decided, said):
    with pytest.raises(StoreError, match=said):
        accommodations.approve(
            known.home, "C-1", Profile(**arranged), decided, known.people["editor"]
        )


def test_the_audit_log_says_that_something_was_approved_and_not_what(known):
    approve(known, ADA, time_factor="5/4", scribe=True)
    last = evidence.intact_audit_log(known.home)[-1]
    assert (last.act, last.subject, set(last.details)) == (
        "accommodation approved", "C-1", {"record"},
    )  # fmt: skip


RULES = "\n[retakes]\nwaiting_days = 30\nmost_attempts = 3\nperiod_days = 365\n"


@pytest.fixture
def exam(known, tmp_path):
    """A blueprint file beside a scheme with retake rules."""
    for path in (shipped("blueprints") / "tuv-sud").glob("*.toml"):
        text = path.read_text() + (RULES if path.name == "scheme.toml" else "")
        (tmp_path / path.name).write_text(text)
    return str(tmp_path / "foundation.toml")


def offer(body, exam, name, days, places=5):
    opens = NINE_O_CLOCK + days * DAY_MS
    bookings.open_for_booking(body.home, name, exam, opens, places, "operator")
    return opens


def test_a_booking_too_soon_is_refused_with_the_first_day_possible(known, exam):
    offer(known, exam, "june", 100)
    offer(known, exam, "soon", 110)
    bookings.book(known.home, "june", "C-1", "operator")
    with pytest.raises(StoreError) as found:
        bookings.book(known.home, "soon", "C-1", "operator")
    # 2 March 2026 and 100 days are 10 June; 30 days later is 10 July.
    assert "may not sit tuv-sud/foundation on 2026-06-20" in str(found.value)
    assert "30 days have to lie between two attempts; possible from 2026-07-10" in str(found.value)
    bookings.cancel(known.home, "june", "C-1", "operator")
    bookings.book(known.home, "soon", "C-1", "operator")


def test_a_full_sitting_a_stranger_and_a_second_booking_are_refused(known, exam):
    offer(known, exam, "june", 100, places=1)
    bookings.book(known.home, "june", "C-1", "operator")
    for number, said in [("C-1", "already"), ("C-2", "is full"), ("C-9", "is not on record")]:
        with pytest.raises(StoreError, match=said):
            bookings.book(known.home, "june", number, "operator")
    with pytest.raises(StoreError, match="not open for booking; these are: june"):
        bookings.book(known.home, "may", "C-2", "operator")
    with pytest.raises(StoreError, match="cannot be a sitting's id"):
        offer(known, exam, "../june", 100)


def test_who_is_booked_is_scheduled_and_who_did_not_come_is_recorded(known, exam):
    opens = offer(known, exam, "june", 1)
    for one in (ADA, BEA):
        bookings.book(known.home, "june", one.number, "operator")
    with pytest.raises(StoreError, match="was booked for 2026-03-03, not 2026-03-02"):
        bookings.roster_lines(known.home, "june", NINE_O_CLOCK, [known.form.id])
    lines = bookings.roster_lines(known.home, "june", opens, [known.form.id])
    wanted = order(known, "june", opens_ms=opens, closes_ms=opens + HOUR_MS)
    codes = {one.candidate.number: one.code for one in schedule(known, wanted, lines)}
    with pytest.raises(StoreError, match="june is scheduled; its roster is signed"):
        bookings.cancel(known.home, "june", "C-1", "operator")
    known.clock.advance_ms(DAY_MS)
    sit(known, "C-1", codes["C-1"])
    with pytest.raises(StoreError, match="june closes at"):
        bookings.record_absences(known.home, "june", "operator")
    known.clock.advance_ms(DAY_MS)
    for _ in range(2):  # the second time changes nothing
        assert bookings.record_absences(known.home, "june", "operator") == ["C-2"]
    states = {one.candidate.number: one.state for one in bookings.listed(known.home, "june")[1]}
    assert states == {"C-1": BookingState.BOOKED, "C-2": BookingState.ABSENT}
    # Both have used an attempt up, and C-1 has seen the only form.
    offer(known, exam, "july", 20)
    for number in ("C-1", "C-2"):
        with pytest.raises(StoreError, match="possible from 2026-04-02 on"):
            bookings.book(known.home, "july", number, "operator")
    with pytest.raises(StoreError, match="C-1 has sat every form of this sitting before"):
        schedule(known, order(known, "again"), lines_for([ADA, BEA]))
    schedule(known, order(known, "again", repeat_forms=True), lines_for([ADA, BEA]))


def sit(body, number, code):
    """Begin an attempt through the service."""

    async def story():
        planned = sittings.open_papers(body.home, body.people["centre"]).planned
        room = ExamRoom(body.home.engine, body.clock, planned, body.people["centre"], sweeps=False)
        async with room:
            transport = httpx.ASGITransport(create_app(room, enters_room=False))
            async with httpx.AsyncClient(transport=transport, base_url="http://e") as client:
                assert (await Seat(client, number).begin(code)).status_code == 200

    asyncio.run(story())
