"""Scheduling sittings: papers sealed to the delivery host, the signed roster, one-time codes.

Scheduling, step by step:

1. The forms on record are checked against their editors' signatures and for two sign-offs each, and
   their texts are read from the revision of the bank that they were built from.
2. The papers are sealed to the delivery host alone, into a file of its own that replaces nothing.
3. The roster is arranged: accommodations apply by themselves, seats and forms are given. The
   sitting is signed with it: who sits which form, where, with what arranged, at which host.
4. Sitting, places, the digests of the one-time codes, an audit entry and a checkpoint of the audit
   log are written in one transaction. If that fails, the sealed paper is removed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection

from exam_engine.bank.paper import open_papers as open_sealed
from exam_engine.bank.paper import paper_of_form, seal_papers
from exam_engine.errors import ExamEngineError, StoreError, VaultError
from exam_engine.model.candidate import Candidate
from exam_engine.model.form import Form
from exam_engine.model.paper import Paper
from exam_engine.model.sitting import (
    PlannedSitting,
    RosterEntry,
    SatForm,
    Sitting,
)
from exam_engine.office import banks
from exam_engine.office.arranging import Wanted, arrange
from exam_engine.office.evidence import one_exam
from exam_engine.office.form_approval import approved_form
from exam_engine.office.home import Home
from exam_engine.office.roster_file import RosterLine
from exam_engine.store import audit_log, records, roster, venues
from exam_engine.store.database import reading, writing
from exam_engine.store.roster import SITTING_KIND, Place, SignedSitting
from exam_engine.vault.admission import code_digest, new_code
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.signing import doubt_about, sign_record

# The id is part of file names.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


class SittingOrder(NamedTuple):
    """What to schedule: attempts may start from ``opens_ms`` until ``closes_ms``.

    ``delivery`` is the name of the delivery host's identity; ``invigilators`` are the names of
    those who may act in the room. In a ``venue`` seats are drawn with ``seed``, so that neighbours
    sit different ``forms``; without one the forms go round the roster. ``repeat_forms`` allows a
    candidate a form that they sat before, where there is no other.
    """

    id: str
    forms: tuple[str, ...]
    opens_ms: int
    closes_ms: int
    delivery: str
    invigilators: tuple[str, ...] = ()
    venue: str = ""
    seed: int = 0
    repeat_forms: bool = False


class IssuedCode(NamedTuple):
    """A one-time code, to be printed once and handed to its candidate."""

    candidate: Candidate
    code: str


class Skipped(NamedTuple):
    """A sitting that a delivery host does not deliver, and why."""

    sitting: str
    reason: str


class Deliverable(NamedTuple):
    """What a delivery host delivers and what it does not; how many attempts have begun."""

    planned: list[PlannedSitting]
    skipped: list[Skipped]
    begun: int


def schedule(
    home: Home, order: SittingOrder, lines: Sequence[RosterLine], editor: Identity
) -> list[IssuedCode]:
    """Schedule a sitting and return the one-time codes: the engine keeps only their digests.

    The editor has to be a reader of the bank's papers.

    :raises ExamEngineError: if the order cannot be carried out; nothing is left behind then.
    """
    host = _checked(home, order)
    invigilators = _invigilators(home, order)
    forms = [approved_form(home, form) for form in order.forms]
    path = home.new_paper(order.id)
    seal_papers(_papers(home, forms, editor), path, editor, [host])
    try:
        with writing(home.engine) as connection:
            wanted = _wanted(connection, order, forms)
            arranged = arrange(home, connection, lines, wanted)
            issued = [IssuedCode(candidate, new_code()) for candidate in arranged.candidates]
            sitting = _sitting(order, wanted, host, arranged.entries)
            sitting = replace(sitting, invigilators=invigilators)
            signature = sign_record(editor, SITTING_KIND, sitting)
            roster.add_sitting(connection, SignedSitting(sitting, path.name, signature))
            roster.add_places(connection, sitting, _digests(order.id, issued))
            _tell(connection, home, sitting, editor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return issued


def reissue(home: Home, sitting: str, candidate: str, actor: str) -> str:
    """Return a new one-time code for a candidate whose terminal is gone."""
    code = new_code()
    with writing(home.engine) as connection:
        digest = code_digest(sitting, candidate, code)
        roster.reissue_code(connection, sitting, candidate, digest)
        audit_log.append(
            connection,
            at_ms=home.clock.now_ms(),
            actor=actor,
            act="code reissued",
            subject=f"{sitting}: candidate {candidate}",
        )
    return code


def open_papers(home: Home, host: Identity) -> Deliverable:
    """Return the sittings that this delivery host delivers, and those it does not, with reasons.

    One sitting whose paper is lost or whose record was altered does not keep the others shut.
    """
    planned, skipped, all_begun = [], [], 0
    for sitting_id in roster.sitting_ids(home.engine):
        with reading(home.engine) as connection:
            waiting, begun = roster.open_places(connection, sitting_id)
        all_begun += begun
        try:
            if not waiting:
                raise StoreError("every attempt has ended")
            signed = roster.sitting_on_record(home.engine, sitting_id)
            if not begun and home.clock.now_ms() > signed.sitting.closes_ms:
                raise StoreError("has closed")
            planned.append(PlannedSitting(signed.sitting, _opened(home, signed, host)))
        except ExamEngineError as error:
            skipped.append(Skipped(sitting_id, str(error)))
    return Deliverable(planned, skipped, all_begun)


def roster_of(home: Home, sitting: str) -> list[Place]:
    """Return the roster of a sitting, by candidate number."""
    roster.sitting_on_record(home.engine, sitting)  # says so if there is none
    with reading(home.engine) as connection:
        return roster.places_of_sitting(connection, sitting)


def require_id(sitting: str) -> None:
    """Refuse what cannot be a sitting's id.

    :raises StoreError: with what an id is made of.
    """
    if not _ID.fullmatch(sitting):
        raise StoreError(
            f"{sitting!r} cannot be a sitting's id: up to 60 letters, digits, '.', '-' and '_', "
            "the first a letter or a digit"
        )


def _checked(home: Home, order: SittingOrder) -> Recipient:
    """Return the delivery host, if the order makes sense."""
    require_id(order.id)
    if not order.forms or len(set(order.forms)) < len(order.forms):
        raise StoreError(f"sitting {order.id}: name one form or more, each of them once")
    if order.closes_ms <= order.opens_ms:
        raise StoreError(f"sitting {order.id} would close before it opens")
    with reading(home.engine) as connection:
        if roster.has_sitting(connection, order.id):
            raise StoreError(f"there is a sitting {order.id} already; choose another id")
    trusted = home.trusted()
    host = trusted.by_name(order.delivery)
    if host is None:
        raise VaultError(
            f"there is no recipient {order.delivery!r} in {home.identities}; "
            f"there are: {', '.join(trusted.names()) or 'none'}"
        )
    return host


def _invigilators(home: Home, order: SittingOrder) -> tuple[str, ...]:
    """Return the fingerprints of the invigilators that the order names."""
    trusted, found = home.trusted(), []
    for name in dict.fromkeys(order.invigilators):
        known = trusted.by_name(name)
        if known is None:
            raise VaultError(
                f"there is no recipient {name!r} in {home.identities}; "
                f"there are: {', '.join(trusted.names()) or 'none'}"
            )
        if name == order.delivery:
            raise VaultError(f"{name} is the delivery host; name a person as invigilator")
        found.append(known.fingerprint)
    return tuple(sorted(found))


def _papers(home: Home, forms: Sequence[Form], editor: Identity) -> list[Paper]:
    first = one_exam(forms)
    blueprint = records.blueprint(home.engine, first.blueprint_digest)
    with banks.open_revision(home, first, editor) as bank:
        return [paper_of_form(form, blueprint, bank) for form in forms]


def _wanted(connection: Connection, order: SittingOrder, forms: Sequence[Form]) -> Wanted:
    venue = venues.latest(connection, order.venue) if order.venue else None
    return Wanted(forms, order.opens_ms, venue, order.seed, order.repeat_forms)


def _sitting(
    order: SittingOrder, wanted: Wanted, host: Recipient, entries: tuple[RosterEntry, ...]
) -> Sitting:
    return Sitting(
        id=order.id,
        forms=tuple(SatForm(form=form.id, digest=form.digest) for form in wanted.forms),
        opens_ms=order.opens_ms,
        closes_ms=order.closes_ms,
        host=host.fingerprint,
        roster=entries,
        venue=wanted.venue.id if wanted.venue else "",
        venue_digest=wanted.venue.digest if wanted.venue else "",
        seating_seed=wanted.seed if wanted.venue else 0,
    )


def _digests(sitting: str, issued: Iterable[IssuedCode]) -> Iterable[tuple[str, bytes]]:
    for candidate, code in issued:
        yield candidate.number, code_digest(sitting, candidate.number, code)


def _tell(connection: Connection, home: Home, sitting: Sitting, editor: Identity) -> None:
    audit_log.append(
        connection,
        at_ms=home.clock.now_ms(),
        actor=editor.name,
        act="sitting scheduled",
        subject=sitting.id,
        details={
            **{f"form {sat.form}": sat.digest for sat in sitting.forms},
            "candidates": str(len(sitting.roster)),
        },
    )
    audit_log.add_checkpoint(connection, editor)


def _opened(home: Home, signed: SignedSitting, host: Identity) -> dict[str, Paper]:
    sitting = signed.sitting
    doubt = doubt_about(home.trusted(), SITTING_KIND, sitting, signed.signature)
    if doubt:
        raise VaultError(doubt)
    if sitting.host != host.fingerprint:
        raise VaultError("is delivered by another host")
    path = home.papers / Path(signed.paper).name
    papers = open_sealed(path, host, home.trusted())
    found = [(paper.head.form, paper.head.form_digest) for paper in papers]
    if found != [(sat.form, sat.digest) for sat in sitting.forms]:
        raise VaultError(f"{path}: does not hold the papers of this sitting")
    return {paper.head.form: paper for paper in papers}
