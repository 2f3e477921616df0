"""docs/terminal.md says what the terminal does."""

from __future__ import annotations

import re

import pytest

from client.terminal_support import REPOSITORY
from exam_engine.client import locked_app, main
from exam_engine.client.look.glyphs import CONSOLE, FULL
from exam_engine.client.look.look import PROFILES
from exam_engine.client.look.palette import SCHEMES
from exam_engine.client.pace import LONGEST_MS, PAUSE_MS
from exam_engine.client.sheets import card
from exam_engine.wire.candidate import LONGEST_ESSAY

TEXT = (REPOSITORY / "docs" / "terminal.md").read_text()


def rows(heading):
    """Return the rows of the table below a header cell."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in table[1].splitlines()]


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("Key", card.exam_keys(FULL, "")),
        ("Your own", card.own_keys("")),
        ("Choice", card.choice_keys(FULL, "ABCD", several=False)),
        ("Lines", card.match_keys(FULL, "ABCDE")),
        ("Order", card.order_keys(FULL, "ABCD")),
        ("Text", card.text_keys(FULL)),
    ],
)
def test_its_keys_are_those_that_the_help_tells(heading, keys):
    assert [(key.strip("`"), act) for key, act in rows(heading)] == keys


def test_its_signs_are_those_of_the_two_profiles():
    names = ("answered", "in_part", "answered_flagged", "flagged", "seen", "unseen", "elsewhere")
    signs = [(getattr(FULL, name), getattr(CONSOLE, name)) for name in names]
    assert [(full.strip("`"), console.strip("`")) for full, console, _ in rows("Sign")] == signs


def test_its_figures_are_those_of_the_code():
    assert f"{LONGEST_ESSAY:,} characters" in TEXT
    assert (PAUSE_MS, LONGEST_MS) == (2_000, 15_000)
    assert "pause for two seconds, at least every 15" in " ".join(TEXT.split())


def test_its_options_exist():
    program = main._parser()
    for cell, _ in rows("Option"):
        name, *values = cell.strip("`").replace(",", "").split()
        (option,) = (action for action in program._actions if name in action.option_strings)
        # a flag takes no value
        assert values == ([option.metavar] if option.metavar else list(option.choices or ()))
    assert set(PROFILES) | set(SCHEMES) <= set(re.findall(r"[a-z]+", str(rows("Option"))))


def test_its_exit_codes_are_the_programs():
    codes = {int(code) for code, _ in rows("Code")}
    known = {0, main.EXIT_CANNOT_RUN, main.EXIT_FATAL, locked_app.EXIT_TERMINAL_CLOSED, 128 + 15}
    assert codes == known
