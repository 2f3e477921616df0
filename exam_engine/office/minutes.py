"""Making and verifying session minutes.

Making, step by step:

1. The sitting is believed only with its editor's signature, the audit log only if it is intact.
2. Each attempt is told from its events; its end is held against the delivery host's signature, and
   a doubt is written down, not hidden.
3. An entry of the audit log says that minutes were made; the checkpoint that follows it is signed,
   kept, and stands in the minutes.
4. Whoever makes them signs the whole record.

Verifying needs the signer's recipient and nothing else. Where the sitting is on record, too, the
minutes are held against it: the sitting, every attempt, and the checkpoint in the audit log.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

import exam_engine
from exam_engine.canonical import digest
from exam_engine.delivery.chronicle import chronicle
from exam_engine.delivery.replay import attempt_digest, replay
from exam_engine.errors import StoreError
from exam_engine.model.attempt import Recorded
from exam_engine.model.minutes import (
    MINUTES_KIND,
    AuditStand,
    BoundForm,
    Minutes,
    MinutesLine,
    Person,
    SeatMinutes,
    SignedMinutes,
)
from exam_engine.model.sitting import RosterEntry, Sitting
from exam_engine.office.evidence import audit_findings, genuine_sitting, intact_audit_log
from exam_engine.office.home import Home
from exam_engine.store import audit_log, roster
from exam_engine.store.database import reading, writing
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import Place
from exam_engine.store.staging import END_KIND
from exam_engine.text import clean_line
from exam_engine.vault.audit import Checkpoint, checkpoint_is_genuine
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import Signature, doubt_about, sign_record
from exam_engine.vault.trust import TrustedSigners

FORMAT = 1
_LARGEST_FILE_BYTES = 100_000_000


def make_minutes(home: Home, sitting_id: str, signer: Identity) -> SignedMinutes:
    """Return the minutes of a sitting, signed; the act is audited.

    :raises StoreError: if the sitting or the audit log cannot be believed.
    """
    sitting = genuine_sitting(home, sitting_id).sitting  # step 1
    intact_audit_log(home)
    trusted = home.trusted()
    seats = _seats(home, sitting, trusted)  # step 2
    made_ms = home.clock.now_ms()
    stated = _told_in_audit_log(home, sitting_id, signer, seats, made_ms)  # step 3
    minutes = Minutes(
        format=FORMAT,
        sitting=sitting.id,
        sitting_digest=digest(sitting),
        opens_ms=sitting.opens_ms,
        closes_ms=sitting.closes_ms,
        made_ms=made_ms,
        engine=exam_engine.__version__,
        host=_person(trusted, sitting.host),
        invigilators=tuple(_person(trusted, one) for one in sitting.invigilators),
        forms=tuple(BoundForm(form=one.form, digest=one.digest) for one in sitting.forms),
        seats=tuple(seats),
        audit=AuditStand(**msgspec.structs.asdict(stated)),
    )
    signature = sign_record(signer, MINUTES_KIND, minutes)  # step 4
    who = Person(name=signer.name, fingerprint=signer.fingerprint)
    return SignedMinutes(minutes=minutes, signer=who, signature=signature.value)


def minutes_file(signed: SignedMinutes) -> bytes:
    """Return minutes as a file of JSON."""
    return msgspec.json.format(msgspec.json.encode(signed, order="sorted"), indent=2) + b"\n"


def read_minutes(path: Path) -> SignedMinutes:
    """Read a file of minutes.

    :raises StoreError: if it is none.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > _LARGEST_FILE_BYTES:
        raise StoreError(f"{path}: is larger than minutes can be")
    try:
        found = msgspec.json.decode(raw, type=SignedMinutes)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise StoreError(
            f"{path}: is not a file of session minutes; name the .json, not the .pdf"
        ) from None
    if found.minutes.format != FORMAT:
        raise StoreError(f"{path}: is of a format that this engine does not know")
    return found


def doubts_about(home: Home, signed: SignedMinutes) -> tuple[list[str], bool]:
    """Return what is wrong with minutes, and whether the sitting is on record here to compare."""
    minutes, trusted = signed.minutes, home.trusted()
    known = trusted.by_fingerprint(signed.signer.fingerprint)
    if known is None:
        return ["the signer is not known here: their fingerprint is of no recipient"], False
    signature = Signature(signer=known.name, value=signed.signature)
    doubt = doubt_about(trusted, MINUTES_KIND, minutes, signature)
    if doubt:
        return [doubt], False
    stated = Checkpoint(**msgspec.structs.asdict(minutes.audit))
    found = [] if checkpoint_is_genuine(stated, known) else ["the checkpoint is not the signer's"]
    with reading(home.engine) as connection:
        here = roster.has_sitting(connection, minutes.sitting)
    return (found + _against_record(home, minutes, stated), True) if here else (found, False)


# --- helpers ---


def _told_in_audit_log(
    home: Home, sitting_id: str, signer: Identity, seats: list[SeatMinutes], made_ms: int
) -> Checkpoint:
    """Leave an entry of the minutes, and return the checkpoint that follows it."""
    with writing(home.engine) as connection:
        audit_log.append(
            connection,
            at_ms=made_ms,
            actor=signer.name,
            act="minutes made",
            subject=sitting_id,
            details={"attempts": digest([[seat.candidate, seat.digest] for seat in seats])},
        )
        stated = audit_log.add_checkpoint(connection, signer)
    assert stated is not None  # there is the entry just made
    return stated


def _against_record(home: Home, minutes: Minutes, stated: Checkpoint) -> list[str]:
    """Return where minutes and record differ; what came after the minutes is no difference."""
    sitting = genuine_sitting(home, minutes.sitting).sitting
    found = []
    if digest(sitting) != minutes.sitting_digest:
        found.append("the sitting on record is another one")
    _, findings = audit_findings(home, [stated])
    found += [f"audit log, entry {finding.n}: {finding.problem}" for finding in findings]
    events = {place.candidate.number: recorded for place, recorded in _recorded(home, sitting.id)}
    for seat in minutes.seats:
        recorded = events.get(seat.candidate, [])[: seat.events]
        if attempt_digest(recorded) != seat.digest:
            found.append(f"candidate {seat.candidate}: the events on record are others")
    return found


def _seats(home: Home, sitting: Sitting, trusted: TrustedSigners) -> list[SeatMinutes]:
    entries = {entry.number: entry for entry in sitting.roster}
    seats = []
    for place, recorded in _recorded(home, sitting.id):
        entry = entries.get(place.candidate.number)
        if entry is None or not place.is_as_signed(entry):
            raise StoreError(
                f"{sitting.id}: candidate {place.candidate.number} is not as the signed roster has "
                "it: the record was altered; restore the database"
            )
        seats.append(_seat(place, recorded, entry, _doubt(place, recorded, sitting, trusted)))
    missing = entries.keys() - {seat.candidate for seat in seats}
    if missing:
        raise StoreError(f"{sitting.id}: no record of candidate {min(missing)}: it was removed")
    return seats


def _recorded(home: Home, sitting_id: str) -> list[tuple[Place, list[Recorded]]]:
    with reading(home.engine) as connection:
        places = roster.places_of_sitting(connection, sitting_id)
        return [(place, recorded_events(connection, place.attempt_id)) for place in places]


def _seat(place: Place, recorded: list[Recorded], entry: RosterEntry, doubt: str) -> SeatMinutes:
    state = replay(recorded)
    given = f"{entry.room}/{entry.seat}" if entry.room else entry.seat
    return SeatMinutes(
        candidate=place.candidate.number,
        name=place.candidate.name,
        seat=state.seat or given,
        form=entry.form,
        checked_in=state.checked_in,
        phase=state.phase.value if recorded else "",
        ending=state.ending.value if state.ending else "",
        started_ms=state.started_ms or None,
        ended_ms=state.ended_ms or None,
        allowance_ms=state.allowance_ms,
        extra_ms=entry.extra_time_ms,
        granted_ms=state.granted_ms,
        stopped_ms=state.stopped_ms,
        terminals=state.terminal,
        answered=len(state.responses),
        incidents=state.incidents,
        events=state.events,
        digest=attempt_digest(recorded),
        doubt=doubt,
        log=tuple(
            MinutesLine(at_ms=at_ms, words=clean_line(words))
            for at_ms, words in chronicle(recorded)
        ),
    )


def _doubt(
    place: Place, recorded: list[Recorded], sitting: Sitting, trusted: TrustedSigners
) -> str:
    """Return why the end of an attempt is not to be believed, empty if it is or there is none."""
    ended = replay(recorded).ending is not None
    if place.end is None:
        return "the end is not signed" if ended or place.ended_ms else ""
    end, signature = place.end
    host = trusted.by_fingerprint(sitting.host)
    if host is None or signature.signer != host.name:
        return "the end is not signed by the delivery host"
    told = (end.sitting, end.candidate, end.digest)
    if told != (sitting.id, place.candidate.number, attempt_digest(recorded)):
        return "the events on record are not those that were signed"
    return doubt_about(trusted, END_KIND, end, signature)


def _person(trusted: TrustedSigners, fingerprint: str) -> Person:
    known = trusted.by_fingerprint(fingerprint)
    return Person(name=known.name if known else "", fingerprint=fingerprint)
