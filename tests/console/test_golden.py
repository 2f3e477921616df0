"""The console's screens as text, at 80x24 and 120x36, held against the files in ``golden/``.

A screen that was changed on purpose is renewed, and looked at in the difference, by::

    EXAM_ENGINE_RENEW_GOLDEN=1 pytest tests/console/test_golden.py
"""

import asyncio
import os
from pathlib import Path

import pytest

from console.support import ScriptedEngine, console

GOLDEN = Path(__file__).parent / "golden"
RENEW = "EXAM_ENGINE_RENEW_GOLDEN" in os.environ
SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
SCREENS = {
    "board": [],
    "board-marked": [" ", " ", " "],
    "board-found": ["/", "room 1/a1"],
    "keys": ["f1"],
    "seat": ["enter"],
    "check-in": ["c"],
    "pause": ["p", "4"],
    "time": ["t", "5", "enter", "noise in the corridor"],
    "message": ["a", "m", "Ten minutes are added for all: the fire alarm was false. " * 3],
    "incident": ["i", "4"],
    "other-seat": ["o"],
    "code": ["o", "enter", "enter"],
    "refused": ["home", "down", "down", " ", "a", "r", "enter"],
    "finish": ["f", "fell ill", "enter", "ivan", "enter", "their words", "enter", "FIN"],
    "leave": ["q"],
}


def held(folder, name, text):
    file = GOLDEN / folder / f"{name}.txt"
    if RENEW:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text + "\n", name


@pytest.mark.parametrize("folder", SIZES)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_was_looked_at(folder, name):
    engine = ScriptedEngine()
    engine.codes["C-1002"] = "7K2QX-04MPR" if name == "code" else ""
    engine.refuses = {"C-1007": "the attempt was submitted"} if name == "refused" else {}

    async def story():
        async with console(engine, size=SIZES[folder]) as person:
            await person.wait_for("Lovelace")
            await person.press(*SCREENS[name])
            held(folder, name, person.text.rstrip())
            rows = person.text.splitlines()
            assert all(len(row) <= SIZES[folder][0] for row in rows)

    asyncio.run(story())
