"""A conversation with the candidate: sentences out, lines in."""

from __future__ import annotations

from exam_engine.client.linear.ears import Ears, Heard
from exam_engine.client.linear.voice import Voice
from exam_engine.text import clean_line


class Talk:
    """``ask`` asks for a line. What is typed ahead answers what is asked next."""

    def __init__(self, voice: Voice, ears: Ears) -> None:
        self.voice = voice
        self.ears = ears

    async def ask(self, prompt: str) -> str:
        """Return the next line as one with single blanks.

        :raises TerminalClosed: if there will be none.
        """
        return clean_line((await self.hear(prompt)).text)

    async def hear(self, prompt: str) -> Heard:
        """Return the next line as it was typed."""
        self.voice.ask(prompt)
        heard = await self.ears.line()
        self.voice.answered()
        return heard
