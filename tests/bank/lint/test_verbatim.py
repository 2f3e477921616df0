"""Copies of eight words in a row are found, from a text or from its hashes alone."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.lint.made import WHY, findings, scenario, single
from exam_engine.bank.lint.verbatim_text import RUN, read_hashes, shingles_of_text
from exam_engine.errors import AuthoringError

SOURCE = (
    "When the tide turns early, the harbour master shall ring the small brass bell twice and "
    "write the hour into the book."
)
COPIED = "the harbour master shall ring the small brass bell"
WORD = st.sampled_from("anchor bell crane deck eel ferry gull hull inlet jetty".split())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("texts")


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "protected.txt"
    path.write_text(SOURCE)
    return path


@pytest.mark.parametrize("by_hashes", [False, True])
def test_a_copy_is_found_with_its_place_and_a_paraphrase_is_not(source, tmp_path, by_hashes):
    shingles = shingles_of_text(source)
    if by_hashes:
        shingles.write(tmp_path / "hashes")
        shingles = read_hashes(tmp_path / "hashes")
    copy = single(stem="In fog, THE harbour-master shall ring the small brass bell. Why?")
    (found,) = findings("VERBATIM", copy, shingles=shingles)
    assert found.words == "THE harbour-master shall ring the small brass bell"
    assert found.column == len("In fog, ") + 1
    assert "9 words in a row" in found.message
    own = single(stem="In fog, whoever keeps the harbour rings a bell. How many times?")
    assert findings("VERBATIM", own, shingles=shingles) == []
    seven = single(stem="In fog, harbour master shall ring the small brass gong. Why?")
    assert findings("VERBATIM", seven, shingles=shingles) == []


def test_reasons_facts_and_scenarios_are_looked_at_too(source):
    shingles = shingles_of_text(source)
    (found,) = findings("VERBATIM", single(fact=f"So {COPIED}."), shingles=shingles)
    assert found.field == "fact"
    story = scenario(text=f"In one port {COPIED} when fog comes in from the sea.")
    (found,) = findings("VERBATIM", single(), scenarios=[story], shingles=shingles)
    assert found.field == "scenario sc-harbour@1"
    assert WHY not in SOURCE


def test_a_file_of_hashes_holds_no_word_of_the_text(source, tmp_path):
    target = tmp_path / "hashes"
    shingles_of_text(source).write(target)
    header, *lines = target.read_text().splitlines()
    assert "words=8" in header
    words = SOURCE.lower().replace(",", "").replace(".", "").split()
    runs = [" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    expected = {hashlib.blake2b(run.encode(), digest_size=8).hexdigest() for run in runs}
    assert set(lines) == expected
    assert lines == sorted(lines)


@given(st.lists(WORD, min_size=8, max_size=30), st.lists(WORD, max_size=30))
def test_runs_are_exactly_the_words_shared_eight_in_a_row(place, text, other):
    path = place / "text"
    path.write_text(" ".join(text))
    known = {tuple(text[at : at + RUN]) for at in range(len(text) - RUN + 1)}
    covered = set()
    for at in range(len(other) - RUN + 1):
        if tuple(other[at : at + RUN]) in known:
            covered.update(range(at, at + RUN))
    joined = " ".join(other)
    found = set()
    for run in shingles_of_text(path).runs_in(joined):
        first = len(joined[: run.start].split())
        found.update(range(first, first + run.words))
        assert len(joined[run.start : run.end].split()) == run.words
    assert found == covered


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("too short a text", "holds no 8 words in a row"),
        (b"\xff\xfe" + b"word " * 9, "is not UTF-8"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused(tmp_path, content, said):
    path = tmp_path / "text"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(AuthoringError, match=said):
        shingles_of_text(path)
    with pytest.raises(AuthoringError, match="cannot be read"):
        shingles_of_text(tmp_path / "none")


@pytest.mark.parametrize("damage", ["", "zz" * 8, "ab" * 7, "\x1b[2J"])
def test_a_damaged_file_of_hashes_is_refused(source, tmp_path, damage):
    target = tmp_path / "hashes"
    shingles_of_text(source).write(target)
    lines = target.read_text().splitlines()
    lines[1] = damage
    target.write_text("\n".join(lines))
    with pytest.raises(AuthoringError, match="line 2: .* is not 16 hexadecimal digits") as found:
        read_hashes(target)
    assert "\x1b" not in str(found.value)
    target.write_text("another file\n")
    with pytest.raises(AuthoringError, match="is no file of hashes"):
        read_hashes(target)
