"""Canonical JSON, held against an independent RFC 8785 library."""

import hashlib

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.canonical import canonical_json, digest

names = st.text(st.characters(codec="ascii"), max_size=8)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(names, inner, max_size=4)
    ),
    max_leaves=20,
)
INEXACT = st.sampled_from([0.5, 1.0, float("nan"), float("-inf"), 2**53, -(2**53), {"ä": 1}])
around = st.recursive(
    INEXACT,
    lambda inner: (
        st.tuples(values, inner)
        | st.tuples(inner, values).map(list)
        | st.tuples(names, inner).map(lambda pair: dict([pair]))
    ),
    max_leaves=4,
)


@given(values)
def test_bytes_are_those_of_rfc_8785(value):
    assert canonical_json(value) == rfc8785.dumps(value)


@given(around)
def test_what_is_refused_is_refused_wherever_it_stands(value):
    with pytest.raises(ValueError, match="holds a"):
        canonical_json(value)


def test_digest_is_sha_256_of_the_bytes():
    assert digest({"b": 1, "a": [True, None]}) == (
        hashlib.sha256(b'{"a":[true,null],"b":1}').hexdigest()
    )


@pytest.mark.parametrize("value", [1.0, {"a": [0.5]}, 2**53, {"ä": 1}])
def test_what_other_readers_might_read_differently_is_refused(value):
    with pytest.raises(ValueError, match="holds a"):
        canonical_json(value)


def test_structs_are_written_as_objects():
    class Point(msgspec.Struct):
        y: int
        x: int

    assert canonical_json(Point(y=1, x=2)) == b'{"x":2,"y":1}'


def test_a_float_in_a_field_that_names_whole_numbers_is_refused():
    """No constructor checks a structure's types: the bytes are the last place to do it."""

    class Marks(msgspec.Struct):
        each: tuple[int, ...]

    with pytest.raises(ValueError, match="holds a float"):
        canonical_json(Marks(each=(1, 0.5)))
