"""``exam-engine bank translations``: how far a bank is translated, and a file to begin with."""

from __future__ import annotations

from collections import Counter

import click

from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.model.translation import Kind
from exam_engine.office import translating
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_bank_folder
from exam_engine.office.translating import Progress


@click.command("translations")
@click.argument("folder")
@click.option("--language", metavar="CODE", help="Show this language, text by text.")
@click.option(
    "--start",
    metavar="ID",
    help="Print a table to begin the translation of an item or scenario with.",
)
@home_option
@json_option
def command(folder: str, language: str | None, start: str | None, home: Home, as_json: bool) -> int:
    """Show for each language how much is translated, reviewed, stale or missing.

    Translations stand in FOLDER/translations/LANGUAGE/*.toml and hold texts only. Exit code 1: one
    is stale, or its record is not whole.

    Example: exam-engine bank translations my-bank --language de
    """
    path = find_bank_folder(folder)
    if start is not None:
        say(translating.beginning(path, start).rstrip("\n"))
        return 0
    found = translating.progress(home, path)
    shown = [one for one in found if language in (None, one.language)]
    if as_json:
        print_json([_plain(one) for one in shown])
    elif not shown:
        wanted = f" into {language!r}" if language else ""
        say(
            f"no translations{wanted}; begin one with: exam-engine bank translations {folder} "
            "--start ID"
        )
    elif language:
        _say_texts(shown)
    else:
        _say_languages(shown)
    return 1 if any(one.stale or one.notes for one in shown) else 0


def _say_languages(found: list[Progress]) -> None:
    counts: dict[str, Counter[str]] = {}
    for one in found:
        counts.setdefault(one.language, Counter())[_standing(one)] += 1
        counts[one.language]["complete"] += one.state is not None and not one.stale
    print_table(
        ["language", "complete", "reviewed", "stale", "missing"],
        [
            (language, count["complete"], count["reviewed"], count["stale"], count["missing"])
            for language, count in sorted(counts.items())
        ],
    )
    _say_findings(found)


def _say_texts(found: list[Progress]) -> None:
    print_table(
        ["text", "state", ""],
        [(_name(one), one.state.value if one.state else "-", _standing(one)) for one in found],
    )
    _say_findings(found)


def _say_findings(found: list[Progress]) -> None:
    for one in found:
        for note in filter(None, (one.stale, *one.notes)):
            say(f"! {one.language} {_name(one)}: {note}")


def _standing(one: Progress) -> str:
    if one.state is None:
        return "missing"
    if one.stale:
        return "stale"
    return "reviewed" if one.usable else "not reviewed"


def _name(one: Progress) -> str:
    return f"scenario {one.id}" if one.kind is Kind.SCENARIO else one.id


def _plain(one: Progress) -> dict[str, object]:
    return {
        "language": one.language,
        "text": _name(one),
        "state": one.state.value if one.state else None,
        "standing": _standing(one),
        "stale": one.stale,
        "notes": list(one.notes),
    }
