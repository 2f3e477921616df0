"""``exam-engine form show`` and ``list``: forms on record, and where they stand."""

from __future__ import annotations

from collections import Counter

import click
import msgspec

from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.clock import iso_utc
from exam_engine.errors import StoreError
from exam_engine.model.form import Form
from exam_engine.office import evidence
from exam_engine.office.form_approval import signed_standing, standing
from exam_engine.office.home import Home
from exam_engine.store import records


@click.command("list")
@click.option("--ids", is_flag=True, help="Print ids alone, one a line, for a program.")
@home_option
@json_option
def list_(ids: bool, home: Home, as_json: bool) -> None:
    """List the forms on record and where each stands: who signed it off.

    Example: exam-engine form list
    """
    found = records.form_ids(home.engine)
    if ids:
        say("\n".join(found))
        return
    told = [(form_id, *_stands(home, form_id)) for form_id in found]
    if as_json:
        print_json([{"id": one, "state": state, "standing": said} for one, state, said in told])
    elif told:
        say("\n".join(f"{form_id}  {said}" for form_id, _, said in told))
    else:
        say("no forms; build one with: exam-engine form build BLUEPRINT")


def _stands(home: Home, form_id: str) -> tuple[str, str]:
    try:
        found = standing(home, evidence.genuine_form(home, form_id))
    except StoreError as error:
        return "doubtful", str(error)
    return found.state.value, found.words


@click.command("show")
@click.argument("form_id", metavar="FORM")
@home_option
@json_option
def show(form_id: str, home: Home, as_json: bool) -> None:
    """Show a form on record: who signed it off, which items, under which requirements.

    Example: exam-engine form show tuv-sud-foundation-2018-1-c77f7165-rng1-1of1
    """
    form = evidence.genuine_form(home, form_id)
    builder, found = signed_standing(home, form)
    if as_json:
        print_json(
            msgspec.to_builtins(form)
            | {
                "digest": form.digest,
                "builder": builder,
                "state": found.state.value,
                "standing": found.words,
                "sign_offs": msgspec.to_builtins(found.sign_offs),
            }
        )
        return
    say(f"{form.id}\n  digest {form.digest}")
    say(
        f"  {form.blueprint}, blueprint {form.blueprint_digest[:16]}; "
        f"bank {form.bank}, content {form.content_digest[:16]}; rng {form.seed}"
    )
    say(f"  built and signed by {builder}; {found.words}")
    for one in found.sign_offs:
        comment = f": {one.comment}" if one.comment else ""
        say(f"  {one.decision.value} by {one.reviewer}, {iso_utc(one.at_ms)}{comment}")
    for doubt in found.doubts:
        say(f"  DOUBT: {doubt}")
    say()
    _say_items(form)


def _say_items(form: Form) -> None:
    print_table(
        ["n", "item", "requirement", "level", "topic", "counts as"],
        [
            (entry.n, entry.item, entry.requirement, entry.level, entry.topic, entry.role.value)
            for entry in form.items
        ],
    )
    levels = Counter(entry.level for entry in form.items if entry.scored)
    say("\nlevels: " + ", ".join(f"{level} {n}" for level, n in sorted(levels.items())))
