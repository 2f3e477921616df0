"""What is asked before the clock runs, each a numbered prompt."""

from __future__ import annotations

from exam_engine.client.admission_file import Entry
from exam_engine.client.linear.reading import condition_lines, identity_lines
from exam_engine.client.linear.talk import Talk
from exam_engine.wire.candidate import FrontPage

AGREE_WORD = "AGREE"
_LONGEST = 80


async def ask_entry(talk: Talk, given: Entry) -> Entry:
    """Ask for number and code, as far as they are not given."""
    number, code = given
    while not number:
        number = (await talk.ask("1. Candidate number:"))[:_LONGEST]
    while not code:
        code = (await talk.ask("2. One-time code:")).upper()[:_LONGEST]
    return Entry(number, code)


async def is_right_person(talk: Talk, front: FrontPage) -> bool:
    """Ask whether the person on record sits here."""
    while True:
        talk.voice.say("Is this you?", *identity_lines(front))
        line = (await talk.ask("3. Yes or no:")).lower()
        if line in ("yes", "y"):
            return True
        if line in ("no", "n"):
            return False


async def ask_agreement(talk: Talk, front: FrontPage) -> None:
    """Read the conditions until the candidate agrees to the statement by a typed word."""
    talk.voice.read(condition_lines(front))
    while True:
        line = await talk.ask("4. To agree to this statement, type agree:")
        if line.upper() == AGREE_WORD:
            return
        if line.lower() != "more":
            talk.voice.say("The word is: agree. Enter: repeat, to hear it all again.")
            if line.lower() == "repeat":
                talk.voice.read(condition_lines(front))
        elif not talk.voice.more():
            talk.voice.say("There is no more.")


async def ask_start(talk: Talk, front: FrontPage) -> None:
    """Wait for the word that starts the clock."""
    minutes = front.minutes + front.extra_minutes
    talk.voice.say(
        f"Everything is ready. You have {minutes} minutes for {front.items} questions. Every "
        "answer is saved at once. To answer, enter the letter of an option; next and back go "
        "from question to question; help tells all commands. The clock starts when you enter: "
        "start."
    )
    while (await talk.ask("5. Start:")).lower() != "start":
        talk.voice.say("The clock has not started. Enter: start.")
