"""Accommodations of candidates: approved, dated, signed; applied by themselves to every sitting.

Step 1: an entry counts only if it can be read and its columns agree with it.
Step 2: it counts only with the genuine signature of the identity that entered it.
Step 3: it counts only in its place: entry n after entry n - 1, which it names by digest.
Step 4: whatever the audit log tells of and nobody can show is missed.

A candidate whose entries fail one of these steps is not scheduled: to leave an accommodation out
silently would be worse than to ask.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from exam_engine.clock import iso_utc
from exam_engine.errors import StoreError
from exam_engine.model.accommodation import (
    ACCOMMODATION_KIND,
    FIRST,
    Act,
    Approval,
    Profile,
    in_force,
)
from exam_engine.model.candidate import Accommodation
from exam_engine.office.home import Home
from exam_engine.store import accommodations as store
from exam_engine.store import audit_log, people, roster
from exam_engine.store.accommodations import SignedApproval
from exam_engine.store.database import reading, writing
from exam_engine.text import visible_line
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import doubt_about, sign_record

_LONGEST_TEXT = 80


class Decided(NamedTuple):
    """Who decided on an accommodation, in which role, and for which days (both included)."""

    by: str
    role: str
    approved_on: str = ""
    valid_until: str = ""


def approve(
    home: Home, candidate: str, profile: Profile, decided: Decided, registrar: Identity
) -> Approval:
    """Put an approved accommodation on record, signed by the ``registrar`` who enters it.

    :raises StoreError: if it makes no sense, or the candidate or their record is not in order.
    """
    if profile == Profile():
        raise StoreError("nothing is arranged; name what was approved, such as --time-factor 5/4")
    if profile.problem():
        raise StoreError(profile.problem())
    decided = decided._replace(
        approved_on=_day(decided.approved_on), valid_until=_day(decided.valid_until)
    )
    if decided.valid_until < decided.approved_on:
        raise StoreError(
            f"the approval would end on {decided.valid_until}, before it was given on "
            f"{decided.approved_on}"
        )
    return _enter(home, candidate, Act.APPROVED, profile, decided, registrar)


def withdraw(home: Home, candidate: str, decided: Decided, registrar: Identity) -> Approval:
    """Put on record that nothing that was approved for a candidate counts any more.

    :raises StoreError: if nothing was approved, or the candidate's record is not in order.
    """
    with reading(home.engine) as connection:
        before = genuine(home, connection, {candidate}).get(candidate, [])
    if not before or before[-1].act is Act.WITHDRAWN:
        raise StoreError(f"candidate {candidate} has no accommodation to withdraw")
    return _enter(home, candidate, Act.WITHDRAWN, None, decided, registrar)


def listed(home: Home, candidate: str = "") -> list[Approval]:
    """Return the genuine entries of a candidate, or of all, by candidate and in order."""
    with reading(home.engine) as connection:
        found = genuine(home, connection, {candidate} if candidate else None)
    return [entry for number in sorted(found) for entry in found[number]]


def profiles(
    home: Home, connection: Connection, candidates: Collection[str], at_ms: int
) -> dict[str, Profile]:
    """Return what counts at a moment for those candidates who have anything arranged.

    :raises StoreError: naming a candidate whose entries are not in order.
    """
    day = iso_utc(at_ms)[:10]
    found = genuine(home, connection, candidates)
    now = {number: in_force(entries, day) for number, entries in found.items()}
    return {number: profile for number, profile in now.items() if profile is not None}


def applied(profile: Profile, minutes: int, besides: Accommodation) -> Accommodation:
    """Return what a profile comes to in an exam of so many ``minutes``.

    :param besides: what was arranged for this sitting alone; the longer time of the two counts.
    """
    return Accommodation(
        extra_time_ms=max(profile.extra_time_ms(minutes), besides.extra_time_ms),
        break_ms=max(profile.break_minutes * 60_000, besides.break_ms),
        colours=profile.colours or besides.colours,
        plain=profile.plain or besides.plain,
        separate_room=profile.alone or besides.separate_room,
        reader=profile.reader or besides.reader,
        scribe=profile.scribe or besides.scribe,
    )


def sittings_ahead(home: Home, candidate: str) -> list[str]:
    """Return the sittings of a candidate that are scheduled, and whose attempt has not ended.

    What is approved now does not reach their signed rosters any more.
    """
    with reading(home.engine) as connection:
        places = roster.places_of_candidate(connection, candidate)
    return [place.sitting_id for place in places if place.ended_ms is None]


def genuine(
    home: Home, connection: Connection, candidates: Collection[str] | None
) -> dict[str, list[Approval]]:
    """Return the entries of candidates (all if None) in order, each believed.

    :raises StoreError: naming the first that cannot be.
    """
    told = store.named_in_audit_log(connection)
    rows = store.entries(connection, candidates)
    found = {number: _believed(home, number, signed) for number, signed in rows.items()}
    for number, digests in sorted(told.items()):
        if candidates is None or number in candidates:
            missed = digests - {entry.digest for entry in found.get(number, [])}
            if missed:  # Step 4.
                raise _doubt(number, f"the audit log tells of {min(missed)[:12]}, which is missing")
    return found


def _believed(home: Home, number: str, rows: list[SignedApproval | None]) -> list[Approval]:
    trusted = home.trusted()
    found: list[Approval] = []
    previous = FIRST
    for n, signed in enumerate(rows, start=1):
        if signed is None:  # Step 1.
            raise _doubt(number, f"entry {n} was altered")
        record, signature = signed
        doubt = doubt_about(trusted, ACCOMMODATION_KIND, record, signature)
        signer = trusted.by_name(record.entered_by)
        if not doubt and (signer is None or signer.fingerprint != record.fingerprint):
            doubt = f"{record.entered_by} is another person now than the one who signed"
        if doubt:  # Step 2.
            raise _doubt(number, f"entry {n} {doubt}")
        if (record.n, record.previous) != (n, previous):  # Step 3.
            raise _doubt(number, f"entry {n} does not follow on the one before")
        previous = record.digest
        found.append(record)
    return found


def _doubt(number: str, said: str) -> StoreError:
    return StoreError(
        f"the accommodations of candidate {number} cannot be believed: {said}; "
        "restore the database, or see: exam-engine audit verify"
    )


def _enter(
    home: Home,
    candidate: str,
    act: Act,
    profile: Profile | None,
    decided: Decided,
    registrar: Identity,
) -> Approval:
    decided = _cleaned(decided)
    if home.trusted().by_fingerprint(registrar.fingerprint) is None:
        raise StoreError(f"{registrar.name} is not trusted here; see: exam-engine identity trust")
    with writing(home.engine) as connection:
        if candidate not in people.known(connection, [candidate]):
            raise StoreError(
                f"candidate {candidate} is not on record; take them in first with: "
                "exam-engine candidate import FILE"
            )
        before = genuine(home, connection, {candidate}).get(candidate, [])
        record = Approval(
            format=1,
            candidate=candidate,
            n=len(before) + 1,
            previous=before[-1].digest if before else FIRST,
            act=act,
            profile=profile,
            approved_by=decided.by,
            role=decided.role,
            approved_on=decided.approved_on,
            valid_until=decided.valid_until,
            entered_by=registrar.name,
            fingerprint=registrar.fingerprint,
            at_ms=home.clock.now_ms(),
        )
        signature = sign_record(registrar, ACCOMMODATION_KIND, record)
        store.add(connection, SignedApproval(record, signature))
        # The log is read by many: it names the entry and does not say what is in it.
        audit_log.append(
            connection,
            at_ms=record.at_ms,
            actor=registrar.name,
            act=store.AUDITED_AS[act],
            subject=candidate,
            details={store.RECORD: record.digest},
        )
        audit_log.add_checkpoint(connection, registrar)
    return record


def _cleaned(decided: Decided) -> Decided:
    by, role = visible_line(decided.by), visible_line(decided.role)
    for what, text in (("who approved", by), ("their role", role)):
        if not 1 <= len(text) <= _LONGEST_TEXT:
            raise StoreError(f"{what}: 1 to {_LONGEST_TEXT} characters are needed")
    return decided._replace(by=by, role=role)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise StoreError(f"{text!r} is no day; write for example 2026-03-02") from None
