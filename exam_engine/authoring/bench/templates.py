"""A new item from the template of its type: complete, so that the bank still reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from exam_engine.model.item_type import ItemType, Level
from exam_engine.source.bank import BankSource

_WHY = "To be written: the reason in a sentence or more."
_NUMBERED = re.compile(r"^(.*?-)([0-9]+)$")
_LONGEST_ID = 60


def new_item(source: BankSource, kind: ItemType, item_id: str) -> str:
    """Return an ``[[items]]`` table in TOML, a draft that every author has to rewrite.

    Topic, requirement and edition are taken over from the bank; the author looks at each.
    """
    requirements = Counter(
        tuple(sorted(item.requirements.items())) for item in source.bank.items
    ).most_common(1)
    wanted = dict(requirements[0][0]) if requirements else {"scheme/exam": "1"}
    tested = ", ".join(f"{_quoted(exam)} = {_quoted(code)}" for exam, code in wanted.items())
    fields = [
        f"id = {_quoted(item_id)}",
        "version = 1",
        f"type = {_quoted(kind.value)}",
        f"topic = {_quoted(next(iter(source.bank.head.topics)))}",
        f"requirement = {{ {tested} }}",
        f"level = {_quoted(Level.UNDERSTAND.value)}",
        'basis = [{ standard = "ISO/IEC 20000-1", edition = "2018", clause = "0" }]',
        f"holds_in = [{_quoted(source.editions[-1])}]",
        'fact = "To be written: the fact that is tested, in a sentence."',
        f'stem = "To be written: {_ASKED.get(kind, "the question")}?"',
        *_BODIES[kind],
    ]
    if source.bank.head.security.value == "public":
        # Declared states are those of public banks; elsewhere a new item is a draft by itself.
        at = len(fields) - (len(_RUBRIC) if _RUBRIC[0] in fields else 0)
        fields.insert(at, 'state = "draft"')
    return "\n[[items]]\n" + "\n".join(fields) + "\n"


def fresh_id(source: BankSource, kind: ItemType, beside: str = "") -> str:
    """Return an id that no item has: the next number after those like ``beside``."""
    ids = {item.id for item in source.bank.items}
    like = _NUMBERED.match(beside)
    stem, width = (like[1], len(like[2])) if like else (f"new-{kind.value}-", 3)
    numbers = [int(found[2]) for one in ids if (found := _NUMBERED.match(one)) and found[1] == stem]
    number = max(numbers, default=0) + 1
    return f"{stem[: _LONGEST_ID - width - 2]}{number:0{width}d}"


def append_item(path: Path, table: str) -> int:
    """Append a table to a file of items; return the line of its id."""
    path.parent.mkdir(exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        table = "\n" + table
    with path.open("a", encoding="utf-8") as file:
        file.write(table)
    lines = (before + table).splitlines()
    return max(n for n, line in enumerate(lines, start=1) if line.startswith("id = "))


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)


def _option(letter: str, more: str = "") -> str:
    text = f"To be written: answer {letter}"
    return f'    {{ id = "{letter}", text = "{text}"{more}, why = "{_WHY}" }},'


def _line(number: int, answer: str, prompt: str = "") -> str:
    prompt = prompt or f'"To be written: line {number}."'
    return f'    {{ prompt = {prompt}, answer = "{answer}", why = "{_WHY}" }},'


# How many to choose stands in the question, in capitals: without it lint finds an error.
_ASKED = {ItemType.MULTIPLE: "which TWO of these"}
_PAIR = '["To be written: the assertion", "to be written: the reason"]'
_RUBRIC = [
    "",
    "[items.rubric]",
    'indicative = "To be written: what good answers may contain."',
    "criteria = [",
    '    { id = "content", name = "Content", marks = 4, bands = [',
    '        { marks = [0], text = "To be written: nothing of it." },',
    '        { marks = [1, 2], text = "To be written: a part of it." },',
    '        { marks = [3, 4], text = "To be written: all of it." },',
    "    ] },",
    "]",
]
_SELECTIONS = [
    "options = [",
    *(f'    {{ id = "{one}", text = "To be written: selection {one}" }},' for one in "abc"),
    "]",
]
_BODIES: dict[ItemType, list[str]] = {
    ItemType.SINGLE: ["options = [", *map(_option, "abcd"), "]", 'answer = "a"'],
    ItemType.MULTIPLE: ["options = [", *map(_option, "abcde"), "]", 'answer = ["a", "b"]'],
    ItemType.GRADIENT: [
        "options = [",
        *(_option(one, f", weight = {w}") for one, w in zip("abcd", (5, 3, 1, 0), strict=True)),
        "]",
    ],
    ItemType.TRUE_FALSE: ["lines = [", _line(1, "T"), _line(2, "F"), "]"],
    ItemType.ASSERTION_REASON: ["lines = [", _line(1, "A", _PAIR), _line(2, "D", _PAIR), "]"],
    ItemType.MATCH: [*_SELECTIONS, "lines = [", _line(1, "a"), _line(2, "b"), "]"],
    ItemType.ORDER: ["options = [", *map(_option, "abc"), "]", 'answer = ["c", "a", "b"]'],
    ItemType.ESSAY: ['tasks = ["To be written: the task."]', "minutes = 15", *_RUBRIC],
    ItemType.PERFORMANCE: ["minutes = 15", *_RUBRIC],
}
