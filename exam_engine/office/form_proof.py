"""Proof copies: a form's paper as candidates will see it, for those who review it before use.

Who made one, of which form, with or without answers, stands in the audit log: a proof copy is the
paper itself, and whoever holds one knows the questions.
"""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.bank.paper import paper_of_form
from exam_engine.model.form import Form
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.paper import Paper
from exam_engine.office import banks
from exam_engine.office.evidence import answers_for, genuine_form
from exam_engine.office.home import Home
from exam_engine.store import records
from exam_engine.vault.identity import Identity


class Proof(NamedTuple):
    """A proof copy for ``reader``; ``answers`` by item, None in a copy without them."""

    form: Form
    paper: Paper
    answers: dict[str, ItemAnswers] | None
    reader: str


def make_proof(home: Home, form_id: str, reader: Identity, *, with_answers: bool) -> Proof:
    """Return a proof copy of a form on record; the act is audited.

    :raises NotARecipient: if the reader does not open the bank's paper, or answers where wanted.
    """
    form = genuine_form(home, form_id)
    blueprint = records.blueprint(home.engine, form.blueprint_digest)
    with banks.open_revision(home, form, reader) as bank:
        paper = paper_of_form(form, blueprint, bank)
        answers = answers_for(bank, form) if with_answers else None
    home.audit(
        reader.name,
        "proof copy made",
        form.id,
        {"digest": form.digest, "answers": "yes" if with_answers else "no"},
    )
    return Proof(form, paper, answers, reader.name)
