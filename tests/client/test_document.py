"""docs/terminal.md says what the terminal does."""

from __future__ import annotations

import re

from client.terminal_support import REPOSITORY
from exam_engine.client import locked_app, main
from exam_engine.client.look.glyphs import FULL
from exam_engine.client.look.look import PROFILES
from exam_engine.client.look.palette import SCHEMES
from exam_engine.client.sheets.card import key_card

TEXT = (REPOSITORY / "docs" / "terminal.md").read_text()


def rows(heading):
    """Return the rows of the table below a header cell."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-|]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in table[1].splitlines()]


def test_its_keys_are_those_of_the_key_card():
    spans = [span.text.strip() for line in key_card(FULL, 4) for span in line.spans]
    pairs = [
        tuple(spans[at : at + 2]) for row in range(0, len(spans), 5) for at in (row + 1, row + 3)
    ]
    assert {(key.strip("`"), act) for key, act in rows("Key")} == set(pairs)


def test_its_options_exist():
    program = main._parser()
    for cell, _ in rows("Option"):
        name, *values = cell.strip("`").replace(",", "").split()
        (option,) = (action for action in program._actions if name in action.option_strings)
        assert values == [option.metavar] or values == list(option.choices)
    assert set(PROFILES) | set(SCHEMES) <= set(re.findall(r"[a-z]+", str(rows("Option"))))


def test_its_exit_codes_are_the_programs():
    codes = {int(code) for code, _ in rows("Code")}
    known = {0, main.EXIT_CANNOT_RUN, main.EXIT_FATAL, locked_app.EXIT_TERMINAL_CLOSED, 128 + 15}
    assert codes == known
