"""The form of each act: what has to be said, and what is proposed."""

from __future__ import annotations

from exam_engine.console.pages.form import Answers, Choice, Form, Line, Question
from exam_engine.console.pages.page import Do, Finish, Leave, Wish
from exam_engine.console.seats import LiveSeat
from exam_engine.vault.secret import Secret
from exam_engine.wire.incidents import INCIDENTS
from exam_engine.wire.invigilator import (
    LONGEST_GRANT_S,
    LONGEST_MESSAGE,
    LONGEST_WORDS,
    Act,
    CheckIn,
    Grant,
    HelpDone,
    Incident,
    Message,
    Pause,
    Resume,
    TakeOver,
)

Seats = list[LiveSeat]
_CAUSES = (
    ("environment", "environment: noise, alarm, power"),
    ("technical", "technical: terminal, network"),
    ("staff", "staff"),
    ("candidate", "candidate: illness, left the room"),
    ("break", "break"),
)
_PAUSE_WORDS = {
    "environment": "The room is interrupted. Stay seated and wait for the invigilator.",
    "technical": "There is a technical problem. Wait for the invigilator.",
    "staff": "The exam is stopped for a moment. Wait for the invigilator.",
    "candidate": "Your exam is stopped. Talk to the invigilator.",
    "break": "Break.",
}
_DOCUMENTS = ("identity card", "passport", "driving licence", "residence permit")
_MOST_MINUTES = LONGEST_GRANT_S // 60


def check_in(seats: Seats, everyone: bool) -> Form:
    """Ask which document was seen, and where the candidate sits."""
    documents = [*((one, one) for one in _DOCUMENTS), ("", "nothing: take a check-in back")]
    questions: list[Question] = [Choice("seen", "Document seen", documents)]
    if len(seats) == 1:
        seat = seats[0].view.seat
        questions.append(Line("seat", "Seat (for example Room 1/A3)", 40, seat))
    lead = f"Check in {_whom(seats)}. Hold the document against the face and the name."

    def then(answers: Answers) -> Wish:
        return _do(CheckIn(seen=answers["seen"], seat=answers.get("seat", "")), seats, everyone)

    return Form("Check in", lead, questions, then)


def pause(seats: Seats, everyone: bool) -> Form:
    """Ask for cause and words."""

    def more(answers: Answers) -> list[Question]:
        words = _PAUSE_WORDS[answers["cause"]]
        questions: list[Question] = [
            Line("words", "Words on the screen", LONGEST_WORDS, words, least=3)
        ]
        if answers["cause"] in ("candidate", "break"):
            both = [("no", "given back"), ("yes", "charged: the clock runs on")]
            questions.append(Choice("charged", "The time of the pause is", both))
        return questions

    def then(answers: Answers) -> Wish:
        charged = answers.get("charged") == "yes"
        act = Pause(cause=answers["cause"], words=answers["words"], charged=charged)
        return _do(act, seats, everyone)

    lead = f"Pause {_whom(seats)}. The paper is hidden at once, until you resume."
    return Form("Pause", lead, [Choice("cause", "Cause", _CAUSES)], then, more)


def resume(seats: Seats, everyone: bool) -> Form:
    """Ask whether to resume."""
    return _plain("Resume", f"Let the exam of {_whom(seats)} go on.", Resume(), seats, everyone)


def help_done(seats: Seats, everyone: bool) -> Form:
    """Ask whether help was given."""
    lead = f"The call for help of {_whom(seats)} was answered."
    return _plain("Help was given", lead, HelpDone(), seats, everyone)


def grant(seats: Seats, everyone: bool) -> Form:
    """Ask for minutes and the reason."""
    minutes = Line("minutes", "Minutes", 3, least=1, digits=True, most=_MOST_MINUTES)
    reason = Line("reason", "Reason", LONGEST_WORDS, least=3)

    def then(answers: Answers) -> Wish:
        seconds = int(answers["minutes"]) * 60
        return _do(Grant(seconds=max(1, seconds), reason=answers["reason"]), seats, everyone)

    lead = f"Give incident time to {_whom(seats)}. It shows on the screen at once."
    return Form("Incident time", lead, [minutes, reason], then)


def message(seats: Seats, everyone: bool) -> Form:
    """Ask for the words."""

    def then(answers: Answers) -> Wish:
        return _do(Message(text=answers["text"]), seats, everyone)

    lead = f"Message to {_whom(seats)}. It stays until it is confirmed."
    return Form("Message", lead, [Line("text", "Message", LONGEST_MESSAGE, least=1)], then)


def incident(seats: Seats, everyone: bool) -> Form:
    """Ask for cause and kind, words, and the effect on time."""
    causes = [(cause, cause) for cause in INCIDENTS]

    def more(answers: Answers) -> list[Question]:
        return [
            Choice("kind", "Kind", list(INCIDENTS[answers["cause"]].items())),
            Line("words", "What happened (may stay empty)", LONGEST_WORDS),
            Line("minutes", "Minutes to give back", 3, "0", digits=True, most=_MOST_MINUTES),
        ]

    def then(answers: Answers) -> Wish:
        act = Incident(
            cause=answers["cause"],
            kind=answers["kind"],
            words=answers["words"],
            seconds=int(answers["minutes"] or 0) * 60,
        )
        return _do(act, seats, everyone)

    lead = f"Incident for {_whom(seats)}. It goes into the minutes as it stands here."
    return Form("Incident", lead, [Choice("cause", "Cause", causes)], then, more)


def take_over(seats: Seats, everyone: bool) -> Form:
    """Ask why, and how many minutes were lost before."""
    reason = Line("reason", "Reason", LONGEST_WORDS, "terminal failed", least=3)
    minutes = Line("minutes", "Minutes lost before now", 3, "0", digits=True, most=_MOST_MINUTES)

    def then(answers: Answers) -> Wish:
        seconds = int(answers["minutes"] or 0) * 60
        return _do(TakeOver(reason=answers["reason"], seconds=seconds), seats, everyone)

    lead = (
        f"Another seat for {_whom(seats)}. The clock stops now; a new code is shown. When the "
        "candidate has entered it at the other terminal, resume."
    )
    return Form("Other seat", lead, [reason, minutes], then)


def finish(seats: Seats, everyone: bool) -> Form:
    """Ask for the reason and for the second person; the end has to be typed."""
    questions: list[Question] = [
        Line("reason", "Reason", LONGEST_WORDS, least=3),
        Line("second", "Second invigilator's name (of the identity)", 63, least=1),
        Line("passphrase", "Their passphrase, typed by them", 200, least=1, hidden=True),
        Line("typed", "Type FINISH", 6, must_be="FINISH"),
    ]

    def then(answers: Answers) -> Wish:
        passphrase = Secret(answers["passphrase"].encode())
        for question in questions:
            if isinstance(question, Line) and question.hidden:
                question.value = ""
        candidates = tuple(seat.view.candidate for seat in seats)
        return Finish(candidates, answers["reason"], answers["second"], passphrase)

    return Form(
        "Finish for a candidate",
        f"Finish the exam of {_whom(seats)}. What was saved is submitted.",
        questions,
        then,
        warning="This cannot be undone.",
    )


def leave() -> Form:
    """Ask whether to leave."""
    lead = "Sign out and leave the console. The exams go on; nobody watches them from here."
    return Form("Leave", lead, [], lambda _: Leave())


def _plain(title: str, lead: str, act: Act, seats: Seats, everyone: bool) -> Form:
    return Form(title, lead, [], lambda _: _do(act, seats, everyone))


def _do(act: Act, seats: Seats, everyone: bool) -> Do:
    return Do(act, tuple(seat.view.candidate for seat in seats), everyone)


def _whom(seats: Seats) -> str:
    if len(seats) == 1:
        view = seats[0].view
        return f"{view.name} ({view.candidate})"
    return f"{len(seats)} candidates"
