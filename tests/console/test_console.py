"""The console by keys: what is shown first, what acts ask for, what cannot happen by accident."""

import asyncio
from itertools import pairwise

import msgspec
import pytest
from rich.cells import cell_len

from console.support import (
    MINUTE_MS,
    NOW,
    PLAIN,
    SEATS,
    SIGNED_IN,
    ScriptedEngine,
    console,
    seat,
)
from exam_engine.console.look import Look, fit, wrap
from exam_engine.console.pages.board import FORMS, BoardPage
from exam_engine.console.seats import LiveSeat, live_seats, short_time
from exam_engine.errors import VaultError
from exam_engine.wire.candidate import PauseView
from exam_engine.wire.invigilator import (
    Board,
    CheckIn,
    Grant,
    HelpDone,
    Incident,
    Message,
    Pause,
    Resume,
    SittingView,
    TakeOver,
)


def played(steps, **options):
    """Run a story at the console and return its engine."""

    async def story():
        async with console(**options) as person:
            await steps(person)
            return person.engine

    return asyncio.run(story())


def rows_of(text):
    return [line for line in text.splitlines() if "C-10" in line]


def test_urgent_seats_come_first_and_ended_ones_last():
    async def steps(person):
        numbers = [row.split("C-")[1][:4] for row in rows_of(person.text)]
        assert numbers[:4] == ["1002", "1003", "1004", "1005"]  # help, pause, incident, quiet
        assert numbers[-1] == "1007"

    played(steps)


def test_everything_that_colour_says_is_said_in_words_too():
    async def steps(person):
        for words in ("! calls for help", "PAUSED", "1 incident", "quiet", "not checked in"):
            assert words in person.text

    played(steps)


def test_timers_tick_locally_and_stand_still_in_a_pause():
    async def steps(person):
        person.clock.advance_ms(10 * MINUTE_MS)
        person.app.paint()
        await person.wait_for("21 min")  # Ada's
        (zuse,) = [row for row in rows_of(person.text) if "Zuse" in row]
        assert "31 min" in zuse

    played(steps)


def test_a_pause_that_is_charged_runs_on_once_its_credit_is_used_up():
    pause = PauseView(cause="break", words="", free_ms=2 * MINUTE_MS)
    view = seat(1, "Ada", phase="paused", pause=pause, remaining_ms=10 * MINUTE_MS)
    assert LiveSeat(view, MINUTE_MS).left_ms == 10 * MINUTE_MS
    assert LiveSeat(view, 5 * MINUTE_MS).left_ms == 7 * MINUTE_MS


@pytest.mark.parametrize(
    ("keys", "act"),
    [
        (["p", "2", "enter"], Pause(cause="technical", words="")),
        (["r", "enter"], Resume()),
        (["h", "enter"], HelpDone()),
        (["t", "5", "enter", "noise", "enter"], Grant(seconds=300, reason="noise")),
        (["m", "Room 2 at ten", "enter"], Message(text="Room 2 at ten")),
        (
            ["i", "4", "2", "power supply", "enter", "backspace", "3", "enter"],
            Incident(cause="technical", kind="terminal-failed", words="power supply", seconds=180),
        ),
        (["c", "2", "enter"], CheckIn(seen="passport", seat="Room 1/A2")),
        (["o", "enter", "enter"], TakeOver(reason="terminal failed", seconds=0)),
    ],
)
def test_each_key_leads_to_its_act_for_the_seat_at_the_cursor(keys, act):
    async def steps(person):
        await person.press(*keys)
        await person.wait_for("C-1002: paused")

    ((done, numbers, everyone),) = played(steps).acts
    if isinstance(act, Pause):
        assert done.words  # what is proposed: the candidate always reads why
        done = msgspec.structs.replace(done, words="")
    assert (done, numbers, everyone) == (act, ("C-1002",), False)


def test_all_marked_means_everyone_and_some_marked_means_those():
    async def steps(person):
        await person.press(" ", " ", "r", "enter")
        await person.wait_for("paused: 2")
        await person.press("escape", "a", "p")
        await person.wait_for("Pause 10 candidates")
        await person.press("1", "enter")
        await person.wait_for("paused: 10")

    some, everyone = played(steps).acts
    assert (some[1], some[2]) == (("C-1002", "C-1003"), False)
    assert (len(everyone[1]), everyone[2]) == (10, True)


def test_a_filter_narrows_the_board_and_marks_only_what_is_shown():
    async def filtered(person):
        await person.press("/", "zuse", "enter", "a", "r")
        await person.wait_for("Konrad Zuse (C-1003)")
        await person.press("escape", "escape")
        assert len(rows_of(person.text)) == 10

    played(filtered)


def test_escape_leaves_any_form_with_nothing_done():
    async def steps(person):
        for key in FORMS:
            await person.press(key)
            await person.wait_for("Esc leave it")
            await person.press("escape")
            await person.wait_for("nothing was done")

    assert played(steps).acts == []


def test_finishing_needs_a_reason_a_second_person_and_the_word():
    async def steps(person):
        await person.press("f", "enter")
        await person.wait_for("a few words are needed")
        await person.press("fell ill", "enter", "ivan", "enter", "secret words", "enter")
        assert "secret" not in person.text
        await person.press("FINSH", "enter")
        await person.wait_for("type FINISH, or Esc")
        assert person.engine.acts == []
        await person.press("backspace", "backspace", "ISH", "enter")
        await person.wait_for("C-1002: paused")

    ((_, numbers, reason, second),) = played(steps).acts
    assert (numbers, reason, second) == (("C-1002",), "fell ill", ("ivan", "secret words"))


def test_a_refusal_leaves_what_was_typed_but_no_secret_and_not_the_last_word():
    engine = ScriptedEngine()
    engine.refusal = VaultError("the passphrase does not open it")

    async def steps(person):
        await person.press("f", "fell ill", "enter", "ivan", "enter", "wrong", "enter", "FINISH")
        await person.press("enter")
        text = await person.wait_for("not done: the passphrase does not open it")
        assert "fell ill" in text
        assert "*****" not in text
        assert "FINISH_" not in text

    played(steps, engine=engine)


def test_a_takeover_shows_number_and_code_until_they_are_left():
    engine = ScriptedEngine()
    engine.codes["C-1002"] = "7K2QX-04MPR"

    async def steps(person):
        await person.press("o", "enter", "enter")
        text = await person.wait_for("7K2QX-04MPR")
        assert "Grace Hopper (C-1002)" in text
        await person.press("escape")
        assert "7K2QX" not in person.text

    played(steps, engine=engine)


def test_who_was_refused_is_named_with_the_reason():
    engine = ScriptedEngine()
    engine.refuses["C-1008"] = "the attempt has not started yet"

    async def steps(person):
        await person.press("a", "p", "1", "enter")
        text = await person.wait_for("Not done:")
        assert "Barbara Liskov (C-1008)" in text
        assert "the attempt has not started yet" in text
        assert "Done for 9." in text

    played(steps, engine=engine)


def test_an_act_without_an_answer_is_not_sent_again_and_the_board_says_that_it_is_old():
    async def steps(person):
        person.engine.gone = True
        await person.wait_for("trying again. The exams go on.")
        await person.press("r", "enter")
        person.clock.advance_ms(20_000)
        person.app.paint()
        await person.wait_for("20 s old")
        person.engine.gone = False
        person.engine.version += 1
        await asyncio.sleep(0.05)

    assert played(steps).acts == []


def test_changes_reach_the_board_and_the_cursor_stays_with_its_candidate():
    async def steps(person):
        await person.press("down", "down")  # Emmy Noether
        person.engine.change(seat(1, "Ada Lovelace", calls_help=True))
        await person.wait_for("2 call for help")
        (here,) = [row for row in rows_of(person.text) if row.startswith(">")]
        assert "Noether" in here

    played(steps)


def test_leaving_asks_and_signs_out():
    async def steps(person):
        await person.press("q")
        await person.wait_for("Sign out and leave")
        await person.press("enter")
        await asyncio.sleep(0.05)

    assert played(steps).signed_out


def test_several_sittings_are_chosen_from():
    other = SittingView(
        id="autumn", title="Practitioner", opens_ms=NOW, closes_ms=NOW, candidates=2
    )
    both = msgspec.structs.replace(SIGNED_IN, sittings=(*SIGNED_IN.sittings, other))

    async def steps(person):
        await person.press("down", "enter")
        await person.wait_for("autumn  Practitioner")
        await person.wait_for("Lovelace")

    played(steps, signed_in=both)


@pytest.mark.parametrize("width", [80, 81, 100, 120, 200])
def test_every_row_of_the_board_is_as_wide_as_the_screen_whatever_the_names(width):
    page = BoardPage("s", "t")
    long = seat(
        11, "Wolfeschlegelsteinhausenbergerdorff " * 3, seat="Annex, second floor/Window 12"
    )
    page.show(Board(sitting="s", version=1, now_ms=NOW, seats=(*SEATS, long)))
    for row in page.lay_out(PLAIN, width, 24):
        assert cell_len(row.plain) == width


def test_no_key_in_any_order_of_forms_does_anything_without_enter():
    page = BoardPage("s", "t")
    page.show(Board(sitting="s", version=1, now_ms=NOW, seats=SEATS))
    page.lay_out(PLAIN, 80, 24)
    for key in FORMS:
        form = page.press(key, key).page
        for character in "abc xyz":
            assert form.press(character, character) is None


def test_without_colours_no_style_has_one():
    for role in ("alert", "warn", "good", "accent"):
        assert PLAIN.style(role).color is None
        assert Look({}).style(role).color is not None


@pytest.mark.parametrize(
    ("duration_ms", "told"),
    [(None, "-"), (0, "0 s"), (119_999, "119 s"), (120_000, "2 min"), (3_900_000, "1:05 h")],
)
def test_short_times(duration_ms, told):
    assert short_time(duration_ms) == told


def test_texts_are_cut_and_wrapped_by_cells():
    assert fit("李小龍", 5) == "李小~"
    assert fit("ab", 4) == "ab  "
    assert wrap("one two three", 7) == ["one two", "three"]
    assert all(cell_len(row) <= 4 for row in wrap("李小龍李小龍 abc", 4))


def test_rows_are_in_order_of_urgency():
    board = Board(sitting="s", version=1, now_ms=NOW, seats=SEATS)
    urgencies = [one.urgency for one in live_seats(board, 0)]
    assert all(one <= other for one, other in pairwise(urgencies))
