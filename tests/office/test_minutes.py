"""Session minutes: what they hold, that they are bound to the record, and what alterations show."""

import asyncio
import re
import shutil
from copy import copy

import msgspec
import pytest
from sqlalchemy import text

import databases
from conftest import NINE_O_CLOCK, make_body
from exam_engine.cli.main import run_for_code
from exam_engine.clock import SetClock
from exam_engine.delivery.chronicle import duration_words, words_of
from exam_engine.errors import StoreError
from exam_engine.model import attempt as model
from exam_engine.model.attempt import Cause
from exam_engine.office.home import Home
from exam_engine.office.minutes import doubts_about, make_minutes, minutes_file, read_minutes
from exam_engine.report.minutes import minutes_pdf, minutes_told
from exam_engine.store.database import writing
from exam_engine.vault.identity import Identity
from service.invigilators import Watched

MINUTE_MS = 60_000


async def a_session(watched):
    """Ada is checked in, paused, helped and submits; C-2 runs on; C-3 does not come."""
    async with watched.open() as floor:
        console = await floor.console()
        await console.done("check-in", "C-1", seen="passport", seat="Room 1/A1")
        one, two = await floor.seat("C-1"), await floor.seat("C-2")
        await one.answer(1, 1)
        await two.answer(1, 2)
        watched.clock.advance_ms(10 * MINUTE_MS)
        await console.done("pause", "C-1", cause="technical", words="screen flickers")
        watched.clock.advance_ms(4 * MINUTE_MS)
        await console.done("resume", "C-1")
        kind = {"cause": "technical", "kind": "keyboard-or-screen"}
        await console.done("incident", "C-1", seconds=120, words="flickered", **kind)
        await console.done("incident", "C-3", cause="candidate", kind="no-show")
        watched.clock.advance_ms(MINUTE_MS)
        assert (await one.submit()).status_code == 200


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    watched = Watched(make_body(tmp_path_factory.mktemp("held") / "home"))
    asyncio.run(a_session(watched))
    watched.body.home.close()
    return watched


@pytest.fixture
def watched(held, tmp_path):
    home = Home(tmp_path / "home", SetClock(NINE_O_CLOCK + 60 * MINUTE_MS))
    shutil.copytree(held.body.home.path, home.path)
    databases.copy_database(home.path)
    made = copy(held)
    made.body = copy(held.body)
    made.body.home, made.clock = home, home.clock
    yield made
    home.close()


def made_by_ines(watched):
    return make_minutes(watched.body.home, "spring", watched.people["ines"])


def alter(watched, statement):
    with writing(watched.body.home.engine) as connection:
        assert connection.execute(text(statement)).rowcount


def test_they_tell_who_sat_where_with_clocks_and_what_was_given_and_why(watched):
    signed = made_by_ines(watched)
    one, two, three = signed.minutes.seats
    assert (one.seat, one.checked_in, one.ending, one.answered) == (
        "Room 1/A1",
        "passport",
        "submitted",
        1,
    )
    assert (one.started_ms, one.ended_ms) == (NINE_O_CLOCK, NINE_O_CLOCK + 15 * MINUTE_MS)
    assert (one.granted_ms, one.stopped_ms) == (2 * MINUTE_MS, 4 * MINUTE_MS)
    assert (two.phase, two.ending, three.phase, three.started_ms) == (
        "running",
        "",
        "admitted",
        None,
    )
    told = [line.words for line in one.log]
    assert "paused by ines (technical, its time given back): screen flickers" in told
    assert "2 min granted: technical: keyboard or screen (ines)" in told
    assert [seat.doubt for seat in signed.minutes.seats] == ["", "", ""]
    assert {person.name for person in signed.minutes.invigilators} == {"ines", "ivan"}
    assert doubts_about(watched.body.home, signed) == ([], True)


def test_they_hold_nothing_that_was_answered(watched):
    raw = minutes_file(made_by_ines(watched))
    for event in (model.Responded(1, ("a",)), model.QuestionOpened(1)):
        assert words_of(event) == ""
    assert b"response" not in raw


def test_they_are_read_back_as_they_were_written(watched, tmp_path):
    signed = made_by_ines(watched)
    file = tmp_path / "m.json"
    file.write_bytes(minutes_file(signed))
    assert read_minutes(file) == signed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"granted_ms": 120000', '"granted_ms": 600000'),
        ("Room 1/A1", "Room 1/A2"),
        ("screen flickers", "screen on fire"),
        ('"answered": 1', '"answered": 2'),
    ],
)
def test_a_change_in_the_file_shows(watched, tmp_path, before, after):
    raw = minutes_file(made_by_ines(watched)).decode()
    assert before in raw
    file = tmp_path / "m.json"
    file.write_text(raw.replace(before, after))
    doubts, _ = doubts_about(watched.body.home, read_minutes(file))
    assert doubts
    assert "altered" in doubts[0]


def test_minutes_that_somebody_unknown_signed_are_not_believed(watched):
    stranger = Identity.generate("stranger")
    signed = make_minutes(watched.body.home, "spring", stranger)
    doubts, _ = doubts_about(watched.body.home, signed)
    assert "not known here" in doubts[0]


def test_a_record_that_was_changed_after_the_minutes_shows(watched):
    signed = made_by_ines(watched)
    alter(watched, "UPDATE attempt_event SET at_ms = at_ms + 1 WHERE n = 2")
    doubts, compared = doubts_about(watched.body.home, signed)
    assert compared
    assert doubts == [
        "candidate C-1: the events on record are others",
        "candidate C-2: the events on record are others",
    ]


def test_an_audit_log_that_was_cut_after_the_minutes_shows(watched):
    signed = made_by_ines(watched)
    alter(watched, "DELETE FROM audit_checkpoint")
    alter(watched, "DELETE FROM audit_entry WHERE n >= 10")
    doubts, _ = doubts_about(watched.body.home, signed)
    assert any("is missing, but ines signed it" in doubt for doubt in doubts)


def test_events_that_were_changed_before_stand_in_the_minutes_as_a_doubt(watched):
    alter(
        watched,
        "UPDATE attempt_event SET at_ms = at_ms + 1 WHERE n = 2 AND attempt_id = "
        "(SELECT id FROM attempt WHERE candidate_number = 'C-1')",
    )
    signed = made_by_ines(watched)
    one, two, _ = signed.minutes.seats
    assert one.doubt == "the events on record are not those that were signed"
    assert two.doubt == ""
    assert minutes_told(signed)["doubts"] == [f"C-1: {one.doubt}"]


def test_what_happens_after_the_minutes_is_no_difference(watched):
    async def later():
        async with watched.open() as floor:
            await (await floor.console()).done("message", "C-2", text="five minutes")

    signed = made_by_ines(watched)
    asyncio.run(later())
    assert doubts_about(watched.body.home, signed) == ([], True)


def test_an_altered_audit_log_makes_no_minutes(watched):
    alter(watched, "UPDATE audit_entry SET actor = 'nobody' WHERE n = 3")
    with pytest.raises(StoreError, match="audit log was altered"):
        made_by_ines(watched)


def test_the_pdf_is_the_same_bytes_for_the_same_record_and_others_for_another(watched):
    signed = made_by_ines(watched)
    pdf = minutes_pdf(signed)
    assert pdf == minutes_pdf(signed)
    assert pdf.startswith(b"%PDF")
    (first, *others) = signed.minutes.seats
    other = msgspec.structs.replace(
        signed.minutes, seats=(msgspec.structs.replace(first, granted_ms=0), *others)
    )
    assert pdf != minutes_pdf(msgspec.structs.replace(signed, minutes=other))


def test_texts_in_minutes_are_never_markup(watched):
    signed = made_by_ines(watched)
    (first, *others) = signed.minutes.seats
    wild = msgspec.structs.replace(first, name='#read("/etc/passwd") *b* $x$ ]', log=())
    minutes = msgspec.structs.replace(signed.minutes, seats=(wild, *others))
    assert minutes_pdf(msgspec.structs.replace(signed, minutes=minutes)).startswith(b"%PDF")


def test_the_commands_make_and_verify_both_files(watched, tmp_path, capsys):
    home = str(watched.body.home.path)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery staple\n")
    passphrase.chmod(0o600)
    json, pdf = tmp_path / "m.json", tmp_path / "m.pdf"
    who = ["--identity", "ines", "--passphrase-file", str(passphrase), "--home", home]
    outs = ["--out", str(json), "--out", str(pdf)]
    assert run_for_code(["sitting", "minutes", "spring", *outs, *who]) == 0
    assert "still under way: C-2" in capsys.readouterr().out
    check = ["sitting", "verify-minutes", str(json), "--pdf", str(pdf), "--home", home]
    assert run_for_code(check) == 0
    assert "genuine, signed by ines; the record here agrees" in capsys.readouterr().out
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(watched.body.home.identities, elsewhere / "identities")
    assert run_for_code([*check[:-1], str(elsewhere)]) == 0
    assert "not on record here" in capsys.readouterr().out
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    assert run_for_code(check) == 1
    assert run_for_code(["sitting", "minutes", "spring", *outs, *who]) == 2  # never replaced
    assert run_for_code(["sitting", "minutes", "nowhere", "--out", "x.json", *who]) == 2
    assert run_for_code(["sitting", "verify-minutes", str(pdf), "--home", home]) == 2


@pytest.mark.parametrize(
    ("duration_ms", "words"),
    [
        (0, "0 s"),
        (59_999, "59 s"),
        (90_000, "1 min 30 s"),
        (300_000, "5 min"),
        (3_900_000, "1 h 05 min"),
    ],
)
def test_lengths_of_time_in_words(duration_ms, words):
    assert duration_words(duration_ms) == words


def test_every_kind_of_event_that_people_do_has_words():
    told = {
        model.CheckedIn("", "", "ines"): "taken back by ines",
        model.Paused(Cause.BREAK, "C-1", 60_000): "up to 1 min given back",
        model.Paused(Cause.CANDIDATE, "ines", 0, "out"): "its time charged",
        model.EndedFor(0, ("ines", "ivan"), "ill"): "by ines and ivan: ill",
        model.Commented(7, "B and C agree"): "comment on question 7",
    }
    for event, words in told.items():
        assert words in words_of(event)
    assert not re.search("agree", words_of(model.Commented(7, "B and C agree")))


def test_who_was_never_admitted_did_not_come(watched):
    told = minutes_told(made_by_ines(watched))
    assert [row[6] for row in told["seats"]] == ["submitted", "still running", "did not come"]
    assert ["Candidates", "3 on the roster, 2 admitted"] in told["facts"]
