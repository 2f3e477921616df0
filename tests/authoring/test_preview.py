"""The preview: the candidate's own screen, without an answer key anywhere near it."""

from __future__ import annotations

import asyncio
import gc
import re
import tempfile
from pathlib import Path
from types import FunctionType, ModuleType
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.support import LOOK
from client.terminal_support import CODE, NUMBER, Hall
from exam_engine.authoring.preview import picture
from exam_engine.authoring.preview.app import first_frame
from exam_engine.authoring.preview.engine import MadeUpEngine
from exam_engine.authoring.preview.paper import paper_of_item
from exam_engine.authoring.preview.terminal import PreviewTerminal
from exam_engine.client.address import parse_address
from exam_engine.client.admission_file import Entry
from exam_engine.client.app import ExamTerminal
from exam_engine.client.gateway import Gateway
from exam_engine.client.log import TerminalLog
from exam_engine.client.plan import Plan
from exam_engine.client.state import StateFolder
from exam_engine.client.transport import open_transport
from exam_engine.clock import Stopwatch, SystemClock
from exam_engine.errors import AuthoringError
from exam_engine.model.item import Option
from exam_engine.model.item_type import ItemType
from exam_engine.office.shipped import shipped
from exam_engine.source.bank import read_bank

BANK = read_bank(shipped("item_banks") / "iso20000-item-types")
ITEMS = {item.id: item for item in BANK.items}
SIZE = (80, 24)


def test_the_bank_has_an_item_of_every_type():
    assert {item.type for item in BANK.items} == set(ItemType)


async def sat_at_the_real_service(paper, folder, keys):
    """Return what the candidate's terminal shows first and after ``keys``, at a real service."""
    hall = Hall(folder, paper)
    hall.enter(name="Preview")
    with tempfile.TemporaryDirectory() as sockets:
        socket = Path(sockets) / "engine.sock"
        with hall.served(socket):
            app = ExamTerminal(real_plan(f"unix:{socket}", folder / "seat"))
            async with app.run_test(size=SIZE):
                await press_when(app, "Welcome to your exam", "enter")
                await press_when(app, "Is this you?", "enter")
                await press_when(app, "type AGREE", *"agree", "enter")
                await press_when(app, "The clock starts", "enter")
                first = await press_when(app, "✓ saved", *keys)
                await asyncio.sleep(0.1)
                then = await press_when(app, "✓ saved")
    hall.close()
    return first, then


def real_plan(server, folder):
    clock, state = SystemClock(), StateFolder(folder)
    return Plan(
        server=server, state=state, log=TerminalLog(state.log_file, clock), look=LOOK, clock=clock,
        connect=lambda: Gateway(open_transport(parse_address(server))), entry=Entry(NUMBER, CODE),
    )  # fmt: skip


async def press_when(app, wanted, *keys):
    watch = Stopwatch()
    while wanted not in (text := picture.as_text(app.screen._compositor.render_strips())):
        assert watch.elapsed_s() < 15, text
        await asyncio.sleep(0.01)
    for key in keys:
        await app.take_key(key, key if len(key) == 1 else None)
    return text


async def until(fulfilled):
    watch = Stopwatch()
    while not fulfilled():
        assert watch.elapsed_s() < 15
        await asyncio.sleep(0.01)


async def previewed(paper, keys):
    async with PreviewTerminal(paper, LOOK, SIZE) as preview:
        first = picture.as_text(preview.frame())
        for key in keys:
            preview.press(key, key if len(key) == 1 else None)
        await preview.settle()
        return first, picture.as_text(preview.frame())


@pytest.mark.parametrize("item_id", ITEMS)
def test_it_shows_what_the_terminal_shows_at_a_real_service(item_id, tmp_path):
    keys = ("down", "pagedown", "s") if ITEMS[item_id].scenario else ("b", "down")
    paper = paper_of_item(BANK, item_id)
    real = asyncio.run(sat_at_the_real_service(paper, tmp_path, keys))
    assert asyncio.run(previewed(paper, keys)) == real
    first, then = real
    assert "Question 1 of 1" in first
    assert (then != first) is (ITEMS[item_id].type is not ItemType.PERFORMANCE)


def strings_within(root):
    """Return all texts that are reachable from an object, apart from code."""
    seen, found, todo = set(), [], [root]
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            found.append(one)
        todo += gc.get_referents(one)
        # Records of msgspec are not tracked where they hold texts alone.
        fields = getattr(type(one), "__struct_fields__", ())
        todo += [getattr(one, name) for name in fields]
    return found


@pytest.mark.parametrize("item_id", ITEMS)
def test_nothing_of_the_answers_is_in_what_the_preview_holds(item_id):
    item = ITEMS[item_id]
    held = "\n".join(strings_within(MadeUpEngine(paper_of_item(BANK, item_id))))
    assert item.stem in held
    reasons = [option.why for option in item.options] + [line.why for line in item.lines]
    rubric = item.rubric
    marking = [rubric.indicative, *(band.text for c in rubric.criteria for band in c.bands)] \
        if rubric else []  # fmt: skip
    for secret in filter(None, [item.fact, *reasons, *marking]):
        assert secret not in held


TEXTS = st.lists(st.text("abcdefgh ", min_size=3, max_size=8).filter(str.strip), min_size=3,
                 max_size=6, unique_by=str.casefold)  # fmt: skip


@given(TEXTS, st.randoms())
def test_an_order_item_is_never_shown_in_its_right_order(texts, random):
    ids = "abcdef"[: len(texts)]
    answer = tuple(random.sample(ids, len(ids)))
    item = ITEMS["typ-order-001"]
    options = tuple(Option(id=i, text=t, why="") for i, t in zip(ids, texts, strict=True))
    (line,) = item.lines
    item = msgspec.structs.replace(
        item, options=options, lines=(msgspec.structs.replace(line, answer=answer),)
    )
    bank = msgspec.structs.replace(BANK, items=(item,))
    (question,) = paper_of_item(bank, item.id).questions
    assert sorted(question.options) == list(ids)
    assert question.options != answer
    assert tuple(option.id for option in question.item.options) == question.options


def test_additional_information_that_the_item_does_not_name_is_left_out():
    with_block = paper_of_item(BANK, "typ-match-001").scenarios[0].additional
    without = paper_of_item(BANK, "typ-single-001").scenarios[0].additional
    assert [block.id for block in with_block] == ["ai-1"]
    assert without == ()


def test_an_attempt_in_the_preview_can_be_finished():
    async def run():
        async with PreviewTerminal(paper_of_item(BANK, "typ-single-001"), LOOK, SIZE) as preview:
            for wanted, keys in (
                ("Question 1", ("b", "f10")),
                ("FINISH", (*"finish", "enter")),
                ("Answered    1 question", ("x",)),
            ):
                await until(lambda wanted=wanted: wanted in picture.as_text(preview.frame()))
                for key in keys:
                    preview.press(key, key if len(key) == 1 else None)
            # The last screen takes no key for a moment: somebody may still be typing.
            await until(lambda: preview.press("x", "x") or preview.over)

    asyncio.run(run())


def test_pictures_hold_the_words_and_load_nothing(tmp_path):
    rows = first_frame(paper_of_item(BANK, "typ-single-001"), LOOK, SIZE)
    svg, png = tmp_path / "item.svg", tmp_path / "item.png"
    picture.write_picture(rows, "An item", LOOK, svg)
    picture.write_picture(rows, "An item", LOOK, png)
    drawn = ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text")
    words = " ".join(text.text or "" for text in drawn).replace("\N{NO-BREAK SPACE}", " ")
    assert "Analyse the incident trend and record a problem" in words
    elsewhere = r"https?://(?!www\.w3\.org/2000/svg\")|url\(|@font-face|@import|href|<script"
    assert not re.search(elsewhere, svg.read_text())
    assert png.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(AuthoringError, match="is there already"):
        picture.write_picture(rows, "An item", LOOK, svg)


def test_styles_are_printed_as_a_terminal_reads_them():
    rows = first_frame(paper_of_item(BANK, "typ-single-001"), LOOK, SIZE)
    printed = picture.as_ansi(rows)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    assert [line.rstrip() for line in plain.split("\n")] == picture.as_text(rows).split("\n")
    assert "\x1b[" in printed


def test_an_item_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(AuthoringError, match="has no item 'typ-nope'; its ids: typ-assertion-001"):
        paper_of_item(BANK, "typ-nope")
