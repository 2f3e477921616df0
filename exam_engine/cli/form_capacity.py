"""``exam-engine form capacity``: how many forms a bank supports."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.assembly.build import ANY_NUMBER
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    say,
)
from exam_engine.cli.form_options import order_options
from exam_engine.model.assembly_rules import OverlapRule
from exam_engine.office import banks, forms
from exam_engine.office.home import Home
from exam_engine.office.ordering import Wishes, ordered


@click.command("capacity")
@order_options
@identity_options
@home_option
@json_option
def command(
    wishes: Wishes,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Say how many forms a bank supports, at the same time and under the same rules.

    As many forms count as can exist together while each item stands on as many of them as it may:
    one, unless [assembly.overlap] says otherwise. Exit code 1 if there is not even one.

    Example: exam-engine form capacity tuv-sud/foundation
    """
    asked = ordered(wishes)
    editor = open_identity(home, identity, passphrase_file)
    with banks.open_bank(home, asked.bank, editor) as sealed:
        found = forms.supported(home, asked, sealed)
    if as_json:
        print_json({"at_least": found.at_least, "at_most": found.at_most})
        return 0 if found.at_least else 1
    rule = asked.order.rules.overlap or asked.blueprint.assembly.overlap or OverlapRule()
    each = {0: "as many forms as you like", 1: "one form"}.get(rule.uses, f"{rule.uses} forms")
    if found.at_least >= ANY_NUMBER:
        many = "any number of forms"
    elif found.at_least == found.at_most:
        many = "1 form" if found.at_most == 1 else f"{found.at_most} forms"
    else:
        many = f"{found.at_least} forms surely, and not more than {found.at_most}"
    say(f"{asked.blueprint.id}, bank {asked.bank}: {many}, with an item on {each}")
    if not found.at_most:
        say(f"what is missing says: exam-engine form build {asked.blueprint.id}")
    return 0 if found.at_least else 1
