"""``NAME=COMPARTMENTS``, as the commands on a bank's custody take it."""

from __future__ import annotations

from collections.abc import Iterable

import click

from exam_engine.bank.sealed import COMPARTMENTS
from exam_engine.cli.common import say
from exam_engine.office.custody import Done

SYNTAX = "NAME=COMPARTMENTS"


def compartments_of_names(
    options: Iterable[str], *, all_if_none: bool = False
) -> dict[str, list[str]]:
    """Return for each name the compartments named with it.

    :param all_if_none: NAME alone is allowed, and stands for an empty list.
    """
    found: dict[str, list[str]] = {}
    for option in options:
        name, equals, listed = option.partition("=")
        chosen = [part for part in listed.split(",") if part]
        if not name or (not chosen and (equals or not all_if_none)):
            raise click.BadParameter(f"{option!r}: write {SYNTAX}, such as marker=paper,answers")
        for compartment in chosen:
            if compartment not in COMPARTMENTS:
                raise click.BadParameter(
                    f"{option!r}: there is no compartment {compartment!r}; there are: "
                    + ", ".join(COMPARTMENTS)
                )
        found.setdefault(name, []).extend(chosen)
    return found


def names_by_compartment(options: Iterable[str]) -> dict[str, list[str]]:
    """Return for each compartment the names that may open it, as options give them."""
    by_name = compartments_of_names(options)
    return {
        compartment: [name for name, chosen in by_name.items() if compartment in chosen]
        for compartment in COMPARTMENTS
        if any(compartment in chosen for chosen in by_name.values())
    }


def listed_compartments(text: str) -> list[str]:
    """Return the compartments in ``text``, which separates them by commas."""
    return compartments_of_names([f"x={text}"])["x"]


def say_done(done: Done) -> None:
    """Tell what an act left of a bank's file."""
    kept = done.resealed.entries - done.resealed.encrypted_anew
    say(f"{done.path}: replaced; texts untouched")
    say(
        f"  {kept} of {done.resealed.entries} encrypted entries copied as they were, "
        f"{done.resealed.encrypted_anew} encrypted anew"
    )
