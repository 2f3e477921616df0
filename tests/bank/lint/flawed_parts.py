"""Flawed answer keys, clues, lines and rubrics.

Each entry: code, severity, flawed item, field, words that are named, mended twin.
"""

import msgspec

from bank.lint.made import (
    TEXTS,
    WHY,
    essay,
    line,
    lines_item,
    match,
    multiple,
    ordered,
    single,
    stem,
    texts,
    why,
)
from exam_engine.bank.lint.finding import Severity
from exam_engine.model.item import Basis, Line
from exam_engine.model.item_type import ItemType

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFORMATION
SIX = ("Backups", "Costs", "Faults", "People", "Tools", "Zeal")
GRADED = {
    "type": ItemType.GRADIENT,
    "rule": "weighted",
    "lines": (Line(n=1, answer=("a",), marks=5, weights={"a": 5, "b": 3, "c": 1, "d": 0}),),
}


def pairs(answers):
    return lines_item(ItemType.ASSERTION_REASON, answers)


def rubric(*criteria):
    """An essay of two tasks, with a criterion for each letter given, "" for the whole."""
    (one,) = essay().rubric.criteria
    made = tuple(
        msgspec.structs.replace(one, id=f"c{n}", task=task) for n, task in enumerate(criteria)
    )
    told = msgspec.structs.replace(essay().rubric, criteria=made)
    return essay(tasks=("Name the losses.", "Judge them."), rubric=told)


def alike_bands():
    (one,) = essay().rubric.criteria
    bands = tuple(msgspec.structs.replace(band, text="A fair answer.") for band in one.bands)
    made = (msgspec.structs.replace(one, bands=bands),)
    return essay(rubric=msgspec.structs.replace(essay().rubric, criteria=made))


PAIRS = [
    ("KEY-COUNT", E, single(lines=line("a", "b")), "answer", "a, b", single()),
    ("KEY-COUNT", E, single(lines=line("x")), "answer", "x", single()),
    ("KEY-COUNT", E, multiple(choose=3), "answer", "a, c", multiple()),
    ("KEY-COUNT", E, single(**GRADED | {"lines": line("a", "b")}), "answer", "", single(**GRADED)),
    ("KEY-COUNT", E, match(answers="az"), "answer", "z", match()),
    ("KEY-COUNT", E, ordered("bac"), "answer", "", ordered("badc")),
    ("OPT-COUNT", W, texts("Yes", "No"), "options", "", single()),
    ("OPT-COUNT", W, texts(*SIX), "options", "", single()),
    ("OPT-COUNT", INFO, texts(*TEXTS[:3]), "options", "", single()),
    ("OPT-COUNT", W, multiple(SIX[:4]), "options", "", multiple()),
    ("OPT-COUNT", W, multiple(right="abcd"), "options", "", multiple(SIX, right="abcd")),
    ("RATIONALE", E, why(""), "options.a.why", "", single()),
    ("RATIONALE", E, why("Wrong, plainly so."), "options.a.why", "Wrong", why(WHY)),
    (
        "RATIONALE",
        E,
        match(lines=(*match().lines[:1], Line(n=2, answer=("b",), marks=1, why="So."))),
        "lines[2].why",
        "So.",
        match(),
    ),
    (
        "RATIONALE",
        E,
        essay(rubric=msgspec.structs.replace(essay().rubric, indicative="Any.")),
        "rubric.indicative",
        "Any.",
        essay(),
    ),
    ("META-REQ", E, single(topic="su.nothing"), "topic", "su.nothing", single()),
    ("META-REQ", E, single(origin=""), "origin", "", single()),
    ("META-REQ", E, single(requirements={}), "requirements", "", single()),
    ("META-REQ", E, single(holds_in=("1998",)), "holds_in", "1998", single()),
    (
        "META-REQ",
        E,
        single(basis=(Basis(standard="S", edition=" ", clause="1"),)),
        "basis.edition",
        "",
        single(),
    ),
    (
        "CUE-LONGKEY",
        W,
        texts("A lamp for each of the three shops", "A cost in it", "A till", "A wage"),
        "options.a",
        "A lamp",
        texts("A lamp for each", "A cost in it", "A till", "A wage"),
    ),
    (
        "CUE-REPEAT",
        W,
        stem("A harbour floods. What helps?", options=texts("Harbour walls", *TEXTS[1:]).options),
        "options.a",
        "Harbour",
        stem("A quay floods. What helps?", options=texts("Harbour walls", *TEXTS[1:]).options),
    ),
    (
        "CUE-CONVERGE",
        W,
        texts("Red round tin", "Red square box", "Blue round jar", "Green flat cup"),
        "options.a",
        "Red round tin",
        texts("Red round tin", "Red flat box", "Blue round jar", "Blue flat cup"),
    ),
    (
        "CUE-SPECIFIC",
        W,
        texts("The 40 tills", "The costs", "The lamps", "The staff"),
        "options.a",
        "4",
        texts("The 40 tills", "The costs", "The 3 lamps", "The staff"),
    ),
    (
        "CUE-SPECIFIC",
        W,
        texts("A repair if needed", "The costs", "The lamps", "The staff"),
        "options.a",
        "if",
        texts("A repair", "The costs", "The lamps", "The staff"),
    ),
    (
        "CUE-LONGKEY",
        W,
        multiple(("A lamp for each shop", "Costs", "A till that is new", "People", "Tools")),
        "options.a",
        "A lamp",
        multiple(("A lamp for each shop", "Costs", "Tills", "People", "Tools")),
    ),
    (
        "CUE-SPECIFIC",
        W,
        multiple(("Six lamps", "Costs", "Two tills", "People", "Tools")),
        "options.a",
        "Six",
        multiple(("Six lamps", "Costs", "Tills", "People", "Tools")),
    ),
    (
        "CUE-SPECIFIC",
        W,
        texts("A review, except at night", "The costs", "The lamps", "The staff"),
        "options.a",
        "except",
        texts("A review", "The costs", "The lamps", "The staff"),
    ),
    ("MATCH-1TO1", W, match(selections=2), "options", "", match(selections=2, reuse=True)),
    (
        "AR-BALANCE",
        INFO,
        lines_item(ItemType.TRUE_FALSE, "TTT"),
        "lines",
        "T",
        lines_item(ItemType.TRUE_FALSE, "TFT"),
    ),
    ("AR-BALANCE", INFO, pairs("CDE"), "lines", "C, D, E", pairs("CAE")),
    ("AR-BALANCE", INFO, pairs("ABC"), "lines", "A, B, C", pairs("ABE")),
    ("AR-BALANCE", INFO, pairs("ABD"), "lines", "A, B, D", pairs("ACD")),
    ("RUBRIC-COVER", E, essay(((0, 0), (2, 4))), "rubric", "0, 2-4", essay()),
    ("RUBRIC-COVER", E, essay(((0, 2), (2, 4))), "rubric", "0-2, 2-4", essay()),
    ("RUBRIC-COVER", E, essay(((0, 1), (2, 3))), "rubric", "0-1, 2-3", essay()),
    ("RUBRIC-COVER", E, essay(((0, 1), (2, 5))), "rubric", "0-1, 2-5", essay()),
    ("RUBRIC-COVER", E, alike_bands(), "rubric", "A fair answer.", essay()),
    ("RUBRIC-COVER", E, rubric("a", ""), "tasks[2]", "Judge", rubric("a", "b", "")),
    (
        "RUBRIC-COVER",
        E,
        essay(tasks=("Name the losses.", "Judge them.")),
        "tasks[2]",
        "Judge",
        essay(judged=""),
    ),
]
