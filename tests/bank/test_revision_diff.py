"""What changed between two revisions is told in words, as far as the reader may know."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bank.sealed_support import (
    CUSTODIAN,
    EDITOR,
    HEAD,
    ITEMS,
    SCENARIO,
    bank,
    essay,
    item,
    match,
    open_,
    seal,
)
from exam_engine.bank import part_fields
from exam_engine.bank.revision_diff import Change, FolderRevision, SealedRevision, compare
from exam_engine.bank.word_diff import marked, word_diff
from exam_engine.model.item import Basis, Line, Prompt
from exam_engine.model.item_parts import answers_of, catalogue_of, paper_of
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder, Security

T1 = ITEMS[0]


def diff(before, after):
    return compare(FolderRevision(before), FolderRevision(after))


def changes(before, after):
    """Return the changes of the one item that differs."""
    (found,) = diff(bank(before), bank(after)).changed
    return found.changes


def options(made, **texts):
    return tuple(replace(option, text=texts.get(option.id, option.text)) for option in made.options)


def test_the_same_bank_has_no_differences():
    assert diff(bank(), bank()).nothing


def test_items_added_and_removed_are_named_with_their_version():
    found = diff(bank(T1, ITEMS[2]), bank(T1, item("t-9", version=4)))
    assert (found.added, found.removed, found.changed) == (["t-9@4"], ["t-3@1"], [])


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"stem": "What else?"}, Change("stem", T1.stem, "What else?")),
        ({"level": Level.APPLY}, Change("level", "remember", "apply")),
        ({"requirements": {"x/y": "2"}}, Change("requirement x/y", "1", "2")),
        ({"requirements": {"x/y": "1", "z": "9"}}, Change("requirement z", "", "9")),
        ({"state": ItemState.RESTED}, Change("state", "operational", "rested")),
        ({"topic": "a.c"}, Change("topic", "a.b", "a.c")),
        (
            {"options": options(T1, b="Other words")},
            Change("option b", "Text b of t-1", "Other words"),
        ),
        ({"lines": (Line(n=1, answer=("c",), marks=1),)}, Change("answer key", "b", "c")),
        ({"fact": "Another fact."}, Change("fact", T1.fact, "Another fact.")),
        (
            {"basis": (Basis(standard="S", edition="2011", clause="1.2"),)},
            Change("basis", "S 2018, 1.2", "S 2011, 1.2"),
        ),
    ],
)
def test_a_change_is_told_in_the_fields_words(changed, expected):
    assert changes(T1, replace(T1, **changed)) == [expected]


def test_an_option_that_is_added_has_nothing_before():
    more = (*T1.options, replace(T1.options[0], id="e", text="Text e", why="Reason e."))
    assert changes(T1, replace(T1, options=more)) == [
        Change("option e", "", "Text e"),
        Change("options as written", "a, b, c, d", "a, b, c, d, e"),
        Change("reason of option e", "", "Reason e."),
    ]


def test_lines_of_a_match_and_criteria_of_a_rubric_are_told_apart():
    one = match("t-3")
    lines = (one.lines[0], replace(one.lines[1], answer=("c",), why="For this."))
    assert changes(one, replace(one, lines=lines)) == [
        Change("answer key of line 2", "b", "c"),
        Change("reason of line 2", "Because.", "For this."),
    ]
    written = essay("t-4")
    (criterion,) = written.rubric.criteria
    bands = (criterion.bands[0], replace(criterion.bands[1], text="Very much."))
    rubric = replace(written.rubric, criteria=(replace(criterion, bands=bands),))
    assert changes(written, replace(written, rubric=rubric)) == [
        Change("criterion c1, 2 to 4 marks", "Much.", "Very much.")
    ]


def test_a_text_that_changed_under_the_same_version_is_marked():
    found = diff(bank(), bank(replace(T1, stem="Else?"), *ITEMS[1:]))
    assert found.unversioned == ["t-1"]
    found = diff(bank(), bank(replace(T1, stem="Else?", version=2), *ITEMS[1:]))
    assert found.unversioned == []
    assert (found.changed[0].before, found.changed[0].after) == (1, 2)
    found = diff(bank(), bank(replace(T1, state=ItemState.RESTED), *ITEMS[1:]))
    assert (len(found.changed), found.unversioned) == (1, [])


def test_scenarios_and_the_bank_itself_are_compared():
    changed = replace(SCENARIO, text="Another text.")
    other = replace(SCENARIO, id="sc-two", version=1)
    head = replace(HEAD, title="New", topics={"a.b": "A topic"})
    found = diff(bank(), bank(scenarios=[changed, other], head=head))
    assert found.head == [
        Change("title", "A bank of tests", "New"),
        Change("topic a.c", "Another", ""),
    ]
    assert (found.scenarios_added, found.unversioned) == (["sc-two@1"], ["sc-one"])
    (told,) = found.scenarios_changed
    assert told.changes == [Change("text", SCENARIO.text, "Another text.")]


def test_texts_are_told_only_as_far_as_the_reader_may_open_them(tmp_path):
    """A reader of the catalogue sees digests; one of the papers sees stems and no answer key."""
    lines = (Line(n=1, answer=("c",), marks=1),)
    after = bank(replace(T1, stem="Secretly new?", lines=lines, level=Level.APPLY), *ITEMS[1:])
    everything = {name: [CUSTODIAN.recipient] for name in ("catalogue", "paper", "answers")}
    for may_open, expected in (
        (["catalogue"], ["level", "paper closed", "answers closed"]),
        (["catalogue", "paper"], ["level", "stem", "answers closed"]),
        (["catalogue", "paper", "answers"], ["level", "stem", "answer key"]),
    ):
        people = {
            name: [*readers, EDITOR.recipient] if name in may_open else readers
            for name, readers in everything.items()
        }
        old = seal(tmp_path / "old.sealed", bank(), readers=people)
        new = seal(tmp_path / "new.sealed", after, readers=people)
        with open_(old, EDITOR) as one, open_(new, EDITOR) as two:
            found = compare(SealedRevision(one), SealedRevision(two))
        (told,) = found.changed
        said = [f"{one.field}{' closed' * one.closed}" for one in told.changes]
        assert said == expected
        assert ("Secretly" in repr(found)) == ("paper" in may_open)
        assert all(len(one.before) == len(one.after) == 64 for one in told.changes if one.closed)


def test_a_sealed_bank_and_its_folder_are_the_same(tmp_path):
    with open_(seal(tmp_path / "b.sealed")) as opened:
        assert compare(SealedRevision(opened), FolderRevision(bank())).nothing


FOLLOWS = {
    "catalogue": {
        "id",
        "version",
        "option_ids",
        "lines",
        "words",
        "paper_digest",
        "answers_digest",
    },
    "paper": {"id", "version", "type", "language", "scenario"},
    "answers": {"id", "version", "type", "options", "choose", "rule", "penalty"},
}
"""Fields that are told elsewhere, or follow from others that are told."""

OTHER = {
    Security: Security.PUBLIC,
    ItemState: ItemState.PILOT,
    Level: Level.CREATE,
    OptionOrder: OptionOrder.FIXED,
    ItemType: ItemType.MULTIPLE,
    bool: True,
}


def otherwise(value):
    """Return another value of the same kind."""
    if type(value) in OTHER:
        return OTHER[type(value)]
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, int):
        return value + 1
    if isinstance(value, dict):
        return {**value, "zz": "x"}
    if isinstance(value, tuple):
        return (*value, Prompt(n=7, texts=("x",), marks=1)) if not value else value[:-1]
    return essay("t").rubric


@pytest.mark.parametrize(
    ("name", "part", "told"),
    [
        ("catalogue", catalogue_of(ITEMS[1]), part_fields.of_catalogue),
        (
            "paper",
            paper_of(replace(ITEMS[3], additional=("a",), words=(1, 2))),
            part_fields.of_paper,
        ),
        ("answers", answers_of(ITEMS[2]), part_fields.of_answers),
    ],
)
def test_no_field_of_an_item_can_change_without_being_told(name, part, told):
    """A field added to the model one day has to be told as well, or named above."""
    for field in part.__struct_fields__:
        if field in FOLLOWS[name]:
            continue
        value = getattr(part, field)
        if field == "prompts":
            changed = (Prompt(n=1, texts=("x",), marks=1),)
        elif field == "scale":
            changed = (2, 1)
        elif field == "options":
            changed = paper_of(ITEMS[0]).options
        else:
            changed = otherwise(value)
        assert told(replace(part, **{field: changed})) != told(part), field


WORDS = st.lists(st.sampled_from("one two three, four. five\n".split(" ")), max_size=12).map(
    " ".join
)


@given(WORDS | st.text(max_size=60), WORDS | st.text(max_size=60))
def test_the_pieces_of_a_word_difference_make_both_texts(before, after):
    pieces = word_diff(before, after)
    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after
    assert (before == after) == all(one.kind == "same" for one in pieces)


def test_a_word_difference_is_shown_by_words():
    shown = marked("Which process is right?", "Which of the processes is right?")
    assert shown == "Which {+of the +}[-process-]{+processes+} is right?" or shown == (
        "Which [-process-]{+of the processes+} is right?"
    )
    assert marked("same", "same") == "same"


def test_texts_without_end_are_given_whole():
    before, after = "a " * 30_000, "b " * 30_000
    assert [one.kind for one in word_diff(before, after)] == ["removed", "added"]
    assert msgspec.json.encode(word_diff("a", "b"))
