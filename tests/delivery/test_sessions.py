"""Two terminals, one attempt, and a network that delays, repeats and reorders as it likes."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from exam_engine.delivery.intake import new_events, require_terminal
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import Agreed, AttemptState, Responded, SessionOpened, Started


class Entry:
    """A terminal's session as the terminal knows it: what it said, numbered from its entry on."""

    def __init__(self, session, terminal, last_seq):
        self.session = session
        self.terminal = terminal
        self.first_seq = last_seq + 1
        self.said = []


class Message:
    def __init__(self, entry, start, end):
        self.entry = entry
        self.first_seq = entry.first_seq + start
        self.events = entry.said[start:end]


class Terminals(RuleBasedStateMachine):
    """Each session says things that no other says, so that the record shows whose they are."""

    def __init__(self):
        super().__init__()
        self.now = 0
        self.state = AttemptState()
        self.recorded = []  # (session that was open, what was said)
        self.entries = []
        self.sent = []
        self.enter(by_code=True)
        for event in (Agreed("s"), Started(3_600_000)):
            self.state = transition(self.state, event, self.now)

    @rule(by_code=st.booleans())
    def enter(self, by_code):
        """A terminal is started again; with a new code, it may be another one."""
        opened = SessionOpened(self.state.session + 1, self.state.terminal + by_code)
        self.state = transition(self.state, opened, self.now)
        self.entries.append(Entry(opened.session, opened.terminal, self.state.last_seq))

    @rule(data=st.data(), count=st.integers(1, 3))
    def say(self, data, count):
        """Any terminal that ever entered goes on, knowing of nothing, and sends what it likes."""
        entry = data.draw(st.sampled_from(self.entries[-3:]))
        for _ in range(count):
            entry.said.append(f"{entry.session}:{len(entry.said)}")
        start = data.draw(st.integers(0, len(entry.said) - 1))
        self.sent.append(Message(entry, start, len(entry.said)))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def arrive(self, data):
        """Any message arrives that was ever sent: late, again, out of turn."""
        message = data.draw(st.sampled_from(self.sent))
        before, count = self.state, len(self.recorded)
        refused = self.receive(message)
        if message.entry is not self.entries[-1]:
            assert refused is Refusal.SUPERSEDED
        if refused is not None:
            assert refused in (Refusal.SUPERSEDED, Refusal.OUT_OF_SEQUENCE)
            assert (self.state, len(self.recorded)) == (before, count)

    def receive(self, message):
        try:
            require_terminal(self.state, message.entry.terminal)
            said = [(Responded(1, (text,)), 0) for text in message.events]
            new = new_events(self.state, message.entry.session, message.first_seq, said)
        except AttemptRefused as error:
            return error.reason
        for event, seq, _ in new:
            self.state = transition(self.state, event, self.now, seq)
            self.recorded.append((self.state.session, event.response[0]))
        return None

    @invariant()
    def the_record_holds_of_each_session_what_it_said_first_in_its_order_and_once(self):
        for entry in self.entries:
            kept = [said for session, said in self.recorded if session == entry.session]
            assert kept == entry.said[: len(kept)]

    @invariant()
    def numbers_have_neither_gap_nor_repeat(self):
        assert self.state.last_seq == len(self.recorded)


Terminals.TestCase.settings = settings(max_examples=75, stateful_step_count=30)
TestTerminals = Terminals.TestCase
