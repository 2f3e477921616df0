"""Marking a sitting, and recomputing what was marked.

Marking, step by step:

1. The audit log is verified: nothing is marked on a record that was altered.
2. Sitting, form, blueprint and answer keys are gathered with their signatures and digests
   (evidence.py), and the roster on record is held against the signed one.
3. Each attempt that has ended is replayed from its events. The digest of its events has to be the
   one that the delivery host signed for this candidate when the attempt ended, and the time it was
   given has to be the time that the roster grants.
4. Marks and result follow; the result is signed by the marking identity.
5. Results, an audit entry for each, and a signed checkpoint are written in one transaction. An
   attempt with marks that wait for examiners has no result yet.

Recomputing takes steps 1 to 4 again and compares with the record, its signatures and the audit log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from exam_engine.delivery.replay import attempt_digest, replay
from exam_engine.delivery.timing import allowance_ms
from exam_engine.errors import ExamEngineError, MarkingError
from exam_engine.marking.attempt import mark_attempt
from exam_engine.model.result import Result
from exam_engine.office.evidence import Evidence, audit_findings, gather, intact_audit_log
from exam_engine.office.home import Home
from exam_engine.results.outcome import result_of
from exam_engine.store import audit_log, records, roster
from exam_engine.store.audit_log import Act
from exam_engine.store.database import reading, writing
from exam_engine.store.events import recorded_events
from exam_engine.store.records import RESULT_KIND, SignedResult
from exam_engine.store.roster import Place
from exam_engine.store.staging import END_KIND, attempt_subject
from exam_engine.vault.audit import AuditEntry, Checkpoint
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import doubt_about, sign_record
from exam_engine.vault.trust import TrustedSigners

RECORDED = "result recorded"

Progress = Callable[[int, int], None]
"""Told how many of how many attempts are done."""


class Marked(NamedTuple):
    """What marking a sitting did: new results, how many were marked before, who is not done.

    ``awaiting`` holds what is known of attempts with responses that examiners have yet to mark. It
    is not final, so none of it is on record.
    """

    results: list[Result]
    marked_before: int
    not_ended: list[str]
    awaiting: list[Result]
    checkpoint: Checkpoint | None


class Difference(NamedTuple):
    """Something about a candidate's result that is not as the evidence has it."""

    candidate: str
    problem: str


def mark_sitting(
    home: Home,
    sitting: str,
    marker: Identity,
    progress: Progress = lambda done, total: None,
) -> Marked:
    """Mark every attempt of a sitting that has ended and has no result yet.

    :raises ExamEngineError: if a record was altered, or records do not belong together.
    """
    # Step 1.
    entries = intact_audit_log(home)
    # Step 2.
    evidence = gather(home, sitting, marker)
    known, damaged = records.results(home.engine, sitting)
    gone = [*(Difference(*each) for each in damaged), *_missing_results(sitting, entries, known)]
    if gone:
        raise MarkingError(f"{sitting}: candidate {gone[0].candidate}: {gone[0].problem}")
    before = {signed.result.candidate for signed in known}
    trusted = home.trusted()
    with reading(home.engine) as connection:
        places = _places(connection, evidence)
        due = [p for p in places if p.ended_ms is not None and p.candidate.number not in before]
        marked = []
        for done, place in enumerate(due, start=1):
            # Steps 3 and 4.
            marked.append(_result(connection, evidence, place, trusted))
            progress(done, len(due))
    # Step 5.
    final = [result for result in marked if not result.awaiting]
    checkpoint = _keep(home, final, marker) if final else None
    not_ended = [place.candidate.number for place in places if place.ended_ms is None]
    awaiting = [result for result in marked if result.awaiting]
    return Marked(final, len(before), not_ended, awaiting, checkpoint)


def verify_results(home: Home, sitting: str, reader: Identity) -> tuple[int, list[Difference]]:
    """Recompute every result of a sitting; return how many there are and what differs."""
    entries, findings = audit_findings(home)
    differences = [Difference("(audit log)", f"entry {f.n} {f.problem}") for f in findings]
    evidence = gather(home, sitting, reader)
    known, damaged = records.results(home.engine, sitting)
    differences += [Difference(*each) for each in damaged]
    differences += _missing_results(sitting, entries, known)
    trusted = home.trusted()
    with reading(home.engine) as connection:
        places = {
            place.candidate.number: place for place in roster.places_of_sitting(connection, sitting)
        }
        differences += _roster_problems(evidence, places.values())
        for signed in known:
            number = signed.result.candidate
            differences += [
                Difference(number, problem)
                for problem in _problems(connection, evidence, places.get(number), signed, trusted)
            ]
    return len(known), differences


def genuine_results(home: Home, sitting: str) -> tuple[list[Result], list[Difference]]:
    """Return the results on record whose signatures hold, and what is wrong with others."""
    known, damaged = records.results(home.engine, sitting)
    trusted = home.trusted()
    genuine, problems = [], [Difference(*each) for each in damaged]
    for result, signature in known:
        doubt = doubt_about(trusted, RESULT_KIND, result, signature)
        if doubt:
            problems.append(Difference(result.candidate, doubt))
        else:
            genuine.append(result)
    return genuine, problems


def pass_count(results: Sequence[Result]) -> int:
    """Return how many results are passes."""
    return sum(result.passed for result in results)


def _keep(home: Home, marked: Sequence[Result], marker: Identity) -> Checkpoint | None:
    signed = [SignedResult(each, sign_record(marker, RESULT_KIND, each)) for each in marked]
    acts = [
        Act(
            marker.name,
            RECORDED,
            attempt_subject(result.sitting, result.candidate),
            {"revision": str(result.revision), "digest": result.digest},
        )
        for result in marked
    ]
    with writing(home.engine) as connection:
        records.keep_results(connection, signed)
        audit_log.append_all(connection, home.clock.now_ms(), acts)
        return audit_log.add_checkpoint(connection, marker)


def _places(connection: Connection, evidence: Evidence) -> list[Place]:
    places = roster.places_of_sitting(connection, evidence.sitting.id)
    problems = list(_roster_problems(evidence, places))
    if problems:
        raise MarkingError(f"candidate {problems[0].candidate}: {problems[0].problem}")
    return places


def _roster_problems(evidence: Evidence, places: Iterable[Place]) -> Iterator[Difference]:
    """Yield whoever is not on record as the signed roster has them."""
    found = {place.candidate.number: place for place in places}
    signed = {entry.number: entry for entry in evidence.sitting.roster}
    for number in sorted(signed.keys() | found.keys()):
        if number not in found or not found[number].is_as_signed(signed.get(number)):
            yield Difference(number, "the record is not as the signed roster has it")


def _result(
    connection: Connection, evidence: Evidence, place: Place, trusted: TrustedSigners
) -> Result:
    number = place.candidate.number
    form = evidence.form_of(number)
    recorded = recorded_events(connection, place.attempt_id)
    state = replay(recorded)
    digest = attempt_digest(recorded)
    problem = _doubt_about_end(evidence, place, trusted)
    if not problem and place.end is not None and place.end.end.digest != digest:
        problem = "the events on record are not those that were there when the attempt ended"
    allowed_ms = allowance_ms(form.minutes * 60_000, place.accommodation.extra_time_ms)
    if not problem and state.allowance_ms != allowed_ms:
        problem = "the attempt did not run for the time that the roster grants"
    if problem:
        raise MarkingError(f"candidate {number}: {problem}")
    return result_of(
        evidence.blueprint,
        form,
        mark_attempt(form, evidence.answers, state.responses),
        sitting=evidence.sitting.id,
        candidate=number,
        state=state,
        attempt_digest=digest,
    )


def _doubt_about_end(evidence: Evidence, place: Place, trusted: TrustedSigners) -> str:
    """Return why the statement that ended an attempt cannot be believed, or an empty text."""
    if place.end is None:
        return "the attempt has no signed end"
    end, signature = place.end
    host = trusted.by_fingerprint(evidence.sitting.host)
    if host is None or host.name != signature.signer:
        return "the attempt was not ended by the delivery host of the sitting"
    whose = (evidence.sitting.id, place.candidate.number, place.ended_ms)
    if (end.sitting, end.candidate, end.ended_ms) != whose:
        return "the end on record is that of another attempt"
    return doubt_about(trusted, END_KIND, end, signature)


def _missing_results(
    sitting: str, entries: Iterable[AuditEntry], known: Iterable[SignedResult]
) -> list[Difference]:
    """Return the results that the audit log tells of and the record does not have, and reverse."""
    told = {
        entry.subject.removeprefix(attempt_subject(sitting, "")): entry.details.get("digest")
        for entry in entries
        if entry.act == RECORDED and entry.subject.startswith(attempt_subject(sitting, ""))
    }
    kept = {signed.result.candidate: signed.result.digest for signed in known}
    return [
        Difference(number, "the result on record is not the one that the audit log tells of")
        for number in sorted(told.keys() | kept.keys())
        if told.get(number) != kept.get(number)
    ]


def _problems(
    connection: Connection,
    evidence: Evidence,
    place: Place | None,
    signed: SignedResult,
    trusted: TrustedSigners,
) -> Iterator[str]:
    doubt = doubt_about(trusted, RESULT_KIND, signed.result, signed.signature)
    if doubt:
        yield doubt
    if place is None:
        yield "there is a result without an attempt"
        return
    try:
        found = _result(connection, evidence, place, trusted)
    except ExamEngineError as error:
        yield str(error)
        return
    if found != signed.result:
        yield "recomputing gives another result"
