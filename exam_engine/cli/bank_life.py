"""``exam-engine bank life``: where items stand, what is on record, and the next step."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.bank.life import REACHES_CANDIDATES, Standing, lacking
from exam_engine.bank.pilot import ENOUGH_CANDIDATES
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.clock import iso_utc
from exam_engine.model.item_type import ItemState, Security
from exam_engine.model.life import AnsweredBlind, Equivalent, Moved, PilotAccepted, Reviewed
from exam_engine.office import life_notes, reviewing
from exam_engine.office.home import Home
from exam_engine.office.life_notes import Comment
from exam_engine.office.life_records import BankLife, life_of_bank
from exam_engine.office.shipped import find_bank_folder
from exam_engine.office.under_review import Desk, UnderReview
from exam_engine.vault.identity import Identity

_STATES = [state.value for state in ItemState]
Pilot = tuple[int, str, str]


@click.command("life")
@click.argument("folder")
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--to", "to", type=click.Choice(_STATES), help="Move the items to this state.")
@click.option(
    "--pilot",
    type=(int, str, str),
    metavar="N P R",
    help="Accept the item's pilot: candidates, proportion right, corrected correlation.",
)
@click.option(
    "--equivalent-to",
    type=click.IntRange(1, 9999),
    metavar="VERSION",
    help="Declare that the item asks the same as this earlier version: statistics are carried.",
)
@click.option("--reason", default="", help="Why, in 10 characters or more; never an answer.")
@click.option("--language", metavar="CODE", help="The items' translations into this language.")
@identity_options
@home_option
@json_option
def command(
    folder: str,
    items: tuple[str, ...],
    to: str | None,
    pilot: Pilot | None,
    equivalent_to: int | None,
    reason: str,
    language: str | None,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Show where the items of a bank stand, or the record of one; or take the next step.

    With --identity, comments that are sealed to it are shown. Exit code 1: something in the record
    was ignored, is missing, or no longer fits the item.

    Example: exam-engine bank life my-bank fnd-su-001 --to in-review --reason "first draft is ready"
    --identity anna
    """
    desk = Desk(find_bank_folder(folder))
    chosen = [desk.translation(one, language) if language else desk.item(one) for one in items]
    if to or pilot or equivalent_to:
        if not chosen:
            raise click.BadParameter("name the items to act on")
        actor = open_identity(home, identity, passphrase_file)
        for under in chosen:
            _act(home, desk, under, actor, to, pilot, equivalent_to, reason)
        return 0
    reader = open_identity(home, identity, passphrase_file) if identity else None
    if not chosen:
        return _show_all(home, desk, as_json)
    lives = life_of_bank(home, desk.bank.head.id)
    return max(_show_one(home, lives, under, reader, as_json) for under in chosen)


def _act(
    home: Home,
    desk: Desk,
    under: UnderReview,
    actor: Identity,
    to: str | None,
    pilot: Pilot | None,
    equivalent_to: int | None,
    reason: str,
) -> None:
    if equivalent_to:
        reviewing.declare_equivalent(home, under, actor, equivalent_to, reason)
        say(f"{under.name}: equivalent to version {equivalent_to}, by {actor.name}")
    if pilot:
        reviewing.accept_pilot(home, under, actor, pilot, reason)
        n, p, r = pilot
        say(f"{under.name}: pilot accepted by {actor.name}: n {n}, p {p}, r {r}")
        if n < ENOUGH_CANDIDATES:
            say(
                f"  under {ENOUGH_CANDIDATES} candidates these figures are coarse: look again later"
            )
    if to:
        state = ItemState(to)
        errors = desk.lint_errors(under) if state in REACHES_CANDIDATES else None
        life = reviewing.move(home, under, actor, state, reason, errors)
        say(f"{under.name}: {life.state.value}, by {actor.name}")


def _show_all(home: Home, desk: Desk, as_json: bool) -> int:
    lives = life_of_bank(home, desk.bank.head.id)
    found = [(under, lives.standing(under.subject)) for under in map(desk.item, sorted(desk.items))]
    if as_json:
        print_json([_plain(under, life) for under, life in found])
    else:
        print_table(
            ["item", "version", "state", "approved by", "blind and right"],
            [
                (
                    under.subject.name,
                    under.subject.version,
                    _state(under, life),
                    ", ".join(f"{one.by} ({one.role.value})" for one in life.approvals) or "-",
                    ", ".join(one.by for one in life.approvals if one.blind) or "-",
                )
                for under, life in found
            ],
        )
        for under, life in found:
            _say_notes(under, life)
    return 1 if any(life.notes for _, life in found) else 0


def _show_one(
    home: Home, lives: BankLife, under: UnderReview, reader: Identity | None, as_json: bool
) -> int:
    life = lives.standing(under.subject)
    records = life_notes.comments(home, under, reader)
    if as_json:
        print_json(_plain(under, life) | {"records": [_plain_record(one) for one in records]})
        return 1 if life.notes else 0
    say(f"{under.name}: {_state(under, life)}")
    print_table(
        ["n", "at", "by", "what"],
        [
            (one.record.n, iso_utc(one.record.at_ms), one.record.actor, _told(one))
            for one in records
        ],
    )
    for one in records:
        if one.text is not None:
            say(f"\n{one.record.n}, {one.record.actor}: {one.text}")
    elders = lives.elders(under.subject)
    if under.subject.recorded and life.state in (ItemState.IN_REVIEW, ItemState.PILOT):
        for missing in lacking(under.subject, life, ItemState.OPERATIONAL, elders):
            say(f"  before it is operational it needs {missing}")
    together = lives.sharing(under.subject)
    if len(together) > 1:
        say(f"  statistics are shared by versions {', '.join(map(str, together))}")
    _say_notes(under, life)
    return 1 if life.notes else 0


def _state(under: UnderReview, life: Standing) -> str:
    """Return the state in words: in a public bank the declared one, of an item."""
    if under.bank.head.security is Security.PUBLIC:
        declared = under.item.state.value if under.item and not under.translation else "-"
        return f"{declared} (declared)"
    return life.state.value


def _say_notes(under: UnderReview, life: Standing) -> None:
    for note in life.notes:
        say(f"! {under.name}: {note}")


def _plain(under: UnderReview, life: Standing) -> dict[str, object]:
    return {
        "subject": under.subject.name,
        "version": under.subject.version,
        "digest": under.subject.digest,
        "state": _state(under, life).partition(" ")[0],
        "approvals": [
            {"by": one.by, "role": one.role.value, "blind": one.blind} for one in life.approvals
        ],
        "notes": list(life.notes),
    }


def _plain_record(one: Comment) -> dict[str, object]:
    record = one.record
    return {
        "n": record.n,
        "at_ms": record.at_ms,
        "by": record.actor,
        "digest": record.digest,
        "what": _told(one),
        "comment": one.text,
    }


def _told(one: Comment) -> str:
    """Return a record in a few words."""
    match one.record.act:
        case Moved(to=to, reason=reason):
            return f"{to.value}: {reason}"
        case AnsweredBlind(right=right):
            return "answered blind: " + ("right" if right else "not the answer key's")
        case Reviewed(role=role, verdict=verdict, defensible=defensible, note=note):
            more = ", another answer can be defended" if defensible else ""
            sealed = f" (comment sealed to {', '.join(sorted(note))})" if note else ""
            return f"{verdict.value}, {role.value}{more}{sealed}"
        case PilotAccepted(n=n, p=p, r=r):
            return f"pilot accepted: n {n}, p {p}, r {r}"
        case Equivalent(to=version, reason=reason):
            return f"equivalent to version {version}: {reason}"
