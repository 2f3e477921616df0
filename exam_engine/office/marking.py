"""Marking a sitting, and recomputing what was marked.

Marking, step by step:

1. The form is read from the record and held against its digest; the blueprint against the form.
2. The answer keys are opened with the marking identity and held against the digests in the form.
3. Each attempt that has ended is replayed from its events, and the digest of its events is held
   against the one that the audit log took down when it ended.
4. Marks and result follow; the result is signed by the marking identity.
5. Result revision 1 and its audit entry are written in one transaction.

Recomputing takes steps 1 to 4 again and compares with the record and its signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from exam_engine.bank.sealed import SealedBank
from exam_engine.canonical import canonical_json
from exam_engine.delivery.replay import attempt_digest, replay
from exam_engine.errors import MarkingError
from exam_engine.marking.attempt import mark_attempt
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.item import ItemAnswers
from exam_engine.model.result import Result
from exam_engine.office.home import Home
from exam_engine.results.outcome import result_of
from exam_engine.store import audit_log, records, roster
from exam_engine.store.database import reading, writing
from exam_engine.store.events import recorded_events
from exam_engine.store.records import SignedResult
from exam_engine.store.roster import Place
from exam_engine.vault.identity import Identity

Progress = Callable[[int, int], None]
"""Told how many of how many attempts are done."""


class Marked(NamedTuple):
    """What marking a sitting did: new results, how many were marked before, who is not done."""

    results: list[Result]
    marked_before: int
    not_ended: list[str]


def mark_sitting(
    home: Home,
    blueprint: Blueprint,
    bank: SealedBank,
    sitting: str,
    marker: Identity,
    progress: Progress = lambda done, total: None,
) -> Marked:
    """Mark every attempt of a sitting that has ended and has no result yet.

    :raises MarkingError: if form, bank, blueprint and attempts do not belong together, or a record
        was altered.
    """
    form, answers = _form_and_answers(home, blueprint, bank, sitting)
    places = _places(home, sitting)
    known = {signed.result.candidate for signed in records.results(home.engine, sitting)}
    due = [
        place
        for place in places
        if place.ended_ms is not None and place.candidate.number not in known
    ]
    marked = []
    with writing(home.engine) as connection:
        ended = _digests_at_end(connection)
        for done, place in enumerate(due, start=1):
            result = _result(connection, blueprint, form, answers, place, ended)
            marked.append(result)
            progress(done, len(due))
        records.keep_results(connection, (_signed(result, marker) for result in marked))
        if marked:
            audit_log.append(
                connection,
                at_ms=home.clock.now_ms(),
                actor=marker.name,
                act="sitting marked",
                subject=sitting,
                details={"results": str(len(marked)), "form": form.digest},
            )
    if marked:
        audit_log.add_checkpoint(home.engine, marker)
    not_ended = [place.candidate.number for place in places if place.ended_ms is None]
    return Marked(marked, len(known), not_ended)


class Difference(NamedTuple):
    """A result on record that is not what the evidence gives."""

    candidate: str
    problem: str


def verify_results(
    home: Home, blueprint: Blueprint, bank: SealedBank, sitting: str
) -> tuple[int, list[Difference]]:
    """Recompute every result of a sitting; return how many there are and what differs."""
    form, answers = _form_and_answers(home, blueprint, bank, sitting)
    places = {place.candidate.number: place for place in _places(home, sitting)}
    kept = records.results(home.engine, sitting)
    differences = []
    with reading(home.engine) as connection:
        ended = _digests_at_end(connection)
        for signed in kept:
            place = places[signed.result.candidate]
            for problem in _problems(home, signed):
                differences.append(Difference(signed.result.candidate, problem))
            try:
                found = _result(connection, blueprint, form, answers, place, ended)
            except MarkingError as error:
                differences.append(Difference(signed.result.candidate, str(error)))
                continue
            if found != signed.result:
                differences.append(
                    Difference(signed.result.candidate, "recomputing gives another result")
                )
    return len(kept), differences


def form_of_sitting(home: Home, sitting: str) -> Form:
    """Return the form of a sitting, held against the digest that the sitting names.

    :raises MarkingError: if they do not fit together.
    """
    planned, _ = roster.sitting_and_paper(home.engine, sitting)
    form = records.form(home.engine, planned.form)
    if form.digest != planned.form_digest:
        raise MarkingError(f"{sitting}: the form on record is not the one that was sat")
    return form


def answers_for(bank: SealedBank, form: Form) -> dict[str, ItemAnswers]:
    """Return the answer keys of a form's items, each held against the form's digest."""
    return {
        entry.item: bank.answers(entry.item, entry.version, entry.answers_digest)
        for entry in form.items
    }


def _form_and_answers(
    home: Home, blueprint: Blueprint, bank: SealedBank, sitting: str
) -> tuple[Form, dict[str, ItemAnswers]]:
    # Step 1.
    form = form_of_sitting(home, sitting)
    if (form.blueprint, form.blueprint_digest) != (blueprint.id, blueprint.digest):
        raise MarkingError(
            f"{form.id} was built from another edition of {form.blueprint} than the one at hand; "
            "give the blueprint file that it was built from"
        )
    # Step 2.
    try:
        return form, answers_for(bank, form)
    except KeyError as error:
        raise MarkingError(
            f"{bank.path} has no answers for {error}; open the revision that the form was built "
            "from"
        ) from None


def _places(home: Home, sitting: str) -> list[Place]:
    with reading(home.engine) as connection:
        return roster.places_of_sitting(connection, sitting)


def _result(
    connection: Connection,
    blueprint: Blueprint,
    form: Form,
    answers: dict[str, ItemAnswers],
    place: Place,
    ended: dict[int, str],
) -> Result:
    # Step 3.
    recorded = recorded_events(connection, place.attempt_id)
    state = replay(recorded)
    digest = attempt_digest(recorded)
    if ended.get(place.attempt_id) != digest:
        raise MarkingError(
            f"candidate {place.candidate.number}: the events on record are not those that the "
            "audit log took down when the attempt ended"
        )
    # Step 4.
    marks = mark_attempt(form, answers, state.responses)
    return result_of(
        blueprint,
        form,
        marks,
        sitting=place.sitting.id,
        candidate=place.candidate.number,
        state=state,
        attempt_digest=digest,
    )


def _digests_at_end(connection: Connection) -> dict[int, str]:
    """Return what the audit log says of ended attempts: digest of their events by attempt."""
    return {
        int(entry.subject.removeprefix("attempt ")): entry.details["digest"]
        for entry in audit_log.entries_of(connection, ("attempt submitted", "attempt expired"))
    }


def _signed(result: Result, marker: Identity) -> SignedResult:
    return SignedResult(
        result=result, signer=marker.name, signature=marker.sign(_statement(result))
    )


def _statement(result: Result) -> bytes:
    return canonical_json(["exam-engine result", result.digest])


def _problems(home: Home, signed: SignedResult) -> Iterator[str]:
    signer = home.trusted().by_name(signed.signer)
    if signer is None:
        yield f"is signed by {signed.signer}, who is not known here"
    elif not signer.verifies(signed.signature, _statement(signed.result)):
        yield f"the signature is not {signed.signer}'s"


def pass_count(results: Sequence[Result]) -> int:
    """Return how many results are passes."""
    return sum(result.passed for result in results)
