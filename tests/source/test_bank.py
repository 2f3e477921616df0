"""Bank folders: what is read, and what errors say."""

import shutil

import pytest

from exam_engine.errors import AuthoringError
from exam_engine.model.item_parts import catalogue_of, paper_of
from exam_engine.office.shipped import shipped
from exam_engine.source.bank import read_bank

ITEM = """
[[items]]
id = "t-one-{n}"
version = 1
type = "single"
topic = "a.b"
requirement = {{ "x/y" = "1" }}
level = "remember"
basis = [{{ standard = "S", edition = "2018", clause = "1" }}]
holds_in = ["2018"]
enemies = [{enemies}]
fact = "A fact in a sentence."
stem = "What is the answer to question {n}?"
options = [
    {{ id = "a", text = "One", why = "Wrong. It is not the second of them." }},
    {{ id = "b", text = "Two", why = "Right. It is the second of them all." }},
]
answer = "b"
"""


@pytest.fixture
def folder(tmp_path):
    """A bank of two items."""
    made = tmp_path / "t-bank"
    (made / "items").mkdir(parents=True)
    (made / "bank.toml").write_text(
        'format = 1\nid = "t-bank"\ntitle = "T"\nlanguage = "en"\nsecurity = "public"\n'
        'licence = "Apache-2.0"\neditions = ["2018"]\n'
        '[defaults]\nauthor = "A"\norigin = "original"\n'
    )
    (made / "topics.toml").write_text('[topics]\n"a.b" = "A topic"\n')
    items = ITEM.format(n=1, enemies='"t-one-2"') + ITEM.format(n=2, enemies="")
    (made / "items" / "one.toml").write_text(items)
    return made


def change(folder, old, new, count=1):
    path = folder / "items" / "one.toml"
    path.write_text(path.read_text().replace(old, new, count))


def problems(folder):
    with pytest.raises(AuthoringError) as found:
        read_bank(folder)
    return found.value.problems


def test_a_bank_is_read_with_enmity_on_both_sides(folder):
    one, two = read_bank(folder).items
    assert one.enemies == ("t-one-2",)
    assert two.enemies == ("t-one-1",)
    assert one.lines[0].answer == ("b",)
    assert one.author == "A"


def test_paper_and_catalogue_hold_no_answer(folder):
    item = read_bank(folder).items[0]
    for part in (paper_of(item), catalogue_of(item)):
        assert "answer" not in {name for name in part.__struct_fields__ if "digest" not in name}
        assert "It is" not in repr(part)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'topic = "a.b"',
            'topic = "a.c"',
            "item t-one-1: topic: 'a.c' is not in topics.toml; allowed: a.b",
        ),
        (
            'answer = "b"',
            'answer = "c"',
            "item t-one-1: answer: 'c' is not an option; allowed: a, b",
        ),
        (
            'holds_in = ["2018"]',
            'holds_in = ["2019"]',
            "'2019' is not an edition of bank.toml; allowed",
        ),
        ('"t-one-2"]', '"t-one-9"]', "enemies: 't-one-9' is not another item of this bank"),
        (
            'level = "remember"',
            'level = "recall"',
            "level: 'recall' is not right; allowed: remember,",
        ),
        ('text = "Two"', 'text = " one "', "options: two options have the same text"),
        ('id = "b"', 'id = "a"', "options: two options have the same id"),
        ('id = "t-one-2"', 'id = "t-one-1"', "id: used by 2 items; ids are unique in a bank"),
        ("stem =", "stam =", "item t-one-1: stam: unknown field; did you mean 'stem'?"),
        ("Right. It", "Yes. I", "why: 'Yes. I"),
        (
            'type = "single"',
            'type = "quiz"',
            "type: 'quiz' is not right; allowed: single, multiple",
        ),
        ('type = "single"', 'type = "essay"', "rubric: missing; write a table [items.rubric]"),
        ('type = "single"', 'type = "match"', "lines: two or more are needed"),
        ('type = "single"', 'type = "order"', "options: 3 or more are needed"),
        (
            'type = "single"',
            'type = "multiple"',
            "answer: 2 to 1 of 2 options are right in a multiple item",
        ),
    ],
)
def test_a_wrong_field_names_file_item_and_what_is_allowed(folder, old, new, said):
    if said.startswith("why"):
        change(folder, "Right. It is the second of them all.", "Short")
        said = "options: b: why: a reason of 20 or more characters"
    change(folder, old, new)
    found = problems(folder)
    assert any(said in problem for problem in found), found
    assert all("one.toml" in problem for problem in found)


def test_problems_of_all_files_are_told_at_once(folder):
    change(folder, 'answer = "b"', 'answer = "c"', count=2)
    (folder / "items" / "two.toml").write_text("items = 3")
    assert len(problems(folder)) == 3


def test_an_empty_or_wrong_folder_is_said_plainly(folder, tmp_path):
    assert "has no bank.toml" in problems(tmp_path)[0]
    shutil.rmtree(folder / "items")
    assert "holds no items" in problems(folder)[0]


def test_the_shipped_bank_is_right():
    bank = read_bank(shipped("item_banks") / "iso20000-foundation")
    assert bank.head.security.value == "public"
    assert len(bank.items) >= 80


def test_one_mistake_is_one_message(folder):
    """An item that cannot be read is not also missing as somebody's enemy."""
    text = (folder / "items" / "one.toml").read_text().split("[[items]]")
    (folder / "items" / "one.toml").write_text("[[items]]" + text[1])
    (folder / "items" / "two.toml").write_text("[[items]]" + text[2].replace("stem", "stam"))
    found = problems(folder)
    assert len(found) == 2  # the unknown field, and the missing one
    assert all("two.toml" in problem for problem in found)


def test_names_that_become_records_are_ascii(folder):
    change(folder, '{ "x/y" = "1" }', '{ "x/ü" = "1" }')
    assert "requirement" in problems(folder)[0]
