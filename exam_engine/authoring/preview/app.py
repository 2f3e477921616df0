"""``bank preview`` on a terminal, and the one frame of it that is printed."""

from __future__ import annotations

import asyncio

from textual.strip import Strip

from exam_engine.authoring.key_app import KeyApp
from exam_engine.authoring.preview.screen import PreviewScreen
from exam_engine.authoring.preview.terminal import PreviewTerminal
from exam_engine.client.look.look import Look
from exam_engine.model.paper import Paper


class PreviewApp(KeyApp):
    """Shows one item until Ctrl-Q."""

    def __init__(self, look: Look, paper: Paper) -> None:
        super().__init__(look)
        self._paper = paper

    def get_default_screen(self) -> PreviewScreen:
        return PreviewScreen(self.look, self._paper, self.exit)

    async def take_key(self, key: str, character: str | None) -> None:
        if isinstance(self.screen, PreviewScreen):
            await self.screen.press(key, character)


def first_frame(paper: Paper, look: Look, size: tuple[int, int]) -> list[Strip]:
    """Return the screen on which a candidate meets the item.

    :raises GatewayError: if the terminal does not come that far.
    """

    async def run() -> list[Strip]:
        async with PreviewTerminal(paper, look, size) as preview:
            return preview.frame()

    return asyncio.run(run())
