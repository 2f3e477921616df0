"""The review queue: blind first, the answer key after, everything by the rules of reviews."""

from __future__ import annotations

import shutil

import pytest

from authoring.support import LOOK, workshop_of
from exam_engine.authoring.pages.page import Preview, Recorded, Say, Show
from exam_engine.authoring.pages.queue import QueuePage
from exam_engine.authoring.pages.review import ReviewPage, Step
from exam_engine.clock import SetClock
from exam_engine.model.life import AnsweredBlind, Reviewed, Role, Verdict
from exam_engine.office import translating
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


def names(workshop):
    return [under.subject.name for under in workshop.waiting()]


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
    assert names(sit(people, "ben")) == ["gd-su-001"]


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


def test_a_comment_is_not_thrown_away_by_a_key(people):
    page = open_review(people, "ben")
    press(page, "c", "enter", "c", "n", "a", *"well put")
    assert page.press("escape", None) is None
    assert page.step is Step.VERDICT
    assert press(page, "c", "enter").done
    told = comments(people.home, people.item(), people.identities["ben"])
    assert (told[-1].record.act.verdict, told[-1].text) == (Verdict.CHANGES, "well put")


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


GERMAN = {
    "a": "Als bekannter Fehler",
    "b": "Als \u00c4nderungsantrag",
    "c": "Als Service-Anfrage",
    "d": "Als St\u00f6rung",
}
ASKED = "Wie ist der Kontakt nach ISO/IEC 20000-1:2018 einzuordnen?"


def translate(people, stem=ASKED):
    """Write a German translation of the item, by dora; return it as reviewers take it."""
    beginning = translating.beginning(people.folder, "gd-su-001")
    lines = [
        line
        for line in beginning.splitlines()
        if "= " not in line or line.startswith(("id", "version", "source"))
    ]
    inner = ", ".join(f'{one} = "{text}"' for one, text in GERMAN.items())
    lines += ['translator = "dora"', f'stem = "{stem}"', f"options = {{ {inner} }}"]
    file = people.folder / "translations" / "de" / "all.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines), encoding="utf-8")
    return people.desk().translation("gd-su-001", "de")


@pytest.fixture
def translated(people):
    people.move("dora", "in-review", translate(people))
    return people


def open_translation(people, who):
    queue = QueuePage(LOOK.glyphs, sit(people, who))
    queue.lay_out(80, 20)
    queue.press("end", None)
    return queue, queue.press("enter", None).page


def test_translations_wait_beside_items_but_not_for_who_made_them(translated):
    assert names(sit(translated, "ben")) == ["gd-su-001", "de gd-su-001"]
    assert names(sit(translated, "dora")) == ["gd-su-001"]
    assert names(sit(translated, None)) == ["gd-su-001", "de gd-su-001"]


def test_a_translation_is_answered_blind_and_then_seen_beside_its_source(translated):
    queue, page = open_translation(translated, "ben")
    assert "de gd-su-001" in text_of(queue)
    asked = text_of(page)
    assert GERMAN["d"] in asked
    assert OPTIONS["d"] not in asked
    assert WHY not in asked
    press(page, "c", "enter")
    shown = text_of(page)
    assert GERMAN["d"] in shown
    assert OPTIONS["d"] in shown
    assert WHY in shown
    wish = press(page, "l", "n", "a", *"gut", "enter")
    assert wish.done
    under = translated.desk().translation("gd-su-001", "de")
    told = comments(translated.home, under, translated.identities["ben"])
    assert isinstance(told[-1].record.act, Reviewed)
    assert told[-1].text == "gut"
    assert names(sit(translated, "ben")) == ["gd-su-001"]
    assert translated.standing().approvals == ()  # the item itself was not reviewed by that


def test_a_translation_is_previewed_in_its_language(translated):
    queue, page = open_translation(translated, "ben")
    for wish in (queue.press("p", "p"), page.press("f2", None)):
        assert wish == Preview("gd-su-001", "de")
    paper = sit(translated, "ben").paper("gd-su-001", "de")
    assert paper.questions[0].item.stem == ASKED
    assert paper.head.language == "de"


def test_a_translation_that_changed_under_the_review_is_not_decided_on(translated):
    workshop = sit(translated, "ben")
    queue = QueuePage(LOOK.glyphs, workshop)
    queue.lay_out(80, 20)
    queue.press("end", None)
    page = queue.press("enter", None).page
    translate(translated, ASKED.replace("ist", "w\u00e4re"))
    assert workshop.changed
    for load in (workshop.load_reading, workshop.load_record):
        workshop.take(load())
    wish = press(page, "c", "enter")
    assert isinstance(wish, Say)
    assert "was changed" in wish.notice


def test_translations_that_do_not_read_leave_the_items_to_be_reviewed(translated):
    file = translated.folder / "translations" / "de" / "all.toml"
    file.write_text("[[items]]\nid = 7\n", encoding="utf-8")
    workshop = sit(translated, "ben")
    assert names(workshop) == ["gd-su-001"]
    told = text_of(QueuePage(LOOK.glyphs, workshop))
    assert "translations are left out" in told
    assert "all.toml" in told
