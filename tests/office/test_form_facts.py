"""Certificates and proof copies of forms on record, with the rights that each needs."""

import json

import msgspec
import pytest

from exam_engine.canonical import digest
from exam_engine.errors import NotARecipient, StoreError
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.parameters import ItemParameters, ParameterTable
from exam_engine.office.evidence import audit_findings
from exam_engine.office.form_facts import certify, gather
from exam_engine.office.form_proof import make_proof
from exam_engine.store import form_inputs
from exam_engine.store.database import writing
from office.sat import alter


def table(form, **figures):
    return ParameterTable(
        items=tuple(
            ItemParameters(item=entry.item, version=entry.version, **figures)
            for entry in sorted(form.items, key=lambda entry: entry.item)
        )
    )


def test_a_form_from_the_bank_keeps_every_line_of_its_blueprint(body):
    found = certify(body.home, [body.form.id], body.people["editor"])
    assert found.broken == 0
    (facts,) = found.forms
    assert all(line.kept for line in facts.lines)
    assert facts.builder == "editor"
    assert facts.standing == "approved by reviewer-1 and reviewer-2"
    assert facts.positions.counts == {"A": 10, "B": 10, "C": 10, "D": 10}


def test_positions_are_those_of_the_answer_keys(body):
    (given,) = gather(body.home, [body.form.id], body.people["editor"])
    with body.open_bank("editor") as bank:
        for entry, position in zip(body.form.items, given.positions, strict=True):
            answers = bank.read("answers", entry.item, entry.version, ItemAnswers)
            assert (entry.options[position],) == answers.lines[0].answer


def test_a_certificate_tells_no_text_and_no_answer(body):
    found = certify(body.home, [body.form.id], body.people["editor"])
    text = json.dumps(msgspec.to_builtins(found), ensure_ascii=False)
    with body.open_bank("editor") as bank:
        for entry in body.form.items:
            answers = bank.answers(entry.item, entry.version, entry.answers_digest)
            paper = bank.paper(entry.item, entry.version, entry.paper_digest)
            assert entry.answers_digest not in text
            for secret in (paper.stem, answers.fact, *(one.text for one in paper.options)):
                assert secret[:25] not in text or len(secret) < 25


def test_who_opens_no_catalogue_reads_no_certificate(body):
    with pytest.raises(NotARecipient):
        certify(body.home, [body.form.id], body.people["marker"])


def test_parameters_given_later_are_stated_with_what_they_tell(body):
    found = certify(
        body.home, [body.form.id], body.people["editor"], table(body.form, p="0.7", n=90), 5.0
    )
    shares = found.forms[0].statistics.shares
    assert shares.mean_score == pytest.approx(28)
    assert shares.fewest_n == 90
    # 40/39 (1 - 40 · .21 / 25)
    assert shares.kr20 == pytest.approx(40 / 39 * (1 - 8.4 / 25))
    assert found.forms[0].statistics.refused["model"].startswith("40 of 40")


def test_an_order_kept_by_digest_is_found_and_an_altered_one_refused(body):
    order = FormOrder(blueprint="x", forms=1, seed=3)
    with writing(body.home.engine) as connection:
        form_inputs.keep_order(connection, order)
        form_inputs.keep_order(connection, order)
        form_inputs.keep_parameters(connection, table(body.form, p="0.5"))
    engine = body.home.engine
    assert form_inputs.order(engine, digest(order)) == order
    assert form_inputs.parameters(engine, digest(order)) is None
    assert form_inputs.order(engine, "0" * 64) is None
    alter(body, "UPDATE form_input SET record = replace(record, ':3', ':4') WHERE kind = 'order'")
    with pytest.raises(StoreError, match="order with digest .* was altered"):
        form_inputs.order(engine, digest(order))


def test_a_proof_copy_shows_the_paper_and_leaves_an_entry(body):
    proof = make_proof(body.home, body.form.id, body.people["editor"], with_answers=False)
    assert [one.n for one in proof.paper.questions] == list(range(1, 41))
    assert proof.answers is None
    last = audit_findings(body.home)[0][-1]
    assert (last.actor, last.act, last.subject) == ("editor", "proof copy made", body.form.id)
    assert last.details == {"digest": body.form.digest, "answers": "no"}


def test_a_proof_copy_needs_the_paper_and_with_answers_the_answers(body):
    with pytest.raises(NotARecipient):
        make_proof(body.home, body.form.id, body.people["centre"], with_answers=False)
    with pytest.raises(NotARecipient):
        make_proof(body.home, body.form.id, body.people["reviewer-1"], with_answers=True)
    acts = [entry.act for entry in audit_findings(body.home)[0]]
    assert "proof copy made" not in acts
    proof = make_proof(body.home, body.form.id, body.people["marker"], with_answers=True)
    assert len(proof.answers) == 40
