"""Translations: texts alone, held against their source, and never a part of scoring."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exam_engine
from exam_engine.bank.parity import disparities, numbers_in
from exam_engine.bank.translations import (
    held_translations,
    texts_of,
    translatable,
    translated_item,
)
from exam_engine.canonical import digest
from exam_engine.errors import AuthoringError
from exam_engine.model.item_parts import answers_of, paper_of
from exam_engine.model.translation import Kind
from exam_engine.office.shipped import shipped
from exam_engine.source.bank import read_bank
from office.guarded import STEM, item, write_bank

GERMAN = (
    "Eine Person bittet um Zugriff auf einen Ordner, der allen als Standard angeboten wird. "
    "Wie ist die Anfrage nach ISO/IEC 20000-1:2018 einzuordnen?"
)
OPTIONS = {
    "a": "Als bekannter Fehler",
    "b": "Als Änderungsantrag",
    "c": "Als Serviceanfrage",
    "d": "Als Störung",
}


def translate(folder, stem=GERMAN, options=OPTIONS, source=None, language="de", **changed):
    bank = read_bank(folder)
    source = source or digest(paper_of(bank.items[0]))
    fields = {"id": "gd-su-001", "version": 1, "translator": "dora"} | changed
    inner = ", ".join(f'{id} = "{text}"' for id, text in options.items())
    lines = [
        f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
        for name, value in fields.items()
    ]
    path = folder / "translations" / language / "all.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'[[items]]\nsource = "{source}"\nstem = "{stem}"\noptions = {{ {inner} }}\n'
        + "\n".join(lines),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "bank")


def refused(folder):
    with pytest.raises(AuthoringError) as caught:
        held_translations(folder, read_bank(folder))
    return str(caught.value)


def test_a_translation_with_the_same_structure_is_taken(folder):
    translate(folder)
    (held,) = held_translations(folder, read_bank(folder))
    assert held.stale == ""
    assert held.source.translation.texts["option c"] == "Als Serviceanfrage"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"options": {"a": "eins", "b": "zwei", "c": "drei"}}, "option d: is missing"),
        ({"options": OPTIONS | {"e": "Als Lob"}}, "option e: the source has no such text"),
        ({"options": OPTIONS | {"b": "Als Störung"}}, "two options have the same text"),
        ({"stem": GERMAN.replace("2018", "2011")}, "stem: not the same numbers"),
        ({"stem": GERMAN + " ____"}, "stem: not the same placeholders"),
        ({"answer": "c"}, "answer: unknown field"),
        ({"marks": 2}, "marks: unknown field"),
        ({"id": "gd-su-999"}, "id: is not in this bank"),
        ({"language": "en"}, "is the bank's own language"),
        ({"language": "german"}, "no language code"),
        ({"source": "abc"}, "source"),
    ],
)
def test_what_is_wrong_with_a_translation_is_named(folder, changed, said):
    path = translate(folder, **changed)
    message = refused(folder)
    assert said in message
    assert str(path.parent) in message


def test_the_same_text_translated_twice_is_named_with_both_files(folder):
    path = translate(folder)
    (path.parent / "more.toml").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "is translated in" in refused(folder)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stem": STEM.replace("user", "customer")}, "the source was changed since"),
        ({"version": 2}, "it translates version 1, and the bank has 2"),
    ],
)
def test_a_translation_is_stale_when_its_source_moved_on(folder, change, why):
    translate(folder)
    write_bank(folder, item(**change))
    bank = read_bank(folder)
    (held,) = held_translations(folder, bank)
    assert held.stale == why
    with pytest.raises(AuthoringError, match="is stale"):
        translated_item(paper_of(bank.items[0]), held.source.translation)


def test_a_change_that_candidates_do_not_see_leaves_a_translation_as_it_is(folder):
    translate(folder)
    write_bank(folder, item(answer="b", fact="Another fact, which only authors read."))
    (held,) = held_translations(folder, read_bank(folder))
    assert held.stale == ""


def test_a_translated_paper_differs_from_its_source_in_texts_alone(folder):
    translate(folder)
    bank = read_bank(folder)
    source = paper_of(bank.items[0])
    (held,) = held_translations(folder, bank)
    paper = translated_item(source, held.source.translation)
    assert paper.stem == GERMAN
    same = ("id", "version", "type", "choose", "rule", "penalty", "scale", "scenario", "reuse")
    assert all(getattr(paper, name) == getattr(source, name) for name in same)
    assert [option.id for option in paper.options] == [option.id for option in source.options]


def test_a_translation_of_every_shipped_item_type_fills_every_text():
    bank = read_bank(shipped("item_banks") / "iso20000-item-types")
    for (kind, _), source in translatable(bank).items():
        texts = texts_of(source)
        assert all(texts.values())
        if kind is Kind.ITEM:
            assert not set(texts) & {"fact", "why", "answer"}


def test_nothing_that_scores_can_reach_a_translation():
    """Marking imports no translation, and the answers hold none of the paper's texts."""
    package = Path(exam_engine.__file__).parent
    for path in [*(package / "marking").rglob("*.py"), *(package / "results").rglob("*.py")]:
        names = {
            name.name if isinstance(node, ast.Import) else str(getattr(node, "module", ""))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in node.names
        }
        assert not {name for name in names if "translation" in name}, path


def test_the_answers_are_the_same_with_and_without_a_translation(folder):
    before = digest(answers_of(read_bank(folder).items[0]))
    translate(folder)
    assert digest(answers_of(read_bank(folder).items[0])) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,000 users", "1.000 Benutzer"),
        ("1,000 users", "1000 Benutzer"),
        ("99.5 %", "99,5 %"),
        ("clause 8.6.2", "Abschnitt 8.6.2"),
        ("12,345.67 EUR", "12.345,67 EUR"),
        ("at 09:30", "um 09.30 Uhr"),
        ("in 2018", "في ٢٠١٨"),
        ("10 000 users", "10.000 Benutzer"),
    ],
)
def test_numbers_are_the_same_in_every_way_of_writing_them(one, other):
    assert numbers_in(one.replace(" 000", "\u00a0000")) == numbers_in(other)


@given(st.lists(st.integers(0, 999), max_size=6), st.lists(st.integers(0, 999), max_size=6))
def test_texts_are_on_a_par_exactly_if_their_numbers_are(one, other):
    texts = [{"stem": "x " + " y ".join(map(str, numbers))} for numbers in (one, other)]
    assert (not list(disparities(*texts, ("en", "de")))) == (sorted(one) == sorted(other))


@pytest.mark.parametrize(
    ("source", "text", "languages", "equal"),
    [
        ("Choose TWO.", "Wählen Sie ZWEI.", ("en", "de"), True),
        ("Choose TWO.", "Wählen Sie DREI.", ("en", "de"), False),
        ("Choose TWO.", "Wählen Sie.", ("en", "de-AT"), False),
        ("Choose TWO.", "Velg TO.", ("en", "nb"), True),
    ],
)
def test_numbers_in_capitals_are_compared_where_the_language_is_known(
    source, text, languages, equal
):
    found = list(disparities({"stem": source}, {"stem": text}, languages))
    assert (found == []) is equal
