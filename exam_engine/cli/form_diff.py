"""``exam-engine form diff``: what differs between two forms."""

from __future__ import annotations

import click
import msgspec

from exam_engine.assembly.facts.difference import difference
from exam_engine.cli.common import home_option, json_option, print_json, say
from exam_engine.office.evidence import genuine_form
from exam_engine.office.home import Home


@click.command("diff")
@click.argument("one", metavar="FORM")
@click.argument("other", metavar="FORM")
@home_option
@json_option
def command(one: str, other: str, home: Home, as_json: bool) -> int:
    """Show what differs from the first form to the second, question by question.

    An item is moved if it stands elsewhere among those that both forms have. Exit code 1 if
    anything differs.

    Example: exam-engine form diff FORM-A FORM-B
    """
    here, there = genuine_form(home, one), genuine_form(home, other)
    found = difference(here, there)
    if as_json:
        print_json([msgspec.to_builtins(change) for change in found])
        return 1 if found else 0
    shared = here.by_item().keys() & there.by_item().keys()
    lines = [change.words for change in found]
    lines.append(
        f"{len(shared)} items on both of {len(here.items)} and {len(there.items)}; "
        f"{len(found)} differences"
    )
    say("\n".join(lines))
    return 1 if found else 0
