"""Forms hold what is approved on record, whatever a sealed bank says of its items' states.

Whoever is trusted here can seal a bank, and a bank that was sealed before an item was retired still
says that it is operational. The state in a sealed bank is therefore a copy that may be out of date
or made up; what counts is the item's life on record, bound to the very content that is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exam_engine.bank.sealed import CATALOGUE, SealedBank
from exam_engine.bank.subjects import subject_of_entry
from exam_engine.errors import LifeRefused
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_parts import ItemCatalogue
from exam_engine.model.item_type import ItemState, Security
from exam_engine.office.home import Home
from exam_engine.office.life_records import BankLife, life_of_bank


def refuse_unapproved(home: Home, bank: SealedBank, forms: Iterable[Form]) -> None:
    """Refuse forms with an item of a secure bank that is not operational on record here.

    A question on trial has to be of an item in pilot.

    :param bank: the one they were built from, opened by a reader of *catalogue* and *answers*.
    :raises LifeRefused: with a line for each such item.
    """
    lives = life_of_bank(home, bank.header.id)
    problems = [problem for form in forms for problem in _unapproved(lives, bank, form)]
    if problems:
        raise LifeRefused("\n".join(dict.fromkeys(problems)))


def _unapproved(lives: BankLife, bank: SealedBank, form: Form) -> Iterator[str]:
    scenarios = {scenario.name: scenario.paper_digest for scenario in form.scenarios}
    for question in form.items:
        entry = bank.read(CATALOGUE, question.item, question.version, ItemCatalogue)
        if entry.security is Security.SECURE:
            yield from _doubts(lives, bank, question, entry, scenarios.get(entry.scenario, ""))


def _doubts(
    lives: BankLife, bank: SealedBank, question: FormItem, entry: ItemCatalogue, scenario: str
) -> Iterator[str]:
    answers = bank.answers(question.item, question.version, question.answers_digest)
    life = lives.standing(subject_of_entry(entry, answers, scenario))
    if life.state is (ItemState.OPERATIONAL if question.scored else ItemState.PILOT):
        return
    why = f" ({life.notes[0]})" if life.notes else ""
    yield (
        f"{entry.id} version {entry.version}: is sealed as {entry.state.value}, and on record it "
        f"is {life.state.value}{why}; seal the bank again, then build the form"
    )
