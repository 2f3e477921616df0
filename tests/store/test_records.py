"""Records that somebody altered are told as such, whatever was put in their place."""

import pytest

from exam_engine.errors import StoreError
from exam_engine.store import records
from store.bench import UNREADABLE, alter

each_unreadable = pytest.mark.parametrize("stored", UNREADABLE)


def put(engine, statement):
    alter(engine, statement)


@each_unreadable
def test_a_form_that_cannot_be_read_is_told_as_altered(engine, stored):
    put(engine, f"INSERT INTO form VALUES ('f-1', 'd', 'b', {stored}, 'editor', x'00')")
    with pytest.raises(StoreError, match="the record of form f-1 cannot be read: it was altered"):
        records.form(engine, "f-1")


@each_unreadable
def test_a_blueprint_that_cannot_be_read_is_told_as_altered(engine, stored):
    put(engine, f"INSERT INTO blueprint VALUES ('abc', 'b', '1', {stored})")
    with pytest.raises(StoreError, match="the blueprint with digest abc .* was altered"):
        records.blueprint(engine, "abc")


@each_unreadable
def test_a_result_that_cannot_be_read_is_told_as_damaged(engine, stored):
    put(engine, f"INSERT INTO result VALUES ('s', 'C-1', 1, true, 26, 'd', 'm', x'00', {stored})")
    found, damaged = records.results(engine, "s")
    assert found == []
    assert damaged == [records.Damaged("C-1", "the record cannot be read")]


def test_what_is_not_on_record_is_told_with_what_is(engine):
    put(engine, "INSERT INTO form VALUES ('f-1', 'd', 'b', x'00', 'editor', x'00')")
    with pytest.raises(StoreError, match="there is no form 'f-2'; there are: f-1"):
        records.form(engine, "f-2")
    with pytest.raises(StoreError, match="the blueprint with digest 000 is not on record"):
        records.blueprint(engine, "000")
