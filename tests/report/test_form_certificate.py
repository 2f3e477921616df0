"""The certificate as page and PDF: complete, harmless, reproducible, opens without a network."""

import re

import msgspec
import pytest

from assembly.facts.made import form, given, parameters
from exam_engine.assembly.facts.certificate import certificate_of
from exam_engine.assembly.facts.standing import standing_of
from exam_engine.model.assembly_rules import AssemblyRules, Range, Target, TargetKind
from exam_engine.model.form_order import FormOrder
from exam_engine.model.sign_off import FIRST, Decision, SignOff
from exam_engine.report.form_certificate import certificate_page, certificate_pdf, pictures_of
from exam_engine.report.form_view import groups_of, positions_grid, verdict_of

HOSTILE = "<script>alert(1)</script>#let x = 1 $ y $ *bold*"


def certificate(forms=1, rules=None, table=None, comment="read in full"):
    order = FormOrder(blueprint="made/exam", forms=forms, seed=1, rules=rules or AssemblyRules())
    givens = []
    for number in range(1, forms + 1):
        first = 8 * (number - 1) % 24 + 1
        of = form(range(first, first + 8), id=f"made-{number}", number=number)
        givens.append(given(of, order=order, **({"parameters": table} if table else {})))
    signed = []
    for one in givens:
        record = SignOff(
            format=1, form=one.form.id, form_digest=one.form.digest, n=1, previous=FIRST,
            decision=Decision.APPROVED, reviewer="anna", fingerprint="anna's", comment=comment,
            at_ms=1_772_442_000_000,
        )  # fmt: skip
        signed.append(("editor", standing_of(one.form.digest, "editor's", [record])))
    return certificate_of(givens, signed)


RASCH = parameters(b=lambda n: f"{(n % 8 - 3.5) / 2}", p=lambda n: f"{0.4 + n / 100:.2f}")
AIMED = AssemblyRules(
    target=Target(kind=TargetKind.INFORMATION, at=("-1", "0"), aims=("1.5", "1.6"), within="0.2"),
    words=Range(1, 5000),
)


@pytest.mark.parametrize("forms", [1, 3])
@pytest.mark.parametrize(("rules", "table"), [(None, None), (AIMED, RASCH), (AIMED, None)])
def test_the_same_facts_give_the_same_bytes(forms, rules, table):
    made = certificate(forms, rules, table)
    assert certificate_page(made) == certificate_page(certificate(forms, rules, table))
    pdf = certificate_pdf(made)
    assert pdf == certificate_pdf(certificate(forms, rules, table))
    assert pdf.startswith(b"%PDF")
    assert b"CreationDate" not in pdf


def test_the_page_asks_nothing_of_a_network_and_runs_nothing():
    page = certificate_page(certificate(2, AIMED, RASCH))
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|<script|src=|@import|url\(", page)


def test_texts_of_people_are_never_markup():
    made = certificate(comment=HOSTILE)
    page = certificate_page(made)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;#let x = 1 $ y $ *bold*" in page
    assert certificate_pdf(made).startswith(b"%PDF")


def test_a_text_in_another_script_is_typeset_too():
    assert certificate_pdf(certificate(comment="読みました。שלום")).startswith(b"%PDF")


def test_every_line_is_on_the_page_with_its_verdict():
    made = certificate(1, AIMED, RASCH)
    page = certificate_page(made)
    checks = [check for group in groups_of(made) for check in group.checks]
    assert len(checks) == len(made.forms[0].lines)
    assert page.count('class="mark kept"') == sum(check.mark == "kept" for check in checks)
    assert verdict_of(made) in page
    assert "approved by anna" in page
    assert made.forms[0].digest in page


def test_a_broken_line_is_told_at_the_top():
    rules = AssemblyRules(words=Range(1, 2))
    made = certificate(2, rules)
    assert made.broken == 2
    assert ", 1 not kept" in verdict_of(made)
    assert 'class="verdict broken"' in certificate_page(made)


def test_pictures_appear_exactly_where_their_figures_are_known():
    assert pictures_of(certificate()) == []
    assert "are not stated: 8 of 8 scored items lack" in certificate_page(certificate())
    words = [picture.label for picture in pictures_of(certificate(2, AIMED, RASCH))]
    assert len(words) == 3
    assert certificate_page(certificate(2, AIMED, RASCH)).count("<svg") == 3


def test_where_right_answers_stand_is_told_as_counts():
    grid = positions_grid(certificate())
    assert grid.headings == ("form", "A", "B", "C", "D", "spread", "longest run")
    assert grid.rows == (("F1", "2", "2", "2", "2", "0", "1"),)


def test_many_forms_are_one_readable_certificate():
    made = certificate(30)
    page = certificate_page(made)
    assert "Certificate of 30 forms" in page
    assert 'id="overlap"' not in page  # a matrix of thirty columns is not read by anybody
    assert certificate_pdf(made).startswith(b"%PDF")


def test_plain_json_of_a_certificate_reads_back():
    made = certificate(2, AIMED, RASCH)
    plain = msgspec.json.decode(msgspec.json.encode(made))
    assert [one["id"] for one in plain["forms"]] == ["made-1", "made-2"]
    assert len(plain["forms"][0]["statistics"]["model"]["curves"]["at"]) == 61
