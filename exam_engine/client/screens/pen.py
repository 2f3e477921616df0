"""Writing a text in the exam: taking the pen up and down, keys, and saving at a writer's pace."""

from __future__ import annotations

from textual.timer import Timer

from exam_engine.client.answering.text import press_in_text
from exam_engine.client.pace import Pace
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.widgets.question_pane import QuestionPane

_SCROLLS = {"f7": -1, "f8": 1}


class Pen:
    """Down while the candidate only reads: keys of the exam then keep their meaning."""

    def __init__(self, screen: SittingScreen, seat: Seat, pane: QuestionPane) -> None:
        self._screen = screen
        self._seat = seat
        self._pane = pane
        self._pace = Pace()
        self._timer: Timer | None = None
        self._marking = False

    def take_up(self) -> None:
        """Begin to write, at the end of the text or where the cursor was left."""
        self._pane.writing, self._marking = True, False
        self._pane.show_writing()

    def lift(self) -> None:
        """Save what was written; the pen stays where it is."""
        if self._seat.attempt.save_drafts():
            self._seat.wake()
        self._pace.saved()

    def put_down(self) -> None:
        """Save and read on: keys of the exam count again."""
        self.lift()
        self._pane.writing = False

    def press(self, key: str, character: str | None) -> bool:
        """Write, or move in the text; return whether more than the text has to be shown anew."""
        if key == "escape":
            return self._escape()
        if key == "f9":
            return self._mark()
        if self._scroll(key):
            return False
        pane, script = self._pane, self._pane.script
        script.minute = self._seat.attempt.time.elapsed_ms() // 60_000
        was_blank = pane.question.blank
        act = press_in_text(script, key, character, pane.page_rows, marking=self._marking)
        if act is None:
            return False
        if act.changed and not self._wrote(script.text):
            return False
        self._marking = self._marking and not act.changed
        pane.show_writing()
        if act.notice:
            self._screen.status.say(act.notice)
        return act.changed and was_blank != pane.question.blank

    def _scroll(self, key: str) -> bool:
        """Scroll the question above the text if ``key`` says so."""
        if key not in _SCROLLS:
            return False
        self._pane.page(_SCROLLS[key])
        self._screen.status.renew()
        return True

    def _escape(self) -> bool:
        """Drop a selection, or put the pen down."""
        script = self._pane.script
        if self._marking or script.anchor is not None:
            self._marking, script.anchor = False, None
        else:
            self.put_down()
        self._pane.show_writing()
        return not self._pane.writing

    def _mark(self) -> bool:
        """Let every move select, or no longer: for keyboards that do not tell Shift."""
        script = self._pane.script
        self._marking = not self._marking
        script.anchor = script.cursor if self._marking else None
        self._pane.show_writing()
        if self._marking:
            self._screen.status.say("move to select; Ctrl+X cuts, Ctrl+C copies, Esc drops")
        return False

    def _wrote(self, text: str) -> bool:
        """Take note of a change, to be saved soon."""
        attempt = self._seat.attempt
        if not attempt.write(attempt.current, text):
            return False
        now_ms = attempt.time.elapsed_ms()
        first = self._pace.due_in_ms(now_ms) is None
        self._pace.typed(now_ms)
        if first:
            self._screen.status.renew()  # "saved" is no longer true, from this key on
        if self._timer is None:
            self._wait()
        return True

    def _wait(self) -> None:
        """Wait until saving is due; one timer runs, however many keys are pressed meanwhile."""
        due_ms = self._pace.due_in_ms(self._seat.attempt.time.elapsed_ms())
        if due_ms is None:
            self._timer = None
        elif due_ms == 0:
            self._timer = None
            self.lift()
            self._screen.status.renew()
        else:
            self._timer = self._screen.set_timer(due_ms / 1000, self._wait)
