"""Plain mode on a pseudo-terminal: what was said, and somebody who listens and types lines."""

from __future__ import annotations

import re

from client.terminal_support import CODE, NUMBER, PseudoTerminal

_NO_SCREEN = "nothing is drawn"


class PlainTerminal(PseudoTerminal):
    """``transcript`` is all that was said and echoed; ``hear`` waits for what comes next."""

    def __init__(self, socket, state, *arguments, size=(80, 24), environment=None):
        super().__init__(socket, state, "--plain", *arguments, size=size, environment=environment)
        self._heard = 0

    @property
    def text(self) -> str:
        return self.transcript[-1500:]

    @property
    def transcript(self) -> str:
        return self.received.decode("utf-8", "replace").replace("\r\n", "\n")

    def hear(self, wanted: str, limit_s: float = 15) -> str:
        """Wait until ``wanted`` is said after all that was heard before; return what was said."""
        found: list[str] = []

        def said() -> bool:
            at = self.transcript.find(wanted, self._heard)
            if at < 0:
                return False
            found.append(self.transcript[self._heard : at + len(wanted)])
            self._heard = at + len(wanted)
            return True

        self.wait_until(said, f"{wanted!r} after {self._heard}", limit_s)
        return found[0]

    def type(self, line: str, wanted: str = "", limit_s: float = 15) -> str:
        """Type a line, then wait for what is wanted."""
        self.send(line.encode() + b"\r")
        return self.hear(wanted, limit_s) if wanted else ""

    def come_in(self, code: str = CODE) -> str:
        """Go from the welcome to the first question's prompt."""
        self.hear("Candidate number:")
        self.type(NUMBER, "One-time code:")
        self.type(code, "Yes or no:")
        self.type("yes", "type agree:")
        self.type("agree", "5. Start:")
        return self.type("start", "Question 1: ")


def spoken(terminal: PlainTerminal) -> str:
    """Return the transcript with line ends alone as control characters, checked."""
    assert not re.search("[\x00-\x07\x0b-\x1f\x7f-\x9f]", terminal.transcript)
    return terminal.transcript
