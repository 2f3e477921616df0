"""``exam-engine accommodation``: what is approved for candidates in every sitting."""

from __future__ import annotations

from pathlib import Path

import click

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
from exam_engine.errors import StoreError
from exam_engine.model.accommodation import (
    MOST_BREAK_MINUTES,
    MOST_EXTRA_MINUTES,
    SCHEMES,
    Act,
    Approval,
    Profile,
)
from exam_engine.model.venue import Feature
from exam_engine.office import accommodations
from exam_engine.office.accommodations import Decided
from exam_engine.office.home import Home
from exam_engine.source.people import candidate_number, time_factor


class _Number(click.ParamType[str]):
    name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        try:
            return candidate_number(str(value))
        except ValueError as error:
            self.fail(f"{error}", param, ctx)


class _Factor(click.ParamType[str]):
    name = "factor"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        try:
            return time_factor(str(value))
        except ValueError as error:
            self.fail(f"{error}", param, ctx)


NUMBER = _Number()


@click.group()
def command() -> None:
    """Accommodations: approved for a candidate, dated, signed, applied to every sitting by itself.

    What is kept is what is arranged, never why: there is no place for a diagnosis.
    """


@command.command("grant")
@click.argument("candidate", type=NUMBER)
@click.option("--time-factor", type=_Factor(), default="1", help="Of the exam's time, such as 5/4.")
@click.option(
    "--extra-minutes",
    type=click.IntRange(0, MOST_EXTRA_MINUTES),
    default=0,
    help="Minutes on top of that.",
)
@click.option(
    "--break-minutes",
    type=click.IntRange(0, MOST_BREAK_MINUTES),
    default=0,
    help="A budget of breaks during which the clock stands still.",
)
@click.option("--colours", type=click.Choice(SCHEMES), help="The terminal's colours.")
@click.option("--plain", is_flag=True, help="The plain mode, for screen readers and braille.")
@click.option("--separate-room", is_flag=True, help="A room of their own.")
@click.option("--reader", is_flag=True, help="Somebody who reads aloud (and a separate room).")
@click.option("--scribe", is_flag=True, help="Somebody who writes (and a separate room).")
@click.option(
    "--machine",
    "machine",
    multiple=True,
    type=click.Choice([feature.value for feature in Feature]),
    help="What the seat has to offer (repeat it).",
)
@click.option("--approved-by", required=True, metavar="NAME", help="Who approved it.")
@click.option("--role", required=True, help='In which role, such as "accommodations officer".')
@click.option("--approved-on", required=True, metavar="DAY", help="Such as 2026-03-02.")
@click.option("--valid-until", required=True, metavar="DAY", help="The last day it counts.")
@identity_options
@home_option
def grant(
    candidate: str,
    colours: str | None,
    machine: tuple[str, ...],
    approved_by: str,
    role: str,
    approved_on: str,
    valid_until: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    **arranged: object,
) -> None:
    """Put an approved accommodation on record; it applies to every sitting scheduled from now on.

    It takes the place of what was approved before, for the days that it covers.

    Example: exam-engine accommodation grant C-42 --time-factor 5/4 --break-minutes 20
    --approved-by "M. Huber" --role registrar --approved-on 2026-01-10 --valid-until 2027-01-09
    """
    features = tuple(Feature(name) for name in sorted(set(machine)))
    profile = Profile(colours=colours or "", machine=features, **arranged)  # type: ignore[arg-type]
    decided = Decided(approved_by, role, approved_on, valid_until)
    registrar = open_identity(home, identity, passphrase_file)
    entry = accommodations.approve(home, candidate, profile, decided, registrar)
    say(f"{candidate}: {words(entry)}")
    for sitting in accommodations.sittings_ahead(home, candidate):
        say(f"  sitting {sitting} was scheduled before: there an invigilator gives the time")


@command.command("withdraw")
@click.argument("candidate", type=NUMBER)
@click.option("--decided-by", required=True, metavar="NAME", help="Who decided it.")
@click.option("--role", required=True, help="In which role.")
@identity_options
@home_option
def withdraw(
    candidate: str,
    decided_by: str,
    role: str,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Put on record that nothing that was approved for a candidate counts any more.

    Example: exam-engine accommodation withdraw C-42 --decided-by "M. Huber" --role registrar
    """
    registrar = open_identity(home, identity, passphrase_file)
    entry = accommodations.withdraw(home, candidate, Decided(decided_by, role), registrar)
    say(f"{candidate}: {words(entry)}")


@command.command("list")
@click.argument("candidate", type=NUMBER, required=False)
@home_option
@json_option
def listed(candidate: str | None, home: Home, as_json: bool) -> int:
    """List what was approved and withdrawn; exit code 1 if a record cannot be believed.

    For registrars. Invigilators see what they need with: exam-engine sitting arrangements.

    Example: exam-engine accommodation list C-42
    """
    try:
        entries = accommodations.listed(home, candidate or "")
    except StoreError as error:
        say(str(error))
        return 1
    if as_json:
        print_json([_plain(entry) for entry in entries])
    else:
        print_table(
            ["candidate", "n", "what", "decided by", "entered by", "at"],
            [
                (one.candidate, one.n, words(one), f"{one.approved_by}, {one.role}",
                 one.entered_by, iso_utc(one.at_ms))
                for one in entries
            ],
        )  # fmt: skip
        if not entries:
            say("nothing was approved")
    return 0


def words(entry: Approval) -> str:
    """Return an entry in words."""
    if entry.act is Act.WITHDRAWN or entry.profile is None:
        return "withdrawn"
    return f"{_arranged(entry.profile)}, {entry.approved_on} to {entry.valid_until}"


def _arranged(profile: Profile) -> str:
    parts = [
        f"time x {profile.time_factor}" if profile.time_factor != "1" else "",
        f"{profile.extra_minutes} minutes more" if profile.extra_minutes else "",
        f"{profile.break_minutes} minutes of breaks" if profile.break_minutes else "",
        f"colours {profile.colours}" if profile.colours else "",
        "plain mode" if profile.plain else "",
        "separate room" if profile.alone else "",
        "reader" if profile.reader else "",
        "scribe" if profile.scribe else "",
        *(feature.value for feature in profile.machine),
    ]
    return ", ".join(part for part in parts if part)


def _plain(entry: Approval) -> dict[str, object]:
    return {
        "candidate": entry.candidate,
        "n": entry.n,
        "act": entry.act.value,
        "arranged": _arranged(entry.profile) if entry.profile else "",
        "approved_by": entry.approved_by,
        "role": entry.role,
        "approved_on": entry.approved_on,
        "valid_until": entry.valid_until,
        "entered_by": entry.entered_by,
        "at": iso_utc(entry.at_ms),
        "digest": entry.digest,
    }
