"""A form of one's own for each candidate (LOFT), with questions on trial: from the order to
the statistics.

Parents: what each candidate is told to answer, by item and option; the answer keys of the bank.
"""

import asyncio
import shutil

import numpy as np
import pytest

from conftest import CHEAP, NINE_O_CLOCK, PASSPHRASE, PEOPLE, REVIEWERS, Body
from exam_engine.clock import SetClock
from exam_engine.model.assembly_rules import AssemblyRules
from exam_engine.model.candidate import Candidate
from exam_engine.model.form import Role
from exam_engine.model.form_order import FormOrder, Method
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.parameters import NO_PARAMETERS
from exam_engine.model.sign_off import Decision
from exam_engine.office import analysis, banks, evidence, forms, marking, sittings
from exam_engine.office.form_approval import decide
from exam_engine.office.home import Home
from exam_engine.office.ordering import Ordered
from exam_engine.office.roster_file import lines_for
from exam_engine.office.shipped import find_blueprint, shipped
from exam_engine.office.units import studied
from exam_engine.psychometrics import NOT_PRESENTED
from exam_engine.vault.identity import Identity, save_identity
from seats import HOUR_MS, Centre, Seat

ON_TRIAL = ("fnd-al-001", "fnd-de-001", "fnd-su-001", "fnd-mi-001", "fnd-it-001")
TRIALS = 3
RIGHT = {"C-1": 40, "C-2": 26, "C-3": 25, "C-4": 0}
"""How many scored questions each candidate answers right, the first ones of their form."""


def on_trial_folder(tmp_path):
    """The shipped bank with some of its items in pilot."""
    folder = tmp_path / "bank"
    shutil.copytree(shipped("item_banks") / "iso20000-foundation", folder)
    done = set()
    for path in (folder / "items").glob("*.toml"):
        text = path.read_text()
        for item in ON_TRIAL:
            if f'id = "{item}"' in text:
                text = text.replace(f'id = "{item}"', f'id = "{item}"\nstate = "pilot"')
                done.add(item)
        path.write_text(text)
    return folder, done


@pytest.fixture
def body(tmp_path):
    home = Home(tmp_path / "home", SetClock(NINE_O_CLOCK))
    people = {name: Identity.generate(name) for name in PEOPLE}
    for identity in people.values():
        save_identity(identity, home.identities, PASSPHRASE, CHEAP)
    folder, _ = on_trial_folder(tmp_path)
    readers = {
        name: ["custodian", "editor", "marker"] for name in ("catalogue", "paper", "answers")
    }
    banks.seal(home, folder, people["custodian"], readers)
    made = Body(home, people, find_blueprint("tuv-sud/foundation"))
    yield made
    home.close()


@pytest.fixture
def own_forms(body):
    """Four forms by LOFT with three questions on trial each, signed off."""
    order = FormOrder(
        blueprint=body.blueprint.id,
        forms=len(RIGHT),
        seed=7,
        method=Method.LOFT,
        rules=AssemblyRules(pilot=TRIALS),
    )
    asked = Ordered(body.blueprint, order, "iso20000-foundation", NO_PARAMETERS)
    with body.open_bank("editor") as bank:
        built = forms.prepare(body.home, asked, bank)
    forms.keep(body.home, asked, built, body.people["editor"])
    for form in built.forms:
        for reviewer in REVIEWERS:
            decide(body.home, form.id, body.people[reviewer], Decision.APPROVED)
    return list(built.forms)


def answers_by_item(body):
    with body.open_bank("marker") as bank:
        return {
            entry.id: bank.read("answers", entry.id, entry.version, ItemAnswers).lines[0].answer[0]
            for entry in bank.catalogue().items
        }


class Hall(Centre):
    """One sitting of all forms, one for each candidate."""

    def __init__(self, body, own_forms):
        names = tuple(form.id for form in own_forms)
        order = sittings.SittingOrder(
            "spring", names, NINE_O_CLOCK, NINE_O_CLOCK + HOUR_MS, "centre"
        )
        people = [Candidate(number=number, name=f"Candidate {number}") for number in RIGHT]
        issued = sittings.schedule(body.home, order, lines_for(people), body.people["editor"])
        self.codes = {one.candidate.number: one.code for one in issued}
        self.host = body.people["centre"]
        self.planned = sittings.open_papers(body.home, self.host).planned
        self.clock, self.engine = body.clock, body.home.engine


def sit(body, own_forms):
    """All answer everything; questions on trial are right for C-1 and C-3 alone."""
    hall, right = Hall(body, own_forms), answers_by_item(body)
    by_id = {form.id: form for form in own_forms}
    given = {entry.number: entry.form for entry in hall.planned[0].sitting.roster}
    shown = {}

    async def story():
        async with hall.open() as (_, client):
            for number, count in RIGHT.items():
                seat = Seat(client, number)
                shown[number] = (await seat.begin(hall.codes[number])).json()
                scored = 0
                for entry in by_id[given[number]].items:
                    scored += entry.scored
                    is_right = scored <= count if entry.scored else number in ("C-1", "C-3")
                    place = entry.options.index(right[entry.item]) + 1
                    await seat.answer(entry.n, place if is_right else place % 4 + 1)
                assert (await seat.submit()).status_code == 200

    asyncio.run(story())
    return given, shown


def test_forms_of_ones_own_with_questions_on_trial_from_order_to_statistics(body, own_forms):
    # The forms: each of its own, every rule of the blueprint, three on trial besides.
    assert len({frozenset(e.item for e in form.items) for form in own_forms}) == len(RIGHT)
    for form in own_forms:
        trial = {entry.item for entry in form.items if entry.role is Role.PILOT}
        assert len(trial) == TRIALS
        assert trial <= set(ON_TRIAL)
        assert len(form.items) - TRIALS == 40
        assert (form.total_marks, form.cut_score) == (40, 26)
    # The sitting: nothing on the wire tells them apart, but that there are some.
    given, shown = sit(body, own_forms)
    assert len(set(given.values())) == len(RIGHT)
    for view in shown.values():
        assert len(view["paper"]["questions"]) == 43
        assert {each["marks"] for each in view["paper"]["questions"]} == {1}
        assert "pilot" not in str(view)
        assert any("3 questions are on trial" in said for said in view["front_page"]["notices"])
    # The marks: by each one's own form, and none for a question on trial.
    done = marking.mark_sitting(body.home, "spring", body.people["marker"])
    assert {r.candidate: (r.raw_score, r.total_marks, r.passed) for r in done.results} == {
        number: (count, 40, count >= 26) for number, count in RIGHT.items()
    }
    assert all(len(r.on_trial) == TRIALS for r in done.results)
    assert marking.verify_results(body.home, "spring", body.people["marker"]) == (4, [])
    # The statistics: trial items have their own, and are in no total.
    found = evidence.gather(body.home, "spring", body.people["marker"])
    matrix = analysis.matrix_of_sitting(
        body.home, found, studied(found.forms.values(), found.answers)
    )
    met = (matrix.chosen != NOT_PRESENTED).sum(axis=1)
    np.testing.assert_array_equal(met, [43] * len(RIGHT))
    report = analysis.report_on_sitting(body.home, "spring", body.people["marker"])
    assert set(report.input.on_trial) <= set(ON_TRIAL)
    scores = report.input.scores
    totals = scores.scores(matrix.chosen)[:, scores.in_total].sum(axis=1)
    np.testing.assert_array_equal(totals, list(RIGHT.values()))


def test_the_items_on_trial_are_in_the_bank(tmp_path):
    _, done = on_trial_folder(tmp_path)
    assert len(done) >= TRIALS
