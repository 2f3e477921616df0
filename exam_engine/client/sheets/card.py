"""The card of keys, and what the glyphs mean."""

from __future__ import annotations

from exam_engine.client.commands import Command, name_of_key, shown_key
from exam_engine.client.letters import LETTERS, letter_range
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, Part, fit, line
from exam_engine.client.question import Question
from exam_engine.client.sheets.words import paragraph
from exam_engine.wire.instructions import how_scored, what_to_do

_COLUMN = 38
_SAVED = "Every answer is saved at once. The clock goes on while you read this."
_SAVED_TEXT = "A text is saved at every pause of two seconds, and at least every 15 seconds."

Keys = list[tuple[str, str]]


def key_card(glyphs: Glyphs) -> list[Line]:
    """Return the keys of a question with one right answer, and those of the exam."""
    return _in_two_columns(choice_keys(glyphs, LETTERS[:4], several=False), exam_keys(glyphs, ""))


def exam_keys(glyphs: Glyphs, letters: str) -> Keys:
    """Return the keys that answer nothing, where ``letters`` name options."""

    return [
        (glyphs.left_right, "previous, next question"),
        ("Home End", "first, last question"),
        ("17 Enter", "go to question 17"),
        (_either(Command.FLAG, letters), "flag to look again"),
        (_either(Command.REVIEW, letters), "review all questions"),
        (_either(Command.SCENARIO, letters), "scenario, and back"),
        (_either(Command.TIME, letters), "hide or show the time"),
        ("F12", "call the invigilator"),
        ("F1 or ?", "all keys"),
        ("F10", "finish the exam"),
    ]


def own_keys(letters: str) -> Keys:
    """Return the keys for what is the candidate's own: notes, marks, comments, colours."""
    return [
        (_either(Command.NOTE, letters), "a note to yourself"),
        (_either(Command.HIGHLIGHT, letters), "highlight or copy text"),
        (_either(Command.COMMENT, letters), "report what is wrong"),
        (_either(Command.COLOURS, letters), "other colours, or none"),
        ("Ctrl+R", "confirm a message"),
        (name_of_key(Command.BREAK.value[0]), "your break, if you have one"),
    ]


def _either(command: Command, letters: str) -> str:
    key, shown = name_of_key(command.value[0]), shown_key(command, letters)
    return key if shown == key else f"{shown} or {key}"


def choice_keys(glyphs: Glyphs, letters: str, *, several: bool) -> Keys:
    """Return the keys of a choice."""
    again = [("again", "not choose it after all")] if several else []
    return [
        (letter_range(letters), "choose that answer"),
        *again,
        (glyphs.up_down, "move between the answers"),
        ("Space", "choose at the cursor"),
        ("Backspace", "take your answer back"),
        ("X", "strike out, or restore"),
        ("PgDn PgUp", "scroll a long question"),
    ]


def match_keys(glyphs: Glyphs, letters: str) -> Keys:
    """Return the keys of lines that are filled in."""
    return [
        (letter_range(letters), "fill the line in, go on"),
        (glyphs.up_down, "move between the lines"),
        ("Enter", "next line"),
        ("Space", "try the next selection"),
        ("Backspace", "clear the line"),
        ("Tab", "selections, and back"),
        ("PgDn PgUp", "scroll a long question"),
    ]


def order_keys(glyphs: Glyphs, letters: str) -> Keys:
    """Return the keys of entries that are put in order."""
    return [
        (letter_range(letters), "next place, or take out"),
        (glyphs.up_down, "move between the entries"),
        ("Space", "place at the cursor, go on"),
        ("-", "one place earlier"),
        ("+", "one place later"),
        ("Backspace", "take the entry out"),
        ("PgDn PgUp", "scroll a long question"),
    ]


def text_keys(glyphs: Glyphs) -> Keys:
    """Return the keys of a text, and what they do while it is written."""
    return [
        ("Enter", "write; a new line"),
        ("Esc", "leave the text"),
        ("Ctrl+Z", "undo (Ctrl+Y redo)"),
        ("Ctrl+X", "cut what is selected"),
        ("Ctrl+C", "copy what is selected"),
        ("Ctrl+V", "paste what was cut"),
        ("Shift+" + glyphs.left_right, "select (or F9 and move)"),
        ("Ctrl+A", "select all"),
        ("Ctrl+B", "as it was a minute before"),
        ("F7 F8", "scroll the question"),
    ]


def answer_keys(question: Question, glyphs: Glyphs) -> Keys:
    """Return the keys that answer a question."""
    letters = question.letters
    match question.view.interaction:
        case "match":
            return match_keys(glyphs, letters)
        case "order":
            return order_keys(glyphs, letters)
        case "text":
            return text_keys(glyphs)
        case "none":
            return [("PgDn PgUp", "scroll a long question")]
    return choice_keys(glyphs, letters, several=question.view.choose > 1)


def legend(glyphs: Glyphs) -> list[Line]:
    """Return what the glyphs mean."""
    return [
        line(
            "  ",
            (glyphs.answered, "good"),
            " answered   ",
            (glyphs.in_part, "warn"),
            " in part   ",
            (glyphs.answered_flagged, "warn"),
            " answered, flagged   ",
            (glyphs.flagged, "warn"),
            " flagged",
        ),
        line(
            "  ",
            glyphs.seen,
            " seen   ",
            (glyphs.unseen, "muted"),
            " not seen   ",
            (glyphs.elsewhere, "muted"),
            " done before your assessors",
        ),
        line(
            "  ",
            (f"{glyphs.chosen} {glyphs.boxed}", "good"),
            " your answer   ",
            (glyphs.struck, "muted"),
            " struck out: a note to yourself, never marked",
        ),
    ]


def help_page(question: Question, glyphs: Glyphs, width: int) -> list[Line]:
    """Return the help: what to do in this question, how it is scored, keys, glyphs."""
    view = question.view
    saved = f"{_SAVED} {_SAVED_TEXT}" if view.interaction == "text" else _SAVED
    return [
        EMPTY,
        line("  ", ("This question", "accent")),
        EMPTY,
        *paragraph(f"{what_to_do(view)} {how_scored(view)}", width),
        EMPTY,
        line("  ", ("Keys", "accent")),
        EMPTY,
        *_in_two_columns(answer_keys(question, glyphs), exam_keys(glyphs, question.letters)),
        EMPTY,
        *_in_two_columns(own_keys(question.letters)[:3], own_keys(question.letters)[3:]),
        EMPTY,
        line("  ", ("Signs", "accent")),
        EMPTY,
        *legend(glyphs),
        EMPTY,
        *paragraph(saved, width, "muted"),
    ]


def _in_two_columns(left: Keys, right: Keys) -> list[Line]:
    rows = max(len(left), len(right))
    pairs = zip(_filled(left, rows), _filled(right, rows), strict=True)
    cells = max(11, *(len(key) + 1 for key, _ in left))
    return [line("  ", *_entry(a, cells), *_entry(b, 10)) for a, b in pairs]


def _filled(keys: Keys, rows: int) -> Keys:
    return [*keys, *[("", "")] * (rows - len(keys))]


def _entry(entry: tuple[str, str], key_cells: int) -> tuple[Part, ...]:
    key, act = entry
    return (fit(key, key_cells), "key"), fit(act, _COLUMN - key_cells)
