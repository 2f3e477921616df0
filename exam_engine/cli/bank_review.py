"""``exam-engine bank review``: answer blind, then see the answer key, then decide."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.bank.blind import CANNOT_TELL, how_to_answer, read_answer
from exam_engine.bank.life import Standing, why_no_reviewer
from exam_engine.bank.standing import sends_back
from exam_engine.cli.common import home_option, identity_options, open_identity, say
from exam_engine.cli.item_text import say_answers, say_question
from exam_engine.errors import LifeRefused
from exam_engine.model.item import Item
from exam_engine.model.life import Reviewed, Role, Verdict
from exam_engine.office import reviewing
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_bank_folder
from exam_engine.office.under_review import Desk, UnderReview
from exam_engine.vault.identity import Identity

_ROLES = [role.value for role in Role]
_VERDICTS = [verdict.value for verdict in Verdict]


@click.command("review")
@click.argument("folder")
@click.argument("item")
@click.option(
    "--role",
    type=click.Choice(_ROLES),
    default=Role.CONTENT.value,
    show_default=True,
    help="What you look at: the matter, or language and fairness. An item needs one of each.",
)
@click.option("--language", metavar="CODE", help="Review the translation into this language.")
@click.option(
    "--answer",
    metavar="IDS",
    help='Your blind answer: option ids with commas, or "?" if it cannot be told. '
    "Asked for otherwise.",
)
@click.option(
    "--verdict",
    type=click.Choice(_VERDICTS),
    help="approve, changes (back to the author) or reject; asked for otherwise.",
)
@click.option("--comment", help="What the author should know; sealed to those who act on the item.")
@click.option(
    "--defensible",
    is_flag=True,
    help="Another answer than the answer key's can be defended; say in the comment which.",
)
@identity_options
@home_option
def command(
    folder: str,
    item: str,
    role: str,
    language: str | None,
    answer: str | None,
    verdict: str | None,
    comment: str | None,
    defensible: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> int:
    """Review an item: answer it blind, see the answer key and the reasons, then decide.

    The blind answer is on record before anything else is shown. A wrong one, or another answer
    that can be defended, sends the item back whatever the verdict; that is exit code 1.

    Example: exam-engine bank review my-bank fnd-su-001 --identity ben --role content
    """
    desk = Desk(find_bank_folder(folder))
    under = desk.translation(item, language) if language else desk.item(item)
    reviewer = open_identity(home, identity, passphrase_file)
    life = reviewing.standing_of(home, under)
    refused = why_no_reviewer(under.subject, life, reviewer.name)
    if refused:  # before the item is shown, not at the end
        raise LifeRefused(f"{under.name}: {refused}")
    say_question(under)
    _blind(home, under, life, reviewer, answer)
    say_answers(under)
    return _decide(home, under, reviewer, Role(role), verdict, comment, defensible)


def _blind(
    home: Home, under: UnderReview, life: Standing, reviewer: Identity, answer: str | None
) -> None:
    if under.item is None or not under.subject.answerable:
        say("There is no answer key to answer against.\n")
        return
    if reviewer.name in life.shown:
        say(f"{reviewer.name} has seen the answer key of this version: no blind answer is taken.\n")
        return
    given = _asked(under.item) if answer is None else read_answer(under.item, answer)
    right = reviewing.answer_blind(home, under, reviewer, given)
    say("Your answer is the answer key's.\n" if right else "Your answer is NOT the answer key's.\n")


def _asked(item: Item) -> tuple[str, ...]:
    def read(text: str) -> tuple[str, ...]:
        try:
            return read_answer(item, text)
        except LifeRefused as error:  # a slip at the prompt is asked again
            raise click.BadParameter(str(error)) from None

    wanted = f'Your answer ({how_to_answer(item)}, or "{CANNOT_TELL}")'
    answer: tuple[str, ...] = click.prompt(wanted, value_proc=read)
    return answer


def _decide(
    home: Home,
    under: UnderReview,
    reviewer: Identity,
    role: Role,
    verdict: str | None,
    comment: str | None,
    defensible: bool,
) -> int:
    if verdict is None:
        if under.subject.answerable:
            defensible = defensible or click.confirm("Can another answer be defended?")
        verdict = click.prompt("Verdict", type=click.Choice(_VERDICTS))
        if comment is None:
            comment = click.prompt("Comment", default="", show_default=False)
    life = reviewing.standing_of(home, under)
    act = Reviewed(role=role, verdict=Verdict(verdict), defensible=defensible, note={})
    back = sends_back(life, reviewer.name, act)
    after = reviewing.review(
        home, under, reviewer, role, Verdict(verdict), comment or "", defensible=defensible
    )
    if back and act.verdict is not Verdict.REJECT:
        say(f"sent back: {back}")
    say(f"{under.name}: {verdict} by {reviewer.name} on record; it is {after.state.value}")
    return 1 if back and act.verdict is Verdict.APPROVE else 0
