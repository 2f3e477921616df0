"""Notes, highlights, colours and the practice: what is the candidate's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from client.kinds import ESSAY, MATCH_AGAIN, SCENARIO, paper_of_kinds, presented_kinds
from client.made import HOUR_MS, START
from client.test_journey import begin, in_room, press, until
from client.test_news_at_the_terminal import on_record, seated
from exam_engine.client import remarks
from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import wrap
from exam_engine.client.look.look import SCHEME_NAMES, choose_look
from exam_engine.client.look.palette import GROUNDS, SCHEMES, contrast
from exam_engine.client.passage import Passage, painted, row_starts, toggled
from exam_engine.client.practice import practice
from exam_engine.clock import SetClock
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused
from exam_engine.model.attempt import AttemptState, Highlighted, Noted, Phase
from exam_engine.wire.candidate import MOST_SPANS, HighlightedEvent

texts = st.text(alphabet="ab c日本 \n", max_size=80)
RUNNING = AttemptState(phase=Phase.RUNNING, session=1, allowance_ms=HOUR_MS)


def solid(text):
    return "".join(text.split())


# --- the text by its characters ---


@given(texts)
def test_words_cover_every_character_once_and_in_order(text):
    passage = Passage(text)
    assert [offset for a, b in passage.words for offset in range(a, b)] == list(
        range(len(solid(text)))
    )
    for word in passage.words:
        assert solid(passage.copy(word)) == solid(text)[word[0] : word[1]]


@given(texts.filter(str.strip), st.integers(2, 30), st.data())
def test_up_and_down_stay_within_the_text_and_end_at_its_ends(text, width, data):
    passage, rows = Passage(text), wrap(text, width)
    word = data.draw(st.integers(0, len(passage.words) - 1))
    for step in (-1, 1):
        seen = word
        for _ in range(2 * len(rows) + 2):
            seen = passage.word_in_row(rows, seen, step)
            assert 0 <= seen < len(passage.words)
        assert seen == (0 if step < 0 else len(passage.words) - 1)


stretches = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1])), max_size=8
)


@given(stretches)
def test_highlighting_is_that_of_sets_of_characters(done):
    """The parent: a set of offsets, to which a stretch is added, or taken out if it was in it."""
    spans, wanted = (), set()
    for first, last in done:
        stretch = set(range(first, last))
        wanted = wanted - stretch if stretch <= wanted else wanted | stretch
        spans = toggled(spans, (first, last))
        pairs = zip(spans[::2], spans[1::2], strict=True)
        assert {offset for a, b in pairs for offset in range(a, b)} == wanted
        assert list(spans) == sorted(set(spans))


def test_more_stretches_than_are_kept_are_refused():
    spans = ()
    for n in range(MOST_SPANS):
        spans = toggled(spans, (3 * n, 3 * n + 1))
    assert toggled(spans, (1000, 1001)) is None
    assert len(toggled(spans, (0, 1))) == 2 * MOST_SPANS - 2


@given(texts, st.integers(2, 30), stretches)
def test_what_is_painted_is_what_is_highlighted_wherever_rows_break(text, width, done):
    spans = ()
    for stretch in done:
        spans = toggled(spans, stretch)
    rows = wrap(text, width)
    shown = ""
    for row, pieces in zip(rows, painted(rows, spans), strict=True):
        assert "".join(row[a:b] for a, b, _ in pieces) == row
        shown += "".join(row[a:b] for a, b, kind in pieces if kind == 1)
    pairs = zip(spans[::2], spans[1::2], strict=True)
    assert solid(shown) == "".join(solid(text)[a:b] for a, b in pairs)
    assert row_starts(rows) == sorted(row_starts(rows))


# --- as the engine keeps it ---


def recorded(candidate, state=RUNNING):
    for seq, event in enumerate(candidate.next_batch().events, start=state.last_seq + 1):
        state = transition(state, presented_kinds().event(event), 0, seq)
    return state


def test_notes_and_highlights_are_on_record_and_come_back():
    candidate = Attempt(presented_kinds().view, START, SetClock(0))
    assert remarks.note(candidate, 3, "  ask about\x1b this ")
    assert not remarks.note(candidate, 3, "ask about this")
    assert remarks.highlight(candidate, 3, (2, 9), scenario=False)
    assert remarks.highlight(candidate, ESSAY, (0, 4, 8, 9), scenario=True)
    state = recorded(candidate)
    progress = replace(presented_kinds().progress(state, 0, HOUR_MS), remaining_ms=HOUR_MS)
    again = Attempt(presented_kinds().view, progress, SetClock(0))
    assert again.question(3).note == "ask about this"
    assert remarks.highlighted(again, 3, scenario=False) == (2, 9)
    # a scenario is highlighted for all questions that belong to it
    assert remarks.highlighted(again, MATCH_AGAIN, scenario=True) == (0, 4, 8, 9)
    again.enter_again(replace(progress, questions=()))  # an engine that lost it is told again
    assert recorded(again).highlights == state.highlights
    assert recorded(again).notes == {3: "ask about this"}


@pytest.mark.parametrize("spans", [(3,), (3, 3), (5, 4), (1, 4, 4, 8), (1, 4, 3, 8)])
def test_highlights_that_are_none_are_refused(spans):
    with pytest.raises(AttemptRefused):
        presented_kinds().event(HighlightedEvent(n=1, scenario=False, spans=spans, elapsed_ms=0))


# --- by keys ---


def test_a_note_is_written_and_stands_at_its_question(tmp_path):
    async def story(room, app, pilot):
        press(app, "m")
        await until(app, pilot, "Your note on question 1:")
        press(app, *"look at B", "enter")
        await until(app, pilot, "Your note: look at B", "nobody marks it", "✓ saved")
        press(app, "right")
        await until(app, pilot, "Question 2 of 3", gone="Your note")
        assert Noted(1, "look at B") in on_record(room)

    seated(tmp_path, story)


def test_words_are_highlighted_by_keys_and_copied_into_an_answer(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin_kinds(app, pilot)
            press(app, *str(ESSAY), "enter")
            await until(app, pilot, f"Question {ESSAY} of 10")
            press(app, "u", "right", "space", "right", "space")
            press(app, "ctrl+c", "escape")
            await recorded_last(room, pilot, Highlighted(ESSAY, False, (3, 18)))
            press(app, "enter", "ctrl+v")
            await until(app, pilot, "2 words of 20", " ▌ hospital changes")
            press(app, "escape", "s", "u", "down", "down", "end", "space", "space")
            await until(app, pilot, "Northgate Hospital")
            press(app, "escape")
            # the last word of the scenario, "14.", under its first question
            end = len(solid(SCENARIO.text))
            await recorded_last(room, pilot, Highlighted(MATCH_AGAIN, True, (end - 3, end)))

    in_room(tmp_path, story, paper_of_kinds())


async def recorded_last(room, pilot, event):
    """Wait until an event is the last one on record."""
    for _ in range(500):
        if on_record(room)[-1] == event:
            return
        await pilot.pause(0.01)
    raise AssertionError(on_record(room)[-3:])


async def begin_kinds(app, pilot):
    from client.terminal_support import CODE, NUMBER

    await until(app, pilot, "Welcome to your exam")
    press(app, *NUMBER, "tab", *CODE, "enter")
    await until(app, pilot, "Is this you?")
    press(app, "enter")
    await until(app, pilot, "type AGREE")
    press(app, *"agree", "enter")
    await until(app, pilot, "The clock starts")
    press(app, "enter")
    await until(app, pilot, "Question 1 of 10", "✓ saved")


def test_colours_turn_by_a_key_and_are_kept_for_the_attempt(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await until(app, pilot, "Welcome to your exam")
            press(app, "f11")
            await until(app, pilot, "light colours")
            await begin(app, pilot)
            press(app, "v", "v")
            await until(app, pilot, "no colours")
            assert (app.look.scheme, app.look.colours) == ("mono", False)
        again = room.terminal("seat-2")
        again._plan.state.keep(app._plan.state.session(app._plan.server))
        third = type(again)(again._plan)
        assert third.look.scheme == "mono"

    in_room(tmp_path, story)


def test_colours_that_are_arranged_are_worn_until_the_candidate_takes_others(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            assert app.look.scheme == "contrast"
            press(app, "v")
            await until(app, pilot, "no colours")
        again = room.terminal("seat-2")
        again._plan.state.keep(app._plan.state.session(app._plan.server))
        third = type(again)(again._plan)
        async with third.run_test() as pilot:
            await until(third, pilot, "Question 1 of 3")
            assert third.look.scheme == "mono"

    in_room(tmp_path, story, colours="contrast")


def test_every_scheme_has_its_turn_and_no_color_is_final():
    look = choose_look("full", "dark", {})
    assert [look.turn() for _ in range(5)] == [*SCHEME_NAMES[1:], *SCHEME_NAMES[:2]]
    assert choose_look("full", "mono", {}).style("alert", "page").color is None
    plain = choose_look("full", "light", {"NO_COLOR": ""})
    assert [plain.turn(), plain.wear("dark")] == ["mono", "mono"]
    assert plain.style("alert", "page").color is None
    console = choose_look("console", "dark", {})
    assert [console.turn(), console.turn()] == ["mono", "console"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_role_that_is_painted_has_a_contrast_of_seven(scheme):
    """Each style is asked for its own two colours: also those that are reversed or marked."""
    look = choose_look("full", scheme, {})
    roles = (
        "text", "strong", "muted", "accent", "good", "warn", "alert", "key", "cursor", "here",
        "selected", "marked", "field", "struck",
    )  # fmt: skip
    for role in roles:
        for ground in GROUNDS:
            style = look.style(role, ground)
            ink, back = (colour.get_truecolor().hex for colour in (style.color, style.bgcolor))
            assert contrast(ink, back) >= 7, (role, ground)


def test_without_colours_what_is_marked_and_where_one_is_still_differ():
    look = choose_look("full", "mono", {})
    shown = [look.style(role, "page") for role in ("text", "marked", "selected", "struck")]
    assert len({str(style) for style in shown}) == 4


def test_the_practice_is_left_as_it_was_entered_and_says_nothing_to_the_engine(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            from client.terminal_support import CODE, NUMBER

            await until(app, pilot, "Welcome to your exam")
            press(app, *NUMBER, "tab", *CODE, "enter")
            await until(app, pilot, "Is this you?")
            press(app, "enter")
            await until(app, pilot, "F9 practise the keys first", "Your first time here?")
            press(app, "f9")
            await until(app, pilot, "Practice: nothing here counts", "no clock runs", "A message")
            press(app, "b", "ctrl+r", "right", "a", "c", "l")
            await until(app, pilot, "2/6", "look again", "✓ saved")
            press(app, "right", "a", "b", "right", "b", "c", "a", "right", "enter", *"I write")
            await until(app, pilot, "2 words of 5 to 20")
            press(app, "escape", "right", "s", "u", "space", "space", "escape", "s", "f12")
            await until(app, pilot, "You called the invigilator", "Question 6 of 6")
            room.clock.advance_ms(2 * HOUR_MS)  # no time passes
            press(app, "f10")
            await until(app, pilot, "Finish the exam?")
            press(app, "f10")
            await until(app, pilot, "type AGREE")
            assert [type(event).__name__ for event in on_record(room)] == ["SessionOpened"]
            press(app, "f9")
            await until(app, pilot, "Practice: nothing here counts", "0/6")
            press(app, "f10", *"finish", "enter")
            await until(app, pilot, "type AGREE")
            press(app, *"agree", "enter")
            await until(app, pilot, "The clock starts")

    in_room(tmp_path, story)


def test_every_kind_that_is_answered_is_practised():
    candidate = practice(SetClock(0))
    kinds = {question.view.interaction for question in candidate.questions}
    assert kinds == {"choice", "match", "order", "text"}
    assert any(question.scenario for question in candidate.questions)
    assert any(question.view.choose > 1 for question in candidate.questions)
    assert candidate.around.messages
