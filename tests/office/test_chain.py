"""The back office: scheduling, marking, recomputing, analysing; and what alterations come to."""

import asyncio

import msgspec
import numpy as np
import pytest
from sqlalchemy import text

from conftest import Body
from exam_engine.errors import AuthoringError, MarkingError, StoreError, VaultError
from exam_engine.model.item import ItemAnswers
from exam_engine.model.result import Result
from exam_engine.office import analysis, marking, sittings
from exam_engine.psychometrics import NOT_REACHED, OMITTED
from exam_engine.store import audit_log, records
from exam_engine.store.database import writing
from exam_engine.vault.audit import checkpoint_is_genuine, verify_log
from seats import Centre, Seat

RIGHT = {"C-1": 30, "C-2": 25, "C-3": 26}


@pytest.fixture
def sat(body: Body):
    """A sitting in which three candidates have ended and a fourth never came."""
    centre = Centre(body)
    with body.open_bank("marker") as bank:
        right = {
            entry.n: entry.options.index(
                bank.read("answers", entry.item, entry.version, ItemAnswers).lines[0].answer[0]
            )
            + 1
            for entry in body.form.items
        }

    async def story():
        async with centre.open() as (_, client):
            for number, count in RIGHT.items():
                seat = Seat(client, number)
                await seat.begin(centre.codes[number])
                for n in range(1, 39):  # 39 is omitted, 40 never seen
                    wrong = right[n] % 4 + 1
                    await seat.answer(n, right[n] if n <= count else wrong)
                seat.seq += 1
                opened = {"type": "opened", "n": 39, "elapsed_ms": 1}
                await seat.post("/attempt/events", {"first_seq": seat.seq, "events": [opened]})
                await seat.submit()

    asyncio.run(story())
    return centre


def mark(body):
    with body.open_bank("marker") as bank:
        return marking.mark_sitting(
            body.home, body.blueprint, bank, "spring", body.people["marker"]
        )


def verify(body):
    with body.open_bank("marker") as bank:
        return marking.verify_results(body.home, body.blueprint, bank, "spring")


def alter(body, statement):
    with writing(body.home.engine) as connection:
        assert connection.execute(text(statement)).rowcount


def test_marking_gives_scores_passes_and_who_is_missing(body, sat):
    done = mark(body)
    assert {result.candidate: result.raw_score for result in done.results} == RIGHT
    assert [result.passed for result in done.results] == [True, False, True]
    assert done.not_ended == ["C-4"]
    again = mark(body)
    assert (again.results, again.marked_before) == ([], 3)


def test_recomputing_finds_nothing_to_correct(body, sat):
    mark(body)
    assert verify(body) == (3, [])


def test_the_audit_log_tells_the_whole_chain_and_is_signed(body, sat):
    mark(body)
    entries = list(audit_log.entries(body.home.engine))
    acts = [entry.act for entry in entries]
    assert acts[:3] == ["bank sealed", "form built", "sitting scheduled"]
    assert acts.count("attempt started") == acts.count("attempt submitted") == 3
    assert acts[-1] == "sitting marked"
    (stated,) = audit_log.checkpoints(body.home.engine)
    assert checkpoint_is_genuine(stated, body.people["marker"].recipient)
    assert verify_log(entries, [stated]) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            'UPDATE attempt_event SET event = CAST(\'["R",1,["a"]]\' AS BLOB) '
            'WHERE attempt_id = 1 AND n = 4 AND event <> CAST(\'["R",1,["a"]]\' AS BLOB) '
            "OR attempt_id = 1 AND n = 5",
            "the events on record are not those that the audit log took down",
        ),
        ("DELETE FROM attempt_event WHERE attempt_id = 1 AND n = 43", "not those"),
        ("UPDATE attempt_event SET at_ms = at_ms - 1 WHERE attempt_id = 1 AND n = 1", "not those"),
    ],
)
def test_an_altered_response_is_found_before_and_after_marking(body, sat, statement, said):
    mark(body)
    alter(body, statement)
    _, differences = verify(body)
    assert any(said in found.problem and found.candidate == "C-1" for found in differences)
    alter(body, "DELETE FROM result WHERE candidate_number = 'C-1'")
    with pytest.raises(MarkingError, match=said):
        mark(body)


def test_an_altered_result_is_found(body, sat):
    mark(body)
    alter(body, "UPDATE result SET raw_score = 40, passed = 1 WHERE candidate_number = 'C-2'")
    with pytest.raises(StoreError, match="result of candidate C-2 was altered"):
        verify(body)


def test_a_result_forged_whole_fails_its_signature_and_the_recomputation(body, sat):
    mark(body)
    (signed,) = [
        kept
        for kept in records.results(body.home.engine, "spring")
        if kept.result.candidate == "C-2"
    ]
    forged = msgspec.structs.replace(signed.result, raw_score=40, passed=True)
    alter(body, "DELETE FROM result WHERE candidate_number = 'C-2'")
    with writing(body.home.engine) as connection:
        records.keep_results(connection, [msgspec.structs.replace(signed, result=forged)])
    _, differences = verify(body)
    assert {found.problem for found in differences if found.candidate == "C-2"} == {
        "the signature is not marker's",
        "recomputing gives another result",
    }


def test_another_edition_of_the_blueprint_is_refused(body, sat):
    body.blueprint = msgspec.structs.replace(body.blueprint, edition="2018-2")
    with pytest.raises(MarkingError, match="another edition of tuv-sud/foundation"):
        mark(body)


def test_an_altered_form_is_refused(body, sat):
    alter(body, "UPDATE form SET record = replace(record, 'fnd-', 'fnx-')")
    with pytest.raises(StoreError, match="was altered: its digest does not match"):
        mark(body)


def test_a_result_is_the_same_record_when_read_again(body, sat):
    done = mark(body)
    kept = [signed.result for signed in records.results(body.home.engine, "spring")]
    assert kept == done.results
    assert all(isinstance(result, Result) for result in kept)


def test_the_matrix_tells_omitted_from_not_reached(body, sat):
    matrix = analysis.matrix_of_sitting(body.home, body.form, "spring")
    assert matrix.persons == ("C-1", "C-2", "C-3")
    assert matrix.items == tuple(entry.item for entry in body.form.items)
    assert (matrix.chosen[:, 38] == OMITTED).all()
    assert (matrix.chosen[:, 39] == NOT_REACHED).all()
    assert (matrix.chosen[:, :38] >= 0).all()
    assert matrix.time_ms.dtype == np.int32


def test_few_candidates_get_a_report_that_refuses_statistics(body, sat, tmp_path):
    with body.open_bank("marker") as bank:
        report = analysis.report_on_sitting(body.home, body.blueprint, bank, "spring")
    assert report.analysis.statistics is None
    files = analysis.write_report(report, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text()
    assert "n = 3" in page
    assert len(files) == 9


def test_a_paper_goes_to_a_known_delivery_host_only(body):
    with body.open_bank("editor") as bank:
        paper = sittings.paper_for(body.form, body.blueprint, bank)
    sitting = Centre(body).sitting
    with pytest.raises(VaultError, match="there is no recipient 'elsewhere'"):
        sittings.schedule(body.home, sitting, paper, [], body.people["editor"], "elsewhere")
    with pytest.raises(StoreError, match="there is a sitting spring already"):
        sittings.schedule(body.home, sitting, paper, [], body.people["editor"], "centre")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,number\nAda,C-1\nAda,C-1\n", "line 3: number: C-1 stands twice"),
        ("number,name\n,Ada\n", "line 2: number: 1 to 40 characters are needed"),
        ("number,name\nC-1,\n", "line 2: name: 1 to 80 characters are needed"),
        ("number,name,extra_minutes\nC-1,Ada,ten\n", "line 2: extra_minutes: a whole number from"),
        ("number,name,extra_minutes\nC-1,Ada,9999\n", "line 2: extra_minutes: a whole number"),
        ("number,name\nC-1,Ada,15\n", "line 2: there are more fields than columns"),
        ("number\nC-1\n", "line 1: the columns are number,name"),
        ("number,name,diagnosis\nC-1,Ada,x\n", "line 1: the columns are number,name"),
        ('number,name\nC-1,"Ada\n', "is not CSV"),
        ("number,name\n", "names no candidates"),
        ("", "not nothing"),
    ],
)
def test_a_roster_with_a_mistake_is_refused_by_line(tmp_path, content, said):
    path = tmp_path / "roster.csv"
    path.write_text(content)
    with pytest.raises(AuthoringError) as found:
        sittings.read_roster(path)
    assert said in str(found.value)
    assert "roster.csv" in str(found.value)


def test_a_roster_is_read_with_names_made_harmless(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        "number,name,extra_minutes\nC-1,Ada\x1b[2J  Lovelace,\nC-2,可用性,15\n",
        encoding="utf-8-sig",
    )
    one, two = sittings.read_roster(path)
    assert one.candidate.name == "Ada[2J Lovelace"
    assert two.accommodation.extra_time_ms == 15 * 60_000
