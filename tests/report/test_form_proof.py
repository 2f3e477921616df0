"""Proof copies: every question of every type as candidates see it, answers only when asked for."""

import re
from html import unescape

import pytest

from exam_engine.assembly.build import build_forms
from exam_engine.bank.paper import paper_of_form
from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.office.shipped import find_blueprint, shipped
from exam_engine.report.form_proof import proof_of, proof_page, proof_pdf
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity
from exam_engine.vault.trust import TrustedSigners


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The paper of the tour of item types, with its answers."""
    path = tmp_path_factory.mktemp("proof") / "bank.sealed"
    editor = Identity.generate("editor")
    source = read_bank(shipped("item_banks") / "iso20000-item-types")
    seal_bank(source, path, editor, {name: [editor.recipient] for name in COMPARTMENTS})
    blueprint = find_blueprint("practice/item-types")
    with SealedBank(path, editor, TrustedSigners([editor.recipient])) as bank:
        (form,) = build_forms(blueprint, bank, 1, seed=1)
        paper = paper_of_form(form, blueprint, bank)
        answers = {
            entry.item: bank.answers(entry.item, entry.version, entry.answers_digest)
            for entry in form.items
        }
    return paper, answers


def text_of(page):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def squeezed(text):
    return " ".join(text.split())


def test_everything_that_a_candidate_reads_is_there(made):
    paper, _ = made
    shown = text_of(proof_page(paper, None, "anna"))
    for question in paper.questions:
        assert squeezed(question.item.stem) in shown
        for option in question.item.options:
            assert squeezed(option.text) in shown
        for prompt in question.item.prompts:
            for text in prompt.texts:
                assert squeezed(text) in shown
    for scenario in paper.scenarios:
        assert squeezed(scenario.text) in shown
        for block in scenario.additional:
            assert squeezed(block.text) in shown
    for notice in paper.head.notices:
        assert squeezed(notice) in shown


def test_without_answers_nothing_tells_a_right_one(made):
    paper, answers = made
    told = proof_of(paper, None, "anna")
    page = proof_page(paper, None, "anna")
    for section in told["sections"]:
        for question in section["questions"]:
            assert question["answer"] is None
            assert {(one["right"], one["why"]) for one in question["options"]} <= {(False, "")}
    for one in answers.values():
        assert squeezed(one.fact) not in text_of(page)
        for why in one.why.values():
            assert not why or squeezed(why) not in text_of(page)
    assert "✓" not in page


def test_with_answers_each_question_has_its_answer_key_and_reasons(made):
    paper, answers = made
    told = proof_of(paper, answers, "anna")
    questions = {one["n"]: one for section in told["sections"] for one in section["questions"]}
    for question in paper.questions:
        known, shown = answers[question.item.id], questions[question.n]
        lines = {line["name"]: line["text"] for line in shown["answer"]["lines"]}
        assert lines["Fact"] == known.fact
        if question.item.type.value == "single":
            place = question.options.index(known.lines[0].answer[0])
            assert lines["Answer key"] == "ABCDEF"[place]
            assert [one["right"] for one in shown["options"]].index(True) == place
        if question.item.type.value == "order":
            letters = dict(zip(question.options, "ABCDEFGH", strict=False))
            expected = " ".join(letters[option] for option in known.lines[0].answer)
            assert lines["Answer key"] == expected


def test_every_page_names_its_reader_and_the_form(made):
    paper, _ = made
    mark = f"proof copy, anna, {paper.head.form_digest[:16]}"
    assert proof_of(paper, None, "anna")["watermark"] == mark
    assert proof_page(paper, None, "anna").count(mark) >= 12
    template = shipped("item_banks").parent / "exam_engine/report/templates/form_proof.typ"
    assert template.read_text().count("told.watermark") >= 3  # background, footer, first page


def test_a_proof_copy_is_the_same_bytes_and_asks_nothing_of_a_network(made):
    paper, answers = made
    assert proof_pdf(paper, answers, "anna") == proof_pdf(paper, answers, "anna")
    page = proof_page(paper, answers, "<b>anna</b>")
    assert "&lt;b&gt;anna" in page
    assert not re.search(r"https?:|<script|src=|@import|url\(", page)
