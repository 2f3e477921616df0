"""Forms in a second language: accepted translations alone, bound by digest, shown on the paper."""

import msgspec
import pytest

from assembly.made import ADA, EXAM, bank, blueprint, item, scenario, sealed
from exam_engine.assembly.build import build_forms, build_order
from exam_engine.bank.in_language import TextsInLanguage
from exam_engine.bank.paper import open_papers, paper_of_form, seal_papers
from exam_engine.bank.translations import texts_of
from exam_engine.canonical import digest
from exam_engine.errors import FormInfeasible, SealTampered
from exam_engine.model.assembly_rules import AssemblyRules
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_parts import paper_of
from exam_engine.model.translation import Kind, Translation
from exam_engine.vault.trust import TrustedSigners

ITEMS = [item(n, scenario="sc-001@1" if n % 6 == 0 else "") for n in range(72)]
CASE = scenario(1)


def german(text, kind=Kind.ITEM, **changed):
    texts = {name: f"DE {text}" for name, text in texts_of(text).items()}
    fields = {
        "kind": kind,
        "id": text.id,
        "version": text.version,
        "language": "de",
        "source": digest(text),
        "translator": "dora",
        "texts": texts,
    }
    return Translation(**(fields | changed))


CASE_IN_GERMAN = german(CASE, Kind.SCENARIO)
ALL = [*(german(paper_of(one)) for one in ITEMS), CASE_IN_GERMAN]


def order(forms=1, language="de"):
    return FormOrder(blueprint=EXAM, forms=forms, seed=1, language=language, rules=AssemblyRules())


@pytest.fixture
def opened(tmp_path):
    with sealed(bank(ITEMS, [CASE]), tmp_path / "b.sealed", ALL) as found:
        yield found


def test_the_paper_shows_the_translation_and_scoring_reads_the_source(opened):
    (form,) = build_order(blueprint(), opened, order()).forms
    assert form.language == "de"
    paper = paper_of_form(form, blueprint(), opened)
    assert paper.head.language == "de"
    by_id = {one.id: one for one in ITEMS}
    for question, entry in zip(paper.questions, form.items, strict=True):
        source = paper_of(by_id[entry.item])
        assert question.item.language == "de"
        assert question.item.stem == f"DE {source.stem}"
        assert [one.id for one in question.item.options] == [one.id for one in source.options]
        assert all(one.text.startswith("DE ") for one in question.item.options)
        assert entry.paper_digest == digest(source)
        opened.answers(entry.item, entry.version, entry.answers_digest)  # still the source's
    assert all(one.text.startswith("DE ") for one in paper.scenarios)


def test_a_sealed_paper_carries_the_second_language_to_the_delivery_host(opened, tmp_path):
    (form,) = build_order(blueprint(), opened, order()).forms
    paper = paper_of_form(form, blueprint(), opened)
    seal_papers([paper], tmp_path / "p.paper", ADA, [ADA.recipient])
    (found,) = open_papers(tmp_path / "p.paper", ADA, TrustedSigners([ADA.recipient]))
    assert found == paper


def test_the_same_items_in_two_languages_are_two_forms(opened):
    (german_form,) = build_order(blueprint(), opened, order()).forms
    (english,) = build_forms(blueprint(), opened, 1, seed=1)
    (named,) = build_order(blueprint(), opened, order(language="en")).forms
    assert german_form.id != english.id
    assert (english.language, named.language) == ("", "")
    assert all(not entry.translation_digest for entry in named.items)
    assert paper_of_form(english, blueprint(), opened).head.language == "en"


def test_items_without_an_accepted_translation_stay_out_with_the_reason(tmp_path):
    """An item whose scenario is not translated, or whose translation is stale, has none."""
    stale = [german(paper_of(one), source="0" * 64) for one in ITEMS[1:6]]
    some = [*stale, *(german(paper_of(one)) for one in ITEMS[6:])]
    with sealed(bank(ITEMS, [CASE]), tmp_path / "b.sealed", some) as opened:
        names = TextsInLanguage(opened, "de").digests(opened.catalogue())
        with_case = {f"{one.id}@1" for one in ITEMS if one.scenario}
        assert set(names) == {f"{one.id}@1" for one in ITEMS[6:]} - with_case
        with pytest.raises(
            FormInfeasible,
            match="17 items of the bank were left out because they have no accepted translation",
        ):
            build_order(blueprint(), opened, order(forms=5))


def test_another_translation_than_the_bound_one_is_never_shown(opened, tmp_path):
    (form,) = build_order(blueprint(), opened, order()).forms
    name = form.items[0].item
    other = [
        msgspec.structs.replace(one, texts=one.texts | {"stem": "DE something else"})
        if one.id == name
        else one
        for one in ALL
    ]
    with (
        sealed(bank(ITEMS, [CASE]), tmp_path / "again.sealed", other) as again,
        pytest.raises(SealTampered, match=f"translation of {name}@1 into de is not the one that"),
    ):
        paper_of_form(form, blueprint(), again)


def test_a_form_without_a_language_keeps_its_digest(opened):
    """Parent: the record as it was before forms had languages has neither field."""
    (form,) = build_forms(blueprint(), opened, 1, seed=1)
    plain = msgspec.to_builtins(form)
    assert "language" not in plain
    assert all("translation_digest" not in entry for entry in plain["items"])
    assert all(set(one) == {"name", "paper_digest"} for one in plain["scenarios"])
