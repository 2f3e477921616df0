"""The notices of the journey, each in the words a candidate needs."""

from __future__ import annotations

from exam_engine.client.look.look import Look
from exam_engine.client.screens.notice import NoticeScreen
from exam_engine.client.sheets.words import count


def unreachable(look: Look, sentence: str) -> NoticeScreen:
    """The engine does not answer; nobody has to do anything."""
    wait = (
        "This terminal tries again by itself. Nothing is lost, and nothing has to be done here. "
        "If it takes long, call the invigilator."
    )
    return NoticeScreen(look, "Please wait", [sentence, wait], role="warn")


def wrong_person(look: Look, title: str) -> NoticeScreen:
    """The candidate said: this is not me. Answers ``enter`` to give the place back."""
    return NoticeScreen(
        look,
        "Call the invigilator",
        [
            "The number and the code that were entered belong to somebody else.",
            "Nothing has started, and no time is lost.",
        ],
        title=title,
        role="alert",
        keys={"enter": "another number", "escape": "back"},
    )


def taken_over(look: Look, title: str, answers_waiting: int) -> NoticeScreen:
    """Another terminal was admitted to the attempt."""
    return NoticeScreen(
        look,
        "Your exam goes on at another terminal",
        [
            "Another terminal was admitted to your exam. It goes on there, with every answer that "
            "was saved and with the time that is left.",
            *_waiting(answers_waiting, "had"),
            "If you did not move there yourself, call the invigilator now.",
        ],
        title=title,
        role="alert",
        keys={"enter": "back to the beginning"},
    )


def refused(look: Look, message: str) -> NoticeScreen:
    """The engine said no before the exam."""
    return NoticeScreen(
        look,
        "This cannot go on yet",
        [sentence(message), "If you do not know why, call the invigilator."],
        role="alert",
        keys={"enter": "try again"},
    )


def stuck(look: Look, title: str, message: str, answers_waiting: int) -> NoticeScreen:
    """The engine refuses what the terminal says in the middle of the exam."""
    return NoticeScreen(
        look,
        "The engine and this terminal do not understand each other",
        [
            sentence(message),
            *_waiting(answers_waiting, "has" if answers_waiting == 1 else "have"),
            "Call the invigilator.",
        ],
        title=title,
        role="alert",
        keys={"enter": "try again"},
    )


def sentence(message: str) -> str:
    """Return a message of the engine as a sentence."""
    text = message.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def _waiting(answers: int, verb: str) -> list[str]:
    if answers == 0:
        return []
    return [f"{count(answers, 'answer')} {verb} not reached the engine. Tell the invigilator."]
