"""Items of every type, from TOML to marks: sealed, drawn, sat through the service, marked by rule.

What each response earns was worked out by hand from the bank's files and the rules' formulas.
"""

import asyncio

import httpx
import pytest

import databases
from conftest import CHEAP, NINE_O_CLOCK
from exam_engine.clock import SetClock
from exam_engine.model.candidate import Candidate
from exam_engine.model.item_type import ItemType
from exam_engine.office import analysis, evidence, marking, sittings
from exam_engine.office.home import Home
from exam_engine.office.roster_file import lines_for
from exam_engine.office.units import studied, units_of
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.simulation import practice
from seats import Seat

EXAM = "practice/item-types"
ESSAY = "The inputs are the availability figures, the complaints and the untested plan."

# By type: the response in the authors' ids, and the marks it earns.
RIGHT = {
    "single": (["c"], "1"),
    "multiple": (["b", "e"], "2"),
    "gradient": (["a"], "5"),
    "true-false": (["T", "T", "F", "F"], "4"),
    "assertion-reason": (["A", "D", "B"], "3"),
    "match": (["c", "f", "b", "g", "d"], "5"),
    "order": (["d", "c", "b", "a"], "2"),
}
IN_PART = {
    "single": (["d"], "0"),
    "multiple": (["b", "c"], "0"),  # one right less one wrong
    "gradient": (["b"], "3"),
    "true-false": (["T", "T", "T", ""], "1"),  # two right less one wrong; a blank costs nothing
    "assertion-reason": (["A", "", "B"], "2"),
    "match": (["c", "e", "b", "", "d"], "3"),
    "order": (["c", "d", "b", "a"], "4/3"),  # of d-c, c-b, b-a the last two
}


class Body:
    """A practice body for the tour of item types, with its candidates."""

    def __init__(self, folder):
        databases.give_database(folder)
        self.home = Home(folder, SetClock(NINE_O_CLOCK))
        self.practice = practice.found(self.home, CHEAP, EXAM)
        self.practice.seal_bank()
        self.form = self.practice.build_form(seed=1)
        people = [
            Candidate(number=number, name=f"Candidate {number}") for number in ("R", "P", "B")
        ]
        issued = self.practice.schedule(self.form, NINE_O_CLOCK, lines_for(people))
        self.codes = {one.candidate.number: one.code for one in issued}

    def question(self, kind):
        return next(entry for entry in self.form.items if entry.type == kind)

    def sit(self, story):
        async def whole():
            host = self.practice.people["centre"]
            planned = sittings.open_papers(self.home, host).planned
            room = ExamRoom(self.home.engine, self.home.clock, planned, host, sweeps=False)
            async with room:
                transport = httpx.ASGITransport(create_app(room, enters_room=False))
                async with httpx.AsyncClient(
                    transport=transport, base_url="http://engine"
                ) as client:
                    return await story(client)

        return asyncio.run(whole())

    def mark(self):
        return marking.mark_sitting(self.home, practice.SITTING, self.practice.people["marker"])


@pytest.fixture(scope="module")
def body(tmp_path_factory):
    made = Body(tmp_path_factory.mktemp("types") / "home")
    yield made
    made.home.close()


def positions(entry, response):
    return [entry.options.index(option) + 1 if option else 0 for option in response]


@pytest.fixture(scope="module")
def sat(body):
    """Three attempts: all right, right in part, and blank but for the essay; their views."""

    async def story(client):
        views = {}
        for number, responses in (("R", RIGHT), ("P", IN_PART), ("B", {})):
            seat = Seat(client, number)
            views[number] = (await seat.begin(body.codes[number])).json()["paper"]
            for kind, (response, _) in responses.items():
                entry = body.question(kind)
                options = positions(entry, response)
                reply = await seat.say({"type": "responded", "n": entry.n, "options": options,
                                        "elapsed_ms": 1})  # fmt: skip
                assert reply.status_code == 200, reply.text
            if number != "P":
                said = {"type": "responded", "n": body.question("essay").n, "text": ESSAY}
                assert (await seat.say(said | {"elapsed_ms": 2})).status_code == 200
            views[f"{number} again"] = (await seat.enter()).json()["progress"]
            assert (await seat.submit()).status_code == 200
        return views

    return body.sit(story)


def test_the_form_has_one_item_of_each_type_and_its_scenario(body):
    assert sorted(entry.type for entry in body.form.items) == sorted(t.value for t in ItemType)
    assert [scenario.name for scenario in body.form.scenarios] == ["sc-nordkai@1"]
    with_scenario = [bool(entry.scenario) for entry in body.form.items]
    start = with_scenario.index(True)
    assert with_scenario[start : start + sum(with_scenario)] == [True] * 4  # they stand together
    order = body.question("order")
    assert order.options != ("d", "c", "b", "a")


@pytest.mark.parametrize(("candidate", "responses"), [("R", RIGHT), ("P", IN_PART)])
def test_every_type_is_marked_by_its_rule(body, sat, candidate, responses):
    (result,) = [one for one in body.mark().awaiting if one.candidate == candidate]
    marks = {mark.n: mark for mark in result.marks}
    for kind, (_, earned) in responses.items():
        mark = marks[body.question(kind).n]
        assert (kind, mark.earned) == (kind, earned)
        assert not mark.awaiting
    assert marks[body.question("essay").n].awaiting == (candidate == "R")
    assert marks[body.question("performance").n].awaiting


def test_what_waits_for_examiners_gets_no_result(body, sat):
    done = body.mark()
    assert done.results == []
    assert {one.candidate: one.awaiting for one in done.awaiting} == {"R": 30, "P": 10, "B": 30}
    assert {one.candidate: one.raw_score for one in done.awaiting} == {"R": 22, "P": 10, "B": 0}


def test_additional_information_comes_only_with_the_item_that_names_it(body, sat):
    paper = sat["R"]
    (scenario,) = paper["scenarios"]
    assert [block["id"] for block in scenario["additional"]] == ["ai-1"]
    naming = [question["type"] for question in paper["questions"] if question["additional"]]
    assert naming == ["match"]


def test_a_terminal_that_enters_again_gets_every_response_back(body, sat):
    progress = sat["P again"]
    found = {state["n"]: state for state in progress["questions"]}
    for kind, (response, _) in IN_PART.items():
        entry = body.question(kind)
        assert found[entry.n]["response"] == positions(entry, response)
    essay = {state["n"]: state["text"] for state in sat["R again"]["questions"]}
    assert essay[body.question("essay").n] == ESSAY


def test_statistics_name_what_they_leave_out(body, sat):
    answers = evidence.gather(body.home, practice.SITTING, body.practice.people["marker"]).answers
    units = [unit.name for unit in units_of(body.form, answers)]
    assert "typ-match-001.5" in units
    assert "typ-single-002" in units
    assert {entry.item for entry in studied([body.form], answers).left_out} == {
        *("typ-multiple-002", "typ-order-001", "typ-essay-001", "typ-performance-001"),
    }
    report = analysis.report_on_sitting(body.home, practice.SITTING, body.practice.people["marker"])
    assert report.input.cut_score is None
