"""What each act of an invigilator asks of an attempt: pure questions to the ledger.

Every act becomes events, which the one transition function takes or refuses, and leaves an entry of
the audit log that names who did it: either the one that follows from its event, or one of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from exam_engine.delivery.chronicle import duration_words
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    GIVEN_BACK,
    AttemptState,
    Cause,
    CheckedIn,
    EndedFor,
    Event,
    HelpCalled,
    IncidentNoted,
    MessageSent,
    NewEvent,
    Paused,
    Phase,
    Resumed,
    TimeGranted,
)
from exam_engine.store import audit_log, roster
from exam_engine.store.roster import Place
from exam_engine.store.staging import Decide, Decision, attempt_subject
from exam_engine.text import clean_line
from exam_engine.vault.admission import code_digest
from exam_engine.wire.incidents import incident_words
from exam_engine.wire.invigilator import (
    Act,
    CheckIn,
    FinishFor,
    Grant,
    HelpDone,
    Incident,
    Message,
    Pause,
    Resume,
    TakeOver,
)

_MOVING = "Your exam goes on at another seat. Everything saved is kept."


def question(act: Act, place: Place, who: str, *, second: str = "", code: str = "") -> Decide:
    """Return what ``act`` by ``who`` asks of the attempt at a place.

    :param second: who consents to an ending. :param code: the new code of a takeover.
    """
    match act:
        case CheckIn() | Message() | HelpDone():
            return _told(act, place, who)
        case Pause():
            credit_ms = 0 if act.charged else GIVEN_BACK
            return _saying(Paused(Cause(act.cause), who, credit_ms, clean_line(act.words)))
        case Resume():
            return _saying(Resumed(who))
        case Grant():
            return _saying(_grant(act.seconds, act.reason, who))
        case Incident():
            return _saying(*_incident(act, who))
        case TakeOver():
            return _take_over(act, place, who, code)
        case FinishFor():
            return _finish(clean_line(act.reason), (who, second))


def _saying(*events: Event) -> Decide:
    return lambda state, now_ms: Decision([NewEvent(event) for event in events])


def _grant(seconds: int, reason: str, who: str) -> TimeGranted:
    return TimeGranted(seconds * 1000, f"{clean_line(reason)} ({who})")


def _incident(act: Incident, who: str) -> list[Event]:
    """Return an incident with its effect on time, stated in its words and granted."""
    words = incident_words(act.cause, act.kind)
    text = f"{words}, {clean_line(act.words)}" if act.words.strip() else words
    effect = f"{duration_words(act.seconds * 1000)} granted" if act.seconds else "none"
    noted = IncidentNoted(Cause(act.cause), f"{text}; effect on time: {effect}", who)
    return [noted, _grant(act.seconds, words, who)] if act.seconds else [noted]


def _told(act: CheckIn | Message | HelpDone, place: Place, who: str) -> Decide:
    """Acts whose events leave no entry of their own in the audit log."""

    def decide(state: AttemptState, now_ms: int) -> Decision:
        event: Event = HelpCalled(False)
        told = "help given"
        details: dict[str, str] = {}
        match act:
            case CheckIn():
                seen, seat = clean_line(act.seen), clean_line(act.seat)
                event = CheckedIn(seen, seat, who)
                told = "checked in" if seen else "check-in taken back"
                details = {"seen": seen, "seat": seat}
            case Message():
                number = state.messages + 1
                event = MessageSent(number, clean_line(act.text), who)
                told, details = "message sent", {"number": str(number)}
            case HelpDone() if not state.calls_help:
                raise AttemptRefused(Refusal.NOT_STARTED, "nobody calls for help there")
        return Decision([NewEvent(event)], _audit(place, who, told, now_ms, details))

    return decide


def _take_over(act: TakeOver, place: Place, who: str, code: str) -> Decide:
    sitting, number = place.sitting_id, place.candidate.number

    def decide(state: AttemptState, now_ms: int) -> Decision:
        events: list[Event] = []
        if state.phase is Phase.ENDED:
            raise AttemptRefused(
                Refusal.ALREADY_SUBMITTED, "the attempt has ended; there is nothing to take over"
            )
        if act.seconds:
            events.append(_grant(act.seconds, act.reason, who))
        if state.phase is Phase.RUNNING:
            events.append(Paused(Cause.TECHNICAL, who, GIVEN_BACK, _MOVING))
        reason = {"reason": clean_line(act.reason)}
        note = _audit(place, who, "code reissued", now_ms, reason)

        def write(connection: Connection) -> None:
            digest = code_digest(sitting, number, code)
            roster.reissue_code(connection, sitting, number, digest)
            note(connection)

        return Decision([NewEvent(event) for event in events], write)

    return decide


def _finish(reason: str, by: tuple[str, str]) -> Decide:
    def decide(state: AttemptState, now_ms: int) -> Decision:
        at_ms = min(now_ms, state.deadline_at(now_ms)) if state.started_ms else now_ms
        return Decision([NewEvent(EndedFor(at_ms, by, reason))])

    return decide


def _audit(
    place: Place, who: str, act: str, now_ms: int, details: dict[str, str]
) -> Callable[[Connection], None]:
    def write(connection: Connection) -> None:
        audit_log.append(
            connection,
            at_ms=now_ms,
            actor=who,
            act=act,
            subject=attempt_subject(place.sitting_id, place.candidate.number),
            details={name: text for name, text in details.items() if text},
        )

    return write
