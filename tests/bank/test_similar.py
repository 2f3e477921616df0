"""Similar items: made near-duplicates are found, the search is exact, a leak has a direction."""

import random
from itertools import combinations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from bank.lint.made import single
from exam_engine.bank.similar.find import ALIKE, TELLS, similar
from exam_engine.bank.similar.pairs import without_common
from exam_engine.bank.similar.texts import text_of
from exam_engine.bank.similar.vectors import text_vectors, weighted
from exam_engine.office.shipped import shipped
from exam_engine.source.bank import read_bank

ITEMS = read_bank(shipped("item_banks") / "iso20000-foundation").items
CHANGES = {
    "require": "demand",
    "requires": "demands",
    "does": "will",
    "provider": "vendor",
    "customer": "client",
    "customers": "clients",
    "department": "section",
    "organization": "firm",
    "standard": "norm",
    "should": "ought to",
    "bank": "shop",
    "university": "school",
}


def other_words(rng, text):
    return " ".join(CHANGES.get(word, word) for word in text.split())


def gaps(rng, text):
    return " ".join(word for at, word in enumerate(text.split()) if at % 7 != 3)


def slips(rng, text):
    """Two letters change places in every fourth long word."""
    words = text.split()
    for at in range(0, len(words), 4):
        if len(words[at]) > 5:
            words[at] = words[at][:2] + words[at][3] + words[at][2] + words[at][4:]
    return " ".join(words)


def turned(rng, text):
    """The second half first."""
    words = text.split()
    return " ".join(words[len(words) // 2 :] + words[: len(words) // 2])


def tenth_replaced(rng, text):
    words = text.split()
    return " ".join(rng.choice(words) if at % 10 == 5 else word for at, word in enumerate(words))


def twin(item, edit, rng):
    """A copy of an item under another name, its texts edited and its options in another order."""
    options = tuple(
        msgspec.structs.replace(option, text=edit(rng, option.text)) for option in item.options
    )
    return msgspec.structs.replace(
        item,
        id=f"copy-{item.id}",
        stem=edit(rng, item.stem),
        fact=edit(rng, item.fact),
        options=options[::-1],
        enemies=(),
    )


@pytest.mark.parametrize("edit", [other_words, gaps, slips, turned, tenth_replaced])
def test_made_near_duplicates_are_found(edit):
    """Of 40 hidden copies 39 at least are among the pairs found, and little else is."""
    rng = random.Random(3)
    chosen = rng.sample(ITEMS, 40)
    bank = [*ITEMS, *(twin(item, edit, rng) for item in chosen)]
    rng.shuffle(bank)
    found = {
        frozenset((pair.one.id, pair.other.id))
        for pair in similar(bank, top=200, known=True)
        if pair.kind == ALIKE
    }
    made = {frozenset((item.id, f"copy-{item.id}")) for item in chosen}
    assert len(found & made) >= 39
    assert len(found - made) <= 4


def test_a_copy_scores_one_and_comes_first():
    copy = msgspec.structs.replace(ITEMS[5], id="copy-of-five")
    best = similar([*ITEMS, copy])[0]
    assert {best.one.id, best.other.id} == {ITEMS[5].id, "copy-of-five"}
    assert best.score == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("threshold", [0.05, 0.2, 0.5])
def test_no_pair_is_missed_against_the_whole_table_of_products(threshold):
    vectors = text_vectors([text_of(item).whole for item in ITEMS]).toarray().astype(np.float64)
    products = vectors @ vectors.T
    expected = {
        (a, b) for a, b in combinations(range(len(ITEMS)), 2) if products[a, b] >= threshold + 1e-5
    }
    at = {item.id: place for place, item in enumerate(ITEMS)}
    found = {
        (at[pair.one.id], at[pair.other.id]): pair.score
        for pair in similar(ITEMS, threshold=threshold, top=5000, known=True)
        if pair.kind == ALIKE
    }
    assert expected <= set(found)
    for (a, b), score in found.items():
        assert score == pytest.approx(products[a, b], abs=1e-4)


def test_the_best_are_the_same_however_many_are_asked_for():
    many = [pair for pair in similar(ITEMS, threshold=0, top=300) if pair.kind == TELLS]
    few = [pair for pair in similar(ITEMS, threshold=0, top=7) if pair.kind == TELLS]
    assert len(few) == 7
    assert [pair.score for pair in few] == [pair.score for pair in many[:7]]


def test_weights_are_those_of_the_formula():
    """Two texts share feature 0; counts 2 and 1. ln(1 + n) - ln(1 + d), tf 1 + ln f."""
    counts = sparse.csr_array(np.array([[2.0, 1, 0], [1, 0, 3]], dtype=np.float32))
    idf_shared, idf_alone = 1 + np.log(3 / 3), 1 + np.log(3 / 2)
    first = np.array([(1 + np.log(2)) * idf_shared, 1 * idf_alone])
    second = np.array([1 * idf_shared, (1 + np.log(3)) * idf_alone])
    expected = first[0] * second[0] / (np.linalg.norm(first) * np.linalg.norm(second))
    rows = weighted(counts)
    assert (rows[[0]] @ rows[[1]].T).toarray()[0, 0] == pytest.approx(expected, rel=1e-6)


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=8), min_size=2, max_size=8),
    st.floats(0, 0.6),
)
def test_what_is_left_out_of_a_row_is_never_longer_than_allowed(rows, most):
    dense = np.zeros((len(rows), 10), dtype=np.float32)
    for at, row in enumerate(rows):
        dense[at, row] = 1 + np.arange(len(row))
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    kept = without_common(sparse.csr_array(dense), most).toarray()
    assert (np.linalg.norm(dense - kept, axis=1) <= most + 1e-6).all()
    assert ((kept == dense) | (kept == 0)).all()


def crowd(n=30):
    """Items of other subjects, so that words have a rarity."""
    nouns = "river bridge violin garden engine letter castle winter pepper mirror".split()
    return [
        single(
            100 + at,
            stem=f"Where does the {nouns[at % 10]} meet the {nouns[(at * 3 + 1) % 10]} {at}?",
            texts=("North bank", "South gate", "West wall", "East hall"),
            fact=f"Fact {at} of a {nouns[(at * 7) % 10]}.",
        )
        for at in range(n)
    ]


def tells(*items):
    return [
        (pair.one.id, pair.other.id)
        for pair in similar([*items, *crowd()], top=50)
        if pair.kind == TELLS
    ]


OWNER = single(
    1,
    stem="Which act brings a failed mail relay back into use?",
    texts=("Flushing the stuck queue", "Buying lamps", "Naming a culprit", "Writing a report"),
)


def test_a_question_that_holds_the_answer_of_another_is_found_with_its_direction():
    teller = single(
        2, stem="A failed mail relay is back after flushing the stuck queue. Who is told?"
    )
    assert tells(OWNER, teller) == [(OWNER.id, teller.id)]
    silent = single(2, stem="A failed mail relay is back after an act. Who is told?")
    assert tells(OWNER, silent) == []


def test_an_answer_among_words_of_another_subject_tells_nothing():
    elsewhere = single(2, stem="Guests wait in a stuck queue. Who opens the museum at noon?")
    assert tells(OWNER, elsewhere) == []


def test_words_that_the_own_question_has_tell_nothing():
    own = single(1, stem="Is the mail relay stuck?", texts=("The mail relay", "No", "So", "Yes"))
    other = single(2, stem="Is the mail relay stuck, and who is told of it?")
    assert tells(own, other) == []


def test_enemies_are_left_out_unless_asked_for():
    teller = single(2, stem=OWNER.stem, enemies=(OWNER.id,))
    assert similar([OWNER, teller, *crowd()], threshold=0.8) == []
    shown = similar([OWNER, teller, *crowd()], threshold=0.4, known=True)
    assert {OWNER.id, teller.id} in [{pair.one.id, pair.other.id} for pair in shown if pair.known]


def test_what_pairs_share_is_named_rarest_first():
    teller = single(
        2, stem="A failed mail relay is back after flushing the stuck queue. Who is told?"
    )
    (pair,) = [one for one in similar([OWNER, teller, *crowd()]) if one.kind == TELLS]
    assert set(pair.shared) == {"flushing", "stuck", "queue"}
    assert pair.answer == "Flushing the stuck queue"


@pytest.mark.parametrize("items", [[], ITEMS[:1], [single(1, stem="?" * 10, texts=("-", "+"))] * 2])
def test_banks_with_next_to_nothing_to_compare_are_no_error(items):
    assert all(0 <= pair.score <= 1 for pair in similar(items, threshold=0))
