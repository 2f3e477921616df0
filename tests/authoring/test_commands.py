"""The commands away from a terminal, also with mistakes in what they are given."""

from __future__ import annotations

import pytest

from authoring.support import change
from exam_engine.cli.main import run_for_code


def run(capsys, *arguments):
    code = run_for_code(["bank", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_preview_is_printed_without_styles_where_nobody_looks(bank, capsys):
    code, out, _ = run(capsys, "preview", bank, "typ-single-001", "--size", "100x30")
    assert code == 0
    assert "Analyse the incident trend and record a problem" in out
    assert "\x1b" not in out
    assert len(out.rstrip("\n").split("\n")) == 30


def test_pictures_are_drawn_and_nothing_is_replaced(bank, capsys, tmp_path):
    picture = tmp_path / "item.svg"
    assert run(capsys, "preview", bank, "typ-match-001", "--svg", picture)[0] == 0
    before = picture.read_bytes()
    code, _, err = run(capsys, "preview", bank, "typ-match-001", "--svg", picture)
    assert (code, picture.read_bytes()) == (2, before)
    assert "is there already" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["typ-nope"], "has no item 'typ-nope'; its ids: typ-assertion-001"),
        (["typ-single-001", "--size", "80"], "write COLUMNSxROWS"),
        (["typ-single-001", "--size", "9999x24"], "write COLUMNSxROWS"),
        (["typ-single-001", "--png", "item.svg"], "has to end in .png"),
    ],
)
def test_a_mistake_is_told_with_what_is_allowed(bank, capsys, arguments, said):
    code, _, err = run(capsys, "preview", bank, *arguments)
    assert code == 2
    assert said in err


def test_a_bank_that_does_not_read_is_told_by_file_and_field(bank, capsys):
    change(bank / "items" / "types.toml", 'level = "analyse"', 'level = "guess"')
    code, _, err = run(capsys, "preview", bank, "typ-single-001")
    assert code == 2
    assert "types.toml: item typ-single-001: level: 'guess' is not right; allowed:" in err


def test_the_authoring_terminal_needs_a_terminal(bank, capsys, tmp_path):
    code, _, err = run(capsys, "author", bank, "--home", tmp_path / "home")
    assert code == 2
    assert "needs a terminal" in err


@pytest.mark.parametrize("verb", ["author", "preview"])
def test_help_shows_an_example(verb, capsys):
    code, out, _ = run(capsys, verb, "--help")
    assert code == 0
    assert "Example: exam-engine bank" in out
