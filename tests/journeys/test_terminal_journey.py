"""A whole Foundation exam typed into the real terminal, with everything killed on the way.

The service and the terminal are processes of their own, as at a centre. The typist sees nothing but
the screen: which item stands there is read from its text. What is answered right is fixed before,
so that the score that comes out at the end is known.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import databases
from client.proxy import Proxy
from client.terminal_support import NAME, NUMBER, REPOSITORY, PseudoTerminal
from client.typist import Item, Typist
from conftest import CHEAP
from exam_engine.canonical import canonical_json
from exam_engine.model.attempt import SessionOpened, TimeGranted
from exam_engine.model.candidate import Candidate
from exam_engine.model.item_parts import ItemAnswers, ItemPaper
from exam_engine.office import banks, marking, sittings
from exam_engine.office.home import Home
from exam_engine.office.roster_file import lines_for
from exam_engine.simulation import practice
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.wire.candidate import QuestionView

pytestmark = pytest.mark.journey

WRONG, BLANK = {2, 7, 13, 18, 22, 27, 33, 38}, {40}
SCORE = 40 - len(WRONG) - len(BLANK)
SIZE = (100, 40)


class Centre:
    """A practice body with one candidate, its service as a process, and a proxy before it."""

    def __init__(self, folder, sockets):
        databases.give_database(folder / "home")
        self.home = Home(folder / "home")
        self.seat = folder / "seat"
        self.body = practice.found(self.home, CHEAP)
        self.body.seal_bank()
        self.form = self.body.build_form(seed=1)
        candidate = Candidate(number=NUMBER, name=NAME)
        (issued,) = self.body.schedule(self.form, self.home.clock.now_ms(), lines_for([candidate]))
        self.code = issued.code
        with banks.open_bank(
            self.home, self.body.blueprint.bank, self.body.people["marker"]
        ) as bank:
            self.items = [Item(bank, entry) for entry in self.form.items]
        self.engine_socket = sockets / "engine.sock"
        self.proxy = Proxy(sockets / "proxy.sock", self.engine_socket)
        self.socket = sockets / "proxy.sock"
        self.left_behind = []

    def serve(self):
        """Start the service and return its process once it answers."""
        command = [sys.executable, "-m", "exam_engine", "serve", "--unix", self.engine_socket]
        command += ["--home", self.home.path, "--identity", "centre"]
        service = subprocess.Popen(
            [*map(str, command), "--passphrase-file", str(self.body.passphrase_file)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert service.stdout.readline().startswith("ready")
        return service

    def terminal(self):
        """Start the terminal, after a look at what the one before left behind."""
        if self.seat.exists():
            self.left_behind.append(kept_in(self.seat))
        return PseudoTerminal(self.socket, self.seat, size=SIZE)

    def events(self):
        (place,) = sittings.roster_of(self.home, practice.SITTING)
        with reading(self.home.engine) as connection:
            return [entry.event for entry in recorded_events(connection, place.attempt_id)]


def kept_in(folder):
    """Return the files of a folder with their contents."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_first_part_and_a_killed_terminal(typist, proxy, code):
    """Its last answer was on its way when it was killed, and arrives when it no longer counts."""
    terminal = typist.terminal
    terminal.sit_down(code)
    typist.answer_to(10)
    terminal.press("right")
    terminal.wait_for("Question 11 of 40")
    typist.see_saved()
    proxy.holds = True
    typist.answer(11, right=False)
    terminal.wait_until(lambda: b'"responded"' in proxy.held, "an answer that is held back")
    typist.kill()
    proxy.holds = False
    terminal = typist.begin()
    terminal.wait_for("Question 11 of 40")
    terminal.wait_for("10/40")
    typist.answer(11)
    typist.see_saved()
    (too_late,) = proxy.let_go()
    assert b'"superseded"' in too_late


def a_killed_engine(typist, service, serve):
    """What is typed meanwhile waits, and arrives when the engine is back."""
    typist.answer_to(20)
    typist.see_saved()
    service.kill()
    service.wait()
    service.stdout.close()
    typist.answer_to(23)
    typist.terminal.wait_for("not saved yet: 3 answers wait")
    back = serve()
    typist.terminal.wait_for("✓ saved")
    typist.terminal.wait_for("time was added")
    return back


def a_terminal_killed_while_it_types(typist):
    """Whether the last answer came through is open; the screen says, and it is typed again."""
    typist.answer_to(30)
    typist.kill()
    terminal = typist.begin()
    terminal.wait_for("Question ")
    terminal.press("3", "0", "enter")
    typist.answer(30)


def the_rest_and_the_end(typist):
    """The last question stays blank; a flagged one is found by the review and mended."""
    terminal = typist.terminal
    typist.answer_to(39)
    terminal.press("9", "enter")
    typist.answer(9, right=False)
    terminal.press("l", "r")
    terminal.wait_for("Review your answers")
    terminal.press("tab", "enter")
    typist.answer(9)
    terminal.press("f10")
    terminal.wait_for("39 questions answered")
    terminal.press("finish", "enter")
    terminal.wait_for("Your exam is submitted")
    terminal.wait_for("Any key")
    terminal.press("q")
    assert terminal.wait_for_exit() == 0


@pytest.fixture(scope="module")
def sat(tmp_path_factory):
    """The exam after it was sat: centre and typist."""
    with tempfile.TemporaryDirectory() as sockets:
        centre = Centre(tmp_path_factory.mktemp("journey"), Path(sockets))
        typist = Typist(centre.terminal, centre.items, WRONG)
        service = centre.serve()
        with centre.proxy as proxy:
            try:
                typist.begin()
                a_first_part_and_a_killed_terminal(typist, proxy, centre.code)
                service = a_killed_engine(typist, service, centre.serve)
                a_terminal_killed_while_it_types(typist)
                the_rest_and_the_end(typist)
            finally:
                typist.terminal.__exit__()
                service.terminate()
                service.communicate(timeout=20)
        yield centre, typist
    centre.home.close()


def test_the_score_is_what_was_typed(sat):
    centre, typist = sat
    marked = marking.mark_sitting(centre.home, practice.SITTING, centre.body.people["marker"])
    (result,) = marked.results
    assert (marked.not_ended, result.candidate) == ([], NUMBER)
    assert result.raw_score == typist.score == SCORE == 31
    assert (result.passed, result.ending) == (True, "submitted")
    earned = {mark.n for mark in result.marks if mark.earned != "0"}
    assert earned == set(range(1, 41)) - WRONG - BLANK


def test_every_start_of_the_terminal_is_a_session_and_the_stop_of_the_engine_was_given_back(sat):
    centre, _ = sat
    events = centre.events()
    sessions = [event for event in events if isinstance(event, SessionOpened)]
    assert [(event.session, event.terminal) for event in sessions] == [(1, 1), (2, 1), (3, 1)]
    assert sum(isinstance(event, TimeGranted) for event in events) == 1


def reasons(items):
    """Yield every text that only authors and markers may read."""
    for item in items:
        yield item.answers.fact
        yield from item.answers.why.values()


def test_no_reply_holds_an_answer_key_or_a_reason(sat):
    centre, _ = sat
    replies = b"\n".join(centre.proxy.replies).replace(b"\\n", b" ")
    assert replies.count(b"HTTP/1.1 200") > 40
    for item in centre.items:
        assert as_json(item.stem) in replies  # so the next ones would be found
        assert canonical_json(item.answers) not in replies
    assert not [text for text in reasons(centre.items) if as_json(text) in replies]
    shown = {*ItemPaper.__struct_fields__, *QuestionView.__struct_fields__}
    names = {"answer", *ItemAnswers.__struct_fields__} - shown
    assert not [name for name in names if f'"{name}":'.encode() in replies]
    assert not [entry.item for entry in centre.form.items if entry.item.encode() in replies]


def as_json(text):
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def test_the_terminal_keeps_a_token_while_it_runs_and_nothing_but_its_log_after(sat):
    centre, _ = sat
    after = kept_in(centre.seat)
    assert set(after) == {"terminal.log"}
    for files in centre.left_behind:
        assert set(files) == {"session.json", "terminal.log"}
        assert set(json.loads(files["session.json"])) == {"server", "token", "scheme"}
    every = [*centre.left_behind, after]
    kept = b"\n".join(content for files in every for content in files.values()).decode()
    assert "ended: submitted" in kept
    shown = [text for item in centre.items for text in (item.stem, *item.texts)]
    for text in (*reasons(centre.items), *shown, NUMBER, NAME, centre.code):
        assert text not in kept
