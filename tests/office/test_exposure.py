"""Exposure is counted from attempts that really started."""

import pytest

import databases
from exam_engine.office.exposure import ledger
from exam_engine.store.database import reading
from exam_engine.store.exposure import starts
from office.sat import sit_three

BANK = "iso20000-foundation"


def test_nothing_was_seen_before_anybody_started(body):
    found = ledger(body.home, BANK, [("fnd-su-001", 1)])
    assert (found.starts, found.doubts) == (0, [])
    (one,) = found.items
    assert (one.starts, one.candidates, one.first_ms, one.share) == (0, 0, None, 0.0)


def test_items_of_the_form_were_seen_by_those_who_started(body):
    """Three of four candidates started; the form has 40 of the bank's items."""
    begun_ms = body.clock.now_ms()
    sit_three(body)
    items = [(entry.item, entry.version) for entry in body.form.items]
    found = ledger(body.home, BANK, [*items, ("never", 1)])
    assert (found.starts, found.doubts, len(found.items)) == (3, [], 41)
    for one in found.items:
        if one.item == "never":
            assert (one.starts, one.sittings, one.forms) == (0, 0, ())
            continue
        assert (one.starts, one.candidates, one.sittings, one.share) == (3, 3, 1, 1.0)
        assert one.forms == (body.form.id,)
        assert begun_ms <= one.first_ms <= one.last_ms
    assert ledger(body.home, "another-bank").items == []
    later = ledger(body.home, BANK, since_ms=found.items[0].last_ms + 1)
    assert (later.starts, later.items) == (0, [])


def test_a_start_is_the_event_and_its_moment(body):
    """Independent count: the events of the ledger, read as they lie in the file."""
    sit_three(body)
    with reading(body.home.engine) as connection:
        rows = connection.exec_driver_sql(
            "SELECT a.candidate_number, e.at_ms, e.event FROM attempt_event e "
            "JOIN attempt a ON a.id = e.attempt_id"
        ).all()
    expected = sorted((who, at) for who, at, event in rows if bytes(event).startswith(b'["B",'))
    with reading(body.home.engine) as connection:
        found = starts(connection)
    assert sorted((one.candidate, one.at_ms) for one in found) == expected
    assert [one.candidate for one in found] == sorted(("C-1", "C-2", "C-3"))
    assert {one.sitting for one in found} == {"spring"}


@pytest.mark.parametrize(
    ("statement", "said", "counted"),
    [
        ("UPDATE form SET record = x'00'", "sitting spring: not counted: the record of form", 0),
        ("UPDATE form SET signer = 'eve'", "is signed by 'eve', who is not known here", 3),
        ("UPDATE sitting SET record = x'00'", "sitting spring: not counted: the record of", 0),
    ],
)
def test_a_record_that_cannot_be_believed_is_named(body, statement, said, counted):
    sit_three(body)
    databases.alter(body.home.engine, statement)
    found = ledger(body.home, BANK)
    (doubt,) = found.doubts
    assert said in doubt
    assert found.starts == counted
