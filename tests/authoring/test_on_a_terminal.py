"""Journeys on a pseudo-terminal, by keys, as a person would go."""

from __future__ import annotations

import pytest

from authoring.support import AuthorTerminal, change

pytestmark = pytest.mark.journey


def test_an_author_looks_around_edits_and_makes_an_item(bank, tmp_path):
    change(bank / "items" / "types.toml", "Which TWO elements belong in", "Which elements stand in")
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/Which elements/Which TWO elements/" "$1"\n')
    editor.chmod(0o700)
    home = ("--home", str(tmp_path / "home"))
    with AuthorTerminal(
        "author", str(bank), *home, environment={"EDITOR": str(editor)}
    ) as terminal:
        terminal.wait_for("by id", limit_s=30)
        terminal.press("/", *"002")
        terminal.wait_for("2 of 11 items")
        terminal.press("enter", "s")
        terminal.wait_for("by findings")
        terminal.press("enter")
        terminal.wait_for("MR-COUNT", limit_s=40)
        terminal.press("p")
        terminal.wait_for("Any key")
        terminal.press("x")
        terminal.wait_for("✓ saved")
        terminal.press("b", "\x11")
        terminal.wait_for("MR-COUNT", limit_s=40)
        terminal.press("e")
        terminal.wait_for("lint finds nothing", limit_s=40)
        terminal.press("esc")
        terminal.wait_for("by findings")
        terminal.press("n")
        terminal.wait_for("Of which type?")
        terminal.press("end", "enter")
        terminal.wait_for("typ-performance-002 is in types.toml", limit_s=40)
        terminal.press("\x11")
        assert terminal.wait_for_exit() == 0, terminal.text
    assert 'id = "typ-performance-002"' in (bank / "items" / "types.toml").read_text()
    assert not (tmp_path / "home" / "engine.db").exists()


def test_the_preview_is_the_exam_until_ctrl_q(bank):
    with AuthorTerminal("preview", str(bank), "typ-single-001", size=(80, 25)) as terminal:
        terminal.wait_for("Question 1 of 1", limit_s=30)
        text = terminal.wait_for("Ctrl-Q leaves")
        assert text.split("\n")[24].startswith(" Ctrl-Q leaves")
        terminal.press("b")
        terminal.wait_for("◉ Lower the priority")
        terminal.press("\x11")
        assert terminal.wait_for_exit() == 0, terminal.text
