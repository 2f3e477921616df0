"""A Textual application that is all keys: no mouse, no actions, no command palette.

Keys are worked off one after the other, each before the next one counts.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App
from textual.events import Event, Key, MouseEvent, Paste

from exam_engine.client.look.look import Look
from exam_engine.client.screens.base import STYLES

_OWN_STYLES = """
#body { height: 1fr; width: 1fr; }
#frame { height: 1fr; width: 1fr; background: $exam-page; }
#note { height: 1; }
"""


class KeyApp(App[None], inherit_bindings=False):
    """The base of the authoring terminal and of the preview, in the look of the candidate's."""

    CSS = STYLES + _OWN_STYLES
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[Any]] = set()
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, look: Look) -> None:
        self.look = look  # Textual reads the style sheet's variables while it begins
        super().__init__(ansi_color=True)

    def get_css_variables(self) -> dict[str, str]:
        return {**super().get_css_variables(), "exam-page": self.look.background()}

    async def on_event(self, event: Event) -> None:
        """Give keys and pasted text to :meth:`take_key`; there is no mouse."""
        if isinstance(event, Key):
            await self.take_key(event.key, event.character if event.is_printable else None)
        elif isinstance(event, Paste):
            for character in event.text:
                await self.take_key(character, character)
        elif not isinstance(event, MouseEvent):
            await super().on_event(event)

    async def take_key(self, key: str, character: str | None) -> None:
        """Take a key by name, and its character if it has one that prints."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Do nothing: no text of an item opens anything."""
