"""What differs between two forms."""

import msgspec
from hypothesis import given as given_
from hypothesis import strategies as st

from assembly.facts.made import form, question
from exam_engine.assembly.facts.difference import difference


def kinds(one, other):
    return [(change.kind, change.subject) for change in difference(one, other)]


def test_a_form_differs_in_nothing_from_itself():
    assert difference(form(), form()) == ()


def test_an_item_replaced_is_one_removed_and_one_added():
    found = kinds(form(), form([1, 2, 11, 4, 5, 6, 7, 8]))
    assert found == [("removed", "it-03"), ("added", "it-11")]


def test_what_is_pushed_along_by_others_is_not_moved():
    found = kinds(form([1, 2, 3, 4]), form([9, 1, 2, 3, 4]))
    assert found == [("added", "it-09")]
    assert kinds(form([1, 2, 3, 4]), form([4, 1, 2, 3])) == [("moved", "it-04")]


def test_changes_of_one_question_are_told_apart():
    items = list(form().items)
    items[0] = msgspec.structs.replace(items[0], version=2)
    items[1] = msgspec.structs.replace(items[1], options=("d", "c", "b", "a"))
    items[2] = msgspec.structs.replace(items[2], paper_digest="f" * 64)
    found = kinds(form(), msgspec.structs.replace(form(), items=tuple(items)))
    assert found == [("version", "it-01"), ("options", "it-02"), ("content", "it-03")]


def test_conditions_are_named():
    other = msgspec.structs.replace(form(), minutes=75, seed=2)
    words = [change.words for change in difference(form(), other)]
    assert words == ["seed: 1, then 2", "minutes: 60, then 75"]


@given_(st.permutations(range(1, 9)))
def test_the_fewest_items_count_as_moved(order):
    """Taking the moved ones out leaves the rest in their order, and no fewer would do."""
    moved = {name for kind, name in kinds(form(), form(order)) if kind == "moved"}
    rest = [n for n in order if f"it-{n:02}" not in moved]
    assert rest == sorted(rest)
    longest = max(
        sum(mask >> at & 1 for at in range(8))
        for mask in range(256)
        if (kept := [order[at] for at in range(8) if mask >> at & 1]) == sorted(kept)
    )
    assert len(rest) == longest


def test_another_role_is_a_difference():
    from exam_engine.model.form import Role

    anchored = msgspec.structs.replace(question(1, 1), role=Role.ANCHOR)
    other = msgspec.structs.replace(form(), items=(anchored, *form().items[1:]))
    assert kinds(form(), other) == [("role", "it-01")]
