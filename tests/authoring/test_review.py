"""The review queue: blind first, the answer key after, everything by the rules of reviews."""

from __future__ import annotations

import shutil

import pytest

from authoring.support import LOOK, workshop_of
from exam_engine.authoring.pages.page import Recorded, Say, Show
from exam_engine.authoring.pages.queue import QueuePage
from exam_engine.authoring.pages.review import ReviewPage, Step
from exam_engine.clock import SetClock
from exam_engine.model.life import AnsweredBlind, Reviewed, Role, Verdict
from exam_engine.office.home import Home
from exam_engine.office.life_notes import comments
from office.guarded import NOW, OPTIONS, People, make_people, write_bank

WHY = "This is the reason for it"


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    people = make_people(tmp_path_factory.mktemp("queue"))
    people.home.close()
    return people


@pytest.fixture
def people(made, tmp_path):
    shutil.copytree(made.home.path, tmp_path / "home")
    home = Home(tmp_path / "home", SetClock(NOW))
    people = People(home, write_bank(tmp_path / "bank"), made.identities)
    people.move("carla", "in-review")
    yield people
    home.close()


def sit(people, who):
    return workshop_of(people.folder, people.home, people.identities[who] if who else None)


def text_of(page):
    return "\n".join(row.plain for row in page.lay_out(80, 20))


def press(page, *keys):
    wish = None
    for key in keys:
        wish = page.press(key, key if len(key) == 1 else None)
    return wish


def open_review(people, who):
    queue = QueuePage(LOOK.glyphs, sit(people, who))
    queue.lay_out(80, 20)
    wish = queue.press("enter", None)
    assert isinstance(wish, Show)
    assert isinstance(wish.page, ReviewPage)
    return wish.page


def on_record(people):
    return [one.record.act for one in comments(people.home, people.item(), None)]


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_nobody_is_offered_what_they_wrote_or_sent_to_review(people, who):
    assert sit(people, who).waiting() == []
    assert [item.id for item in sit(people, "ben").waiting()] == ["gd-su-001"]


def test_without_an_identity_the_queue_is_read_only_and_says_so(people):
    queue = QueuePage(LOOK.glyphs, sit(people, None))
    assert "Read only" in text_of(queue)
    assert "gd-su-001" in text_of(queue)
    assert isinstance(queue.press("enter", None), Say)
    assert len(on_record(people)) == 1


def test_the_answer_key_is_not_shown_before_a_blind_answer_is_on_record(people):
    page = open_review(people, "ben")
    assert page.step is Step.ANSWER
    assert WHY not in text_of(page)
    assert all(option in text_of(page) for option in OPTIONS.values())
    wish = press(page, "c", "enter")
    assert isinstance(wish, Recorded)
    assert not wish.done
    assert isinstance(on_record(people)[-1], AnsweredBlind)
    assert on_record(people)[-1].right
    assert WHY in text_of(page)


def test_a_possible_answer_is_asked_for_again(people):
    page = open_review(people, "ben")
    wish = press(page, "z", "enter")
    assert isinstance(wish, Say)
    assert "no possible answer" in wish.notice
    assert page.step is Step.ANSWER
    assert WHY not in text_of(page)
    assert len(on_record(people)) == 1


def test_a_review_goes_on_record_with_role_verdict_and_comment(people):
    page = open_review(people, "ben")
    wish = press(page, "c", "enter", "l", "n", "a", *"well put", "enter")
    assert isinstance(wish, Recorded)
    assert wish.done
    act = on_record(people)[-1]
    assert isinstance(act, Reviewed)
    assert (act.role, act.verdict, act.defensible) == (Role.LANGUAGE, Verdict.APPROVE, False)
    told = comments(people.home, people.item(), people.identities["ben"])
    assert told[-1].text == "well put"
    (approval,) = people.standing().approvals
    assert (approval.by, approval.blind) == ("ben", True)
    assert sit(people, "ben").waiting() == []


def test_a_wrong_blind_answer_sends_the_item_back_whatever_the_verdict(people):
    page = open_review(people, "ben")
    press(page, "a", "enter")
    assert "NOT the answer key's" in text_of(page)
    press(page, "c", "n", "a", *"fine by me", "enter")
    assert people.standing().state.value == "draft"


def test_changes_without_a_comment_are_refused_in_words(people):
    page = open_review(people, "ben")
    wish = press(page, "c", "enter", "c", "y", "c", "enter")
    assert isinstance(wish, Say)
    assert "say in a comment" in wish.notice
    assert not any(isinstance(act, Reviewed) for act in on_record(people))


def test_an_answer_that_was_seen_is_not_asked_for_again(people):
    press(open_review(people, "ben"), "c", "enter")
    assert open_review(people, "ben").step is Step.ROLE


def test_an_item_that_changed_under_the_review_is_not_decided_on(people):
    workshop = sit(people, "ben")
    queue = QueuePage(LOOK.glyphs, workshop)
    queue.lay_out(80, 20)
    page = queue.press("enter", None).page
    write_bank(people.folder, extra="\nexpected_seconds = 75\n")
    workshop.take(workshop.load_reading())
    assert workshop.reading.problems == ()
    wish = press(page, "c", "enter")
    assert isinstance(wish, Say)
    assert "was changed" in wish.notice
    assert len(on_record(people)) == 1
