"""What a terminal says becomes a response as it is marked, and comes back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.delivery.responses import positions_of, response_of, text_of
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.item import Prompt
from exam_engine.model.item_parts import ItemPaper, PaperOption
from exam_engine.model.item_type import Interaction, ItemType
from exam_engine.model.paper import PaperQuestion

# As presented, which is not as the author wrote them.
PRESENTED = ("c", "a", "d", "b")


def question(kind, *, choose=1, lines=0, reuse=False):
    item = ItemPaper(
        id="i",
        version=1,
        type=kind,
        language="en",
        stem="?",
        options=tuple(PaperOption(id=option, text=option) for option in "abcd"),
        prompts=tuple(Prompt(n=n, texts=("x",), marks=1) for n in range(1, lines + 1)),
        choose=choose,
        reuse=reuse,
    )
    return PaperQuestion(n=7, marks=1, options=PRESENTED, item=item)


SINGLE = question(ItemType.SINGLE)
TWO = question(ItemType.MULTIPLE, choose=2)
ONCE = question(ItemType.MATCH, lines=3)
AGAIN = question(ItemType.MATCH, lines=3, reuse=True)
ORDER = question(ItemType.ORDER)
ESSAY = question(ItemType.ESSAY)
ORAL = question(ItemType.PERFORMANCE)


@pytest.mark.parametrize(
    ("asked", "positions", "text", "response"),
    [
        (SINGLE, [1], "", ("c",)),
        (SINGLE, [], "", ()),
        (TWO, [4, 1], "", ("b", "c")),
        (TWO, [4], "", ("b",)),
        (ONCE, [2, 0, 3], "", ("a", "", "d")),
        (ONCE, [0, 0, 0], "", ()),
        (AGAIN, [2, 2, 0], "", ("a", "a", "")),
        (ORDER, [3, 1], "", ("d", "c")),
        (ORDER, [4, 3, 2, 1], "", ("b", "d", "a", "c")),
        (ESSAY, [], "My note.\nSecond line.", ("My note.\nSecond line.",)),
        (ESSAY, [], "  \n ", ()),
        (ESSAY, [], "a\x1b[2Jb", ("a[2Jb",)),
    ],
)
def test_a_possible_response_is_recorded(asked, positions, text, response):
    assert response_of(asked, positions, text) == response


@pytest.mark.parametrize(
    ("asked", "positions", "text", "said"),
    [
        (SINGLE, [1, 2], "", "question 7 takes one option"),
        (SINGLE, [0], "", "takes each option once, and none at no place"),
        (SINGLE, [5], "", "has 4 options, so there is no option 5"),
        (SINGLE, [], "x", "takes no text"),
        (TWO, [1, 2, 3], "", "takes 2 options, no more"),
        (TWO, [1, 1], "", "takes each option once"),
        (ONCE, [1, 2], "", "has 3 lines; 2 came"),
        (ONCE, [1, 1, 0], "", "takes each selection once"),
        (ORDER, [1, 1], "", "takes each option once"),
        (ORDER, [0, 1], "", "takes each option once, and none at no place"),
        (ESSAY, [1], "", "takes a text, no options"),
        (ORAL, [1], "", "is not answered at a terminal"),
        (ORAL, [], "x", "takes no text"),
    ],
)
def test_what_is_no_possible_response_is_refused(asked, positions, text, said):
    with pytest.raises(AttemptRefused, match=said) as found:
        response_of(asked, positions, text)
    assert found.value.reason in (Refusal.IMPOSSIBLE_RESPONSE, Refusal.UNKNOWN_OPTION)


@given(
    st.sampled_from([SINGLE, TWO, ONCE, AGAIN, ORDER]),
    st.lists(st.integers(0, 5), max_size=5),
)
def test_whatever_is_recorded_comes_back_as_it_was_said(asked, positions):
    try:
        response = response_of(asked, positions, "")
    except AttemptRefused:
        return
    shown = positions_of(asked, response)
    assert list(shown) == (positions if any(positions) else [])
    assert text_of(asked, response) == ""
    if asked.item.interaction is Interaction.MATCH and response:
        assert len(response) == 3


@given(st.text(max_size=200))
def test_a_text_comes_back_clean(text):
    response = response_of(ESSAY, (), text)
    back = text_of(ESSAY, response)
    assert "\x1b" not in back
    assert response_of(ESSAY, (), back) == response
    assert positions_of(ESSAY, response) == ()
