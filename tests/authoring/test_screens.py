"""Screens at 80x24, held against ``golden/``, and what keys do on them.

A screen that was changed on purpose is renewed, and looked at in the difference, by::

    EXAM_ENGINE_RENEW_GOLDEN=1 pytest tests/authoring/test_screens.py
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import msgspec

from authoring.support import LOOK, author, change, set_age, workshop_of
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.items import ItemsPage
from exam_engine.authoring.pages.page import Back
from exam_engine.clock import SetClock
from exam_engine.office.home import Home
from office.guarded import NOW as NOW_OF_PEOPLE
from office.guarded import make_people, write_bank

GOLDEN = Path(__file__).parent / "golden"
RENEW = "EXAM_ENGINE_RENEW_GOLDEN" in os.environ


def hold(name, text):
    file = GOLDEN / f"{name}.txt"
    if RENEW:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    assert text.rstrip("\n") == file.read_text(encoding="utf-8").rstrip("\n")


def text_of(page):
    return "\n".join(row.plain for row in page.lay_out(80, 20))


def fault(bank):
    """Take the number of right options out of a stem: lint knows that as an error."""
    file = bank / "items" / "types.toml"
    change(file, "Which TWO elements belong in", "Which elements belong in")
    set_age(file, hours=1)


def test_list_lint_text_and_preview(bank, home):
    fault(bank)

    async def journey():
        async with author(workshop_of(bank, home)) as terminal:
            await terminal.wait_for("by id")
            await terminal.press("s")
            hold("list", await terminal.wait_for("by findings"))
            await terminal.press("enter")
            hold("lint", await terminal.wait_for("MR-COUNT"))
            await terminal.press("t")
            hold("text", await terminal.wait_for("✓ b."))
            await terminal.press("p")
            hold("preview-first", await terminal.wait_for("Any key"))
            await terminal.press("x")
            hold("preview", await terminal.wait_for("✓ saved"))
            await terminal.press("b")
            await terminal.press("ctrl+q")
            await terminal.wait_for("Text")

    asyncio.run(journey())


def test_the_review_queue_and_a_review(tmp_path):
    made = make_people(tmp_path / "made")
    made.home.close()
    shutil.copytree(made.home.path, tmp_path / "home")
    people_home = Home(tmp_path / "home", SetClock(NOW_OF_PEOPLE))
    people = type(made)(people_home, write_bank(tmp_path / "bank"), made.identities)
    people.move("carla", "in-review")

    async def journey():
        workshop = workshop_of(people.folder, people_home, people.identities["ben"])
        async with author(workshop) as terminal:
            await terminal.wait_for("gd-su-001")
            await terminal.press("q")
            hold("queue", await terminal.wait_for("no approval yet"))
            await terminal.press("enter")
            hold("review-blind", await terminal.wait_for("Blind answer:"))
            await terminal.press("c", "enter")
            hold("review-answer-key", await terminal.wait_for("Your answer is the answer key's"))
            await terminal.press("c", "n", "a", *"good", "enter")
            await terminal.wait_for("nothing waits here")
            await terminal.press("escape", "enter", "r")
            hold("reviews", await terminal.wait_for("approve (content)"))

    asyncio.run(journey())
    people_home.close()


def test_a_change_in_another_editor_shows_in_list_lint_and_preview(bank, home):
    file = bank / "items" / "types.toml"

    async def journey():
        async with author(workshop_of(bank, home)) as terminal:
            await terminal.wait_for("by id")
            assert "0   0" in next(r for r in terminal.text.split("\n") if "multiple-002" in r)
            change(file, "Which TWO elements belong in", "Which elements belong in")
            await terminal.wait_for("1   0")
            await terminal.press("/", *"multiple-002", "enter", "enter")
            await terminal.wait_for("MR-COUNT")
            change(file, "Which elements belong in", "Which TWO elements belong in")
            await terminal.wait_for("lint finds nothing")
            await terminal.press("p", "x")
            await terminal.wait_for("Which TWO elements belong")
            change(file, "Which TWO elements belong in", "Which TWO parts belong in")
            await terminal.wait_for("Which TWO parts belong")

    asyncio.run(journey())


def test_a_file_that_no_longer_reads_is_told_and_the_list_stays(bank, home):
    file = bank / "items" / "types.toml"

    async def journey():
        async with author(workshop_of(bank, home)) as terminal:
            await terminal.wait_for("by id")
            change(file, 'level = "apply"', 'level = "aply"')
            text = await terminal.wait_for("the bank does not read: 1 problem")
            assert "typ-single-002" in text
            await terminal.press("!")
            text = " ".join((await terminal.wait_for("What does not read")).split())
            assert "items/types.toml: item typ-single-002: level: 'aply' is not right" in text
            assert "allowed: remember, understand, apply" in text
            change(file, 'level = "aply"', 'level = "apply"')
            await terminal.wait_for("the bank reads")
            await terminal.press("escape")
            assert "does not read" not in terminal.text

    asyncio.run(journey())


def test_what_is_found_in_the_bank_as_a_whole_is_counted_and_shown(bank, home):
    """Without its one match item the bank cannot carry the form of its exam."""
    workshop = workshop_of(bank, home)
    source = workshop.reading.source
    kept = tuple(one for one in source.items if one[1].id != "typ-match-001")
    items = tuple(item for _, item in kept)
    fewer = source._replace(items=kept, bank=msgspec.structs.replace(source.bank, items=items))
    workshop.take(workshop.reading._replace(source=fewer))
    workshop.take(workshop.load_checked())
    page = ItemsPage(LOOK.glyphs, workshop)
    assert "the bank itself: 0 E 1 W B" in text_of(page)
    wish = page.press("b", "b")
    told = " ".join(text_of(wish.page).split())
    assert "practice/item-types needs 1 item of match; there are 0" in told
    assert wish.page.press("escape", None) == Back()


def test_the_cursor_goes_to_a_new_item_and_the_filter_is_taken_off(bank, home):
    workshop = workshop_of(bank, home)
    page = ItemsPage(LOOK.glyphs, workshop)
    text_of(page)
    for key in ("/", *"essay", "enter"):
        page.press(key, key if len(key) == 1 else None)
    assert "Esc shows all" in text_of(page)
    page.aim("typ-single-002")
    row = next(row for row in text_of(page).splitlines() if LOOK.glyphs.cursor in row)
    assert "typ-single-002" in row


def test_another_tab_begins_at_its_top(bank, home):
    async def journey():
        async with author(workshop_of(bank, home)) as terminal:
            await terminal.wait_for("by id")
            await terminal.press("enter", "t", "pagedown")
            await terminal.wait_for("more above")
            await terminal.press("l")
            assert "Lint  Text  Reviews" in terminal.text

    asyncio.run(journey())


def test_the_list_is_there_while_it_is_read_for_the_first_time(bank, home):
    async def journey():
        workshop = Workshop(bank, home, SetClock(NOW_OF_PEOPLE), None)
        async with author(workshop) as terminal:
            assert "item" in terminal.text
            await terminal.wait_for("typ-match-001")
            await terminal.wait_for("0   0")

    asyncio.run(journey())
