"""Printed shares: any k recover the identity, fewer do not, and a mistyped word is named."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shamir_mnemonic.wordlist import WORDLIST

from exam_engine.errors import ShareWrong, VaultError
from exam_engine.vault.identity import Identity
from exam_engine.vault.sealing import SealedFile, SealWriter
from exam_engine.vault.shares import WORDS, EnteredShares, make_shares
from exam_engine.vault.trust import TrustedSigners

SET = make_shares("unlock", 3, 5)
OTHER = make_shares("unlock", 3, 5)


def words(number, made=SET):
    return made.shares[number - 1].reveal().decode().split()


def entered(*numbers, made=SET):
    shares = EnteredShares()
    for number in numbers:
        shares.add(" ".join(words(number, made)))
    return shares


@pytest.mark.parametrize("numbers", list(itertools.permutations(range(1, 6), 3)))
def test_any_three_of_five_in_any_order_recover_the_identity(numbers):
    shares = entered(*numbers)
    assert shares.complete
    assert shares.numbers == list(numbers)
    assert shares.identity("anything").fingerprint == SET.identity.fingerprint


@pytest.mark.parametrize("numbers", [(), (1,), (5, 2)])
def test_fewer_do_not(numbers):
    shares = entered(*numbers)
    assert not shares.complete
    with pytest.raises(ShareWrong, match="too few"):
        shares.identity("unlock")


def test_what_is_sealed_to_the_set_opens_for_its_holders_and_for_no_other_set(tmp_path):
    ada = Identity.generate("ada")
    path = tmp_path / "file"
    people = {"open": [SET.identity.recipient]}
    with SealWriter(path, kind="test", id="t", about={}, signer=ada, recipients=people) as writer:
        writer.add("open", "one", b"content")
        writer.finish()
    trust = TrustedSigners([ada.recipient])
    with SealedFile(path, entered(2, 3, 4).identity("x"), trust, kind="test") as file:
        assert file.read("open", "one") == b"content"
    stranger = entered(2, 3, 4, made=OTHER).identity("x")
    assert stranger.fingerprint != SET.identity.fingerprint


@settings(max_examples=10, deadline=None)
@given(st.integers(2, 16).flatmap(lambda n: st.tuples(st.integers(2, n), st.just(n))), st.data())
def test_any_k_of_n(numbers, data):
    needed, count = numbers
    made = make_shares("unlock", needed, count)
    chosen = data.draw(st.permutations(range(1, count + 1)))[:needed]
    shares = entered(*chosen, made=made)
    assert shares.identity("unlock").recipient == made.identity.recipient
    assert {len(words(number, made)) for number in range(1, count + 1)} == {WORDS}


@pytest.mark.parametrize("numbers", [(1, 5), (0, 3), (4, 3), (2, 17), (1, 1)])
def test_numbers_that_make_no_dual_control_are_refused(numbers):
    with pytest.raises(VaultError, match="make no dual control"):
        make_shares("unlock", *numbers)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(1, WORDS), st.sampled_from(WORDLIST))
def test_one_wrong_word_is_named_by_its_place_and_not_corrected(number, place, wrong):
    typed = words(number)
    right = typed[place - 1]
    if wrong == right:
        return
    typed[place - 1] = wrong
    shares = EnteredShares()
    with pytest.raises(ShareWrong) as found:
        shares.add(" ".join(typed))
    said = str(found.value)
    assert said == f"share entered as number 1: word {place} may be mistyped; enter it again"
    assert shares.numbers == []
    shares.add(" ".join(words(number)))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, WORDS - 1))
def test_two_neighbours_exchanged_are_named(number, place):
    typed = words(number)
    if typed[place - 1] == typed[place]:
        return
    typed[place - 1 : place + 1] = reversed(typed[place - 1 : place + 1])
    with pytest.raises(ShareWrong, match=f"words {place} and {place + 1} may be exchanged"):
        EnteredShares().add(" ".join(typed))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.integers(0, WORDS - 1), st.integers(1, 1023), min_size=2, max_size=3),
)
def test_two_or_three_wrong_words_are_never_taken(steps):
    typed = words(1)
    for place, step in steps.items():
        typed[place] = WORDLIST[(WORDLIST.index(typed[place]) + step) % 1024]
    with pytest.raises(ShareWrong):
        EnteredShares().add(" ".join(typed))


def test_a_word_that_is_on_no_list_is_named_by_its_place_alone():
    typed = words(1)
    typed[6] = "acadmic"
    shares = entered(2)
    with pytest.raises(ShareWrong, match="^share entered as number 2: word 7 is not on") as found:
        shares.add(" ".join(typed))
    assert "acadmic" not in str(found.value)
    typed[30] = "xx"
    with pytest.raises(ShareWrong, match="words 7, 31 are not on the list"):
        shares.add(" ".join(typed))


@pytest.mark.parametrize("count", [0, 1, 32, 34, 99])
def test_a_wrong_number_of_words_is_told(count):
    typed = (words(1) * 20)[:count]
    with pytest.raises(ShareWrong, match=r"has \d+ words, a share has 33"):
        EnteredShares().add(" ".join(typed))


def test_an_entry_without_end_is_refused():
    with pytest.raises(ShareWrong, match="too long"):
        EnteredShares().add("academic " * 100_000)


def test_capitals_spaces_and_first_four_letters_do_not_matter():
    shares = EnteredShares()
    shares.add("  ".join(word[:4].upper() for word in words(1)))
    shares.add("\n".join(words(2)))
    shares.add(" ".join(words(3)))
    assert shares.identity("unlock").fingerprint == SET.identity.fingerprint


def test_the_first_four_letters_tell_all_words_apart():
    assert len({word[:4] for word in WORDLIST}) == len(WORDLIST) == 1024


def test_the_same_share_twice_and_a_share_of_another_set_are_told():
    shares = entered(1)
    with pytest.raises(ShareWrong, match="share 1 was entered already"):
        shares.add(" ".join(words(1)))
    with pytest.raises(ShareWrong, match="of another set than share 1"):
        shares.add(" ".join(words(2, OTHER)))
    assert shares.numbers == [1]


@settings(max_examples=150)
@given(st.text(max_size=3000))
def test_rubbish_is_no_share(typed):
    with pytest.raises(ShareWrong):
        EnteredShares().add(typed)


def test_shares_do_not_show_themselves():
    shares = entered(1, 2)
    shown = f"{SET!r} {SET.shares!r} {shares!r} {vars(SET)!r}"
    assert not any(" ".join(words(number)[:3]) in shown for number in range(1, 6))
    assert "EnteredShares(2 of 3)" in shown
