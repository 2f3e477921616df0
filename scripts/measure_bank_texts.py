"""What ``measure_bank`` measures of texts: lint and the search for similar items.

Banks of any size are made from the shipped items: their words, chained at random by which word
follows which, so that frequencies and spelling are those of real items.
"""

from __future__ import annotations

import random
import re
import resource
import string
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from pathlib import Path

import measuring

sys.path.insert(0, str(measuring.REPOSITORY))

import msgspec
from measuring import Target

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.run import lint
from exam_engine.bank.similar.find import similar
from exam_engine.clock import Stopwatch
from exam_engine.model.item import Item
from exam_engine.office.shipped import find_bank_folder, find_blueprint
from exam_engine.source.bank import read_bank, read_bank_source

_STEM = re.compile(r'^(stem = )("""(?s:.*?)"""|"[^"\n]*")', re.MULTILINE)
_LONG_WORD = re.compile(r"\b[a-z]{6,}\b")
BANK, BLUEPRINT = "iso20000-foundation", "tuv-sud/foundation"
TARGETS = {"lint_1000_s": Target(2.0), "similar_5000_s": Target(10.0)}
NOTES = {
    "lint_1000_s": "read a bank folder of 1,000 items and run every rule",
    "lint_1000_cpu_s": "the same in CPU time",
    "read_1000_s": "floor: read its TOML and nothing more",
    "lint_over_read": "the first over the second",
    "similar_5000_s": "search 5,000 items held in memory: all 12.5 million pairs, both kinds",
    "similar_5000_cpu_s": "the same in CPU time",
    "similar_mb": "memory that the search added at its peak",
    "similar_found": "share of 100 hidden copies, every tenth word changed, among the pairs found",
}


def measure(folder: Path, *, quick: bool = False) -> tuple[dict[str, float], dict[str, str]]:
    """Return the figures and their notes; ``quick`` runs each once.

    :param folder: an empty folder to work in.
    """
    repeats = 1 if quick else 3
    _write_large_bank(folder, 1000)
    lints = [_lint(folder) for _ in range(repeats)]
    searches = [_similar() for _ in range(repeats)]
    figures = min(lints, key=lambda found: found["lint_1000_s"])
    figures |= min(searches, key=lambda found: found["similar_5000_s"])
    figures["similar_mb"] = max(found["similar_mb"] for found in searches)  # the first one's peak
    return figures, NOTES


def _lint(folder: Path) -> dict[str, float]:
    watch = Stopwatch()
    for path in sorted(folder.rglob("*.toml")):
        tomllib.loads(path.read_text(encoding="utf-8"))
    read_s = watch.elapsed_s()
    watch, cpu_s = Stopwatch(), time.process_time()
    source = read_bank_source(folder)
    head, scenarios, exam = source.bank.head, source.bank.scenarios, find_blueprint(BLUEPRINT)
    context = Context(head, scenarios, source.editions, blueprints={exam.id: exam})
    report = lint(source.items, context, folder=folder)
    total_s, cpu_s = watch.elapsed_s(), time.process_time() - cpu_s
    assert report.items == 1000
    return {
        "lint_1000_s": total_s,
        "lint_1000_cpu_s": cpu_s,
        "read_1000_s": read_s,
        "lint_over_read": total_s / read_s,
    }


def _write_large_bank(folder: Path, count: int) -> None:
    """Write the shipped bank's files again and again until there are ``count`` items.

    Each time with new ids, and with the longer words of the stems disguised: copies would be found
    to be enemies of each other, thousands of times, which no real bank has.
    """
    source = find_bank_folder(BANK)
    for name in ("bank.toml", "topics.toml"):
        (folder / name).write_text((source / name).read_text())
    (folder / "items").mkdir()
    left, turn = count, 0
    while left:
        for path in sorted((source / "items").glob("*.toml")):
            head, *tables = path.read_text().split("[[items]]\n")
            taken = tables[:left]
            left -= len(taken)
            text = head + "".join(f"[[items]]\n{table}" for table in taken)
            renamed = _STEM.sub(
                lambda found, turn=turn: found[1] + _disguised(found[2], turn),
                text.replace('"fnd-', f'"f{turn}-'),
            )
            lines = [line for line in renamed.split("\n") if not line.startswith("enemies = ")]
            (folder / "items" / f"{turn}-{path.name}").write_text("\n".join(lines))
        turn += 1


def _disguised(stem: str, turn: int) -> str:
    """Return a stem whose longer words have other letters, the same for every item of a turn."""
    letters = string.ascii_lowercase
    table = str.maketrans(letters, letters[3 * turn :] + letters[: 3 * turn])
    return _LONG_WORD.sub(lambda found: found.group().translate(table), stem)


def _similar() -> dict[str, float]:
    rng = random.Random(20000)  # noqa: S311  (texts, not secrets)
    items = _made_items(rng, 4900)
    copies = [
        msgspec.structs.replace(
            item, id=f"copy-{item.id}", stem=_edited(rng, item.stem), fact=_edited(rng, item.fact)
        )
        for item in rng.sample(items, 100)
    ]
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    watch, cpu_s = Stopwatch(), time.process_time()
    found = similar([*items, *copies], top=200)
    elapsed_s, cpu_s = watch.elapsed_s(), time.process_time() - cpu_s
    added_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    ids = {(pair.one.id, pair.other.id) for pair in found}
    hits = sum((copy.id.removeprefix("copy-"), copy.id) in ids for copy in copies)
    return {
        "similar_5000_s": elapsed_s,
        "similar_5000_cpu_s": cpu_s,
        "similar_mb": added_kb / 1000,
        "similar_found": hits / len(copies),
    }


def _made_items(rng: random.Random, count: int) -> list[Item]:
    shipped = read_bank(find_bank_folder(BANK)).items
    follows: dict[str, list[str]] = defaultdict(list)
    for item in shipped:
        texts = [item.stem, item.fact, *(option.text for option in item.options)]
        for text in (*texts, *(option.why for option in item.options)):
            words = text.split()
            for word, following in zip(["", *words], [*words, ""], strict=True):
                follows[word].append(following)

    def text(length: int) -> str:
        words: list[str] = []
        while len(words) < length:
            words.append(rng.choice(follows[words[-1] if words else ""]) or rng.choice(follows[""]))
        return " ".join(words)

    return [
        msgspec.structs.replace(
            shipped[n % len(shipped)],
            id=f"made-{n:05}",
            enemies=(),
            stem=text(rng.randint(15, 45)) + "?",
            fact=text(rng.randint(8, 18)),
            options=tuple(
                msgspec.structs.replace(option, text=text(rng.randint(2, 8)))
                for option in shipped[n % len(shipped)].options
            ),
        )
        for n in range(count)
    ]


def _edited(rng: random.Random, text: str) -> str:
    """Return a text with every tenth word replaced by another of the same text."""
    words = text.split()
    return " ".join(rng.choice(words) if at % 10 == 5 else word for at, word in enumerate(words))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        found, said = measure(Path(empty))
    measuring.show("Item texts", found, TARGETS, said, as_json="--json" in sys.argv)
