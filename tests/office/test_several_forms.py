"""A sitting with several forms: each candidate gets their own paper, mark, and statistics.

Parent of every expectation: the responses, which are told per candidate by item and option id.
"""

import asyncio

import msgspec
import numpy as np
import pytest

from conftest import NINE_O_CLOCK, REVIEWERS
from exam_engine.errors import ExamEngineError, StoreError
from exam_engine.model.candidate import Candidate
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.sign_off import Decision
from exam_engine.office import analysis, evidence, forms, sittings
from exam_engine.office.exposure import ledger
from exam_engine.office.form_approval import decide
from exam_engine.office.roster_file import lines_for
from exam_engine.office.sittings import SittingOrder
from exam_engine.office.units import studied
from exam_engine.psychometrics import NOT_PRESENTED
from office.sat import mark, verify
from seats import HOUR_MS, Centre, Seat

RIGHT = {"C-1": 40, "C-2": 26, "C-3": 25, "C-4": 0}


@pytest.fixture
def pair(body):
    """Two forms without a common item, signed off."""
    with body.open_bank("editor") as bank:
        built = forms.build(body.home, body.blueprint, bank, body.people["editor"], 2, seed=5)
    for form in built:
        for reviewer in REVIEWERS:
            decide(body.home, form.id, body.people[reviewer], Decision.APPROVED)
    return list(built)


class Shared(Centre):
    """A sitting of four candidates and two forms."""

    def __init__(self, body, pair):
        self.body, self.host = body, body.people["centre"]
        order = SittingOrder(
            "spring",
            tuple(form.id for form in pair),
            NINE_O_CLOCK,
            NINE_O_CLOCK + HOUR_MS,
            "centre",
        )
        people = [Candidate(number=number, name=f"Candidate {number}") for number in RIGHT]
        issued = sittings.schedule(body.home, order, lines_for(people), body.people["editor"])
        self.codes = {one.candidate.number: one.code for one in issued}
        self.planned = sittings.open_papers(body.home, self.host).planned
        self.clock, self.engine = body.clock, body.home.engine


def answers_by_item(body):
    with body.open_bank("editor") as bank:
        return {
            entry.id: bank.read("answers", entry.id, entry.version, ItemAnswers)
            for entry in bank.catalogue().items
        }


@pytest.fixture
def sat(body, pair):
    """All four answer everything: so many of the first questions of their form right."""
    centre, answers = Shared(body, pair), answers_by_item(body)
    given = {entry.number: entry.form for entry in centre.planned[0].sitting.roster}
    by_id = {form.id: form for form in pair}
    stems = {}

    async def story():
        async with centre.open() as (_, client):
            for number, count in RIGHT.items():
                seat = Seat(client, number)
                started = (await seat.begin(centre.codes[number])).json()
                stems[number] = [each["stem"] for each in started["paper"]["questions"]]
                for entry in by_id[given[number]].items:
                    right = answers[entry.item].lines[0].answer[0]
                    place = entry.options.index(right) + 1
                    reply = await seat.answer(entry.n, place if entry.n <= count else place % 4 + 1)
                    assert reply.status_code == 200, reply.text
                assert (await seat.submit()).status_code == 200

    asyncio.run(story())
    return given, stems


def test_forms_go_round_the_roster_and_each_terminal_gets_its_own(body, pair, sat):
    given, stems = sat
    one, other = (form.id for form in pair)
    assert given == {"C-1": one, "C-2": other, "C-3": one, "C-4": other}
    assert stems["C-1"] == stems["C-3"]
    assert stems["C-2"] == stems["C-4"]
    assert not set(stems["C-1"]) & set(stems["C-2"])


def test_everybody_is_marked_by_their_own_form(body, pair, sat):
    given, _ = sat
    done = mark(body)
    assert {r.candidate: r.raw_score for r in done.results} == RIGHT
    assert {r.candidate: r.form for r in done.results} == given
    assert {r.candidate for r in done.results if r.passed} == {"C-1", "C-2"}
    assert verify(body) == (4, [])


def test_the_matrix_tells_what_was_not_presented(body, pair, sat):
    found = evidence.gather(body.home, "spring", body.people["marker"])
    matrix = analysis.matrix_of_sitting(
        body.home, found, studied(found.forms.values(), found.answers)
    )
    on_first = {entry.item for entry in pair[0].items}
    expected = np.array(
        [[(item in on_first) == (row % 2 == 0) for item in matrix.items] for row in range(4)]
    )
    assert len(matrix.items) == 80
    np.testing.assert_array_equal(matrix.chosen != NOT_PRESENTED, expected)
    answers = answers_by_item(body)
    right = [
        options.index(answers[item].lines[0].answer[0])
        for item, options in zip(matrix.items, matrix.options, strict=True)
    ]
    assert ((matrix.chosen == right).sum(axis=1) == list(RIGHT.values())).all()


def test_the_report_counts_marks_as_one_candidate_can_have_them(body, pair, sat):
    report = analysis.report_on_sitting(body.home, "spring", body.people["marker"])
    assert (report.input.total_marks, report.input.cut_score) == (40, 26)
    assert report.input.forms == tuple((form.id, form.digest) for form in pair)


def test_exposure_counts_a_form_only_for_those_who_sat_it(body, pair, sat):
    found = ledger(body.home, "iso20000-foundation")
    assert (found.starts, found.doubts) == (4, [])
    assert {(one.starts, one.candidates, one.share) for one in found.items} == {(2, 2, 0.5)}
    forms_of = {one.item: one.forms for one in found.items}
    for form in pair:
        assert all(forms_of[entry.item] == (form.id,) for entry in form.items)


def test_forms_of_different_exams_are_not_sat_together(body, pair):
    strange = msgspec.structs.replace(pair[1], content_digest="0" * 64)
    with pytest.raises(StoreError, match="cannot be sat together: they were built from different"):
        evidence.one_exam([pair[0], strange])


def test_a_form_named_twice_is_refused(body, pair):
    order = SittingOrder("x", (pair[0].id, pair[0].id), NINE_O_CLOCK, NINE_O_CLOCK + 1, "centre")
    with pytest.raises(ExamEngineError, match="name one form or more, each of them once"):
        sittings.schedule(body.home, order, lines_for([]), body.people["editor"])
