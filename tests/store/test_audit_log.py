"""The audit log in the database: chained, told in order, and honest about what cannot be read."""

import pytest
from sqlalchemy import text

from exam_engine.errors import StoreError
from exam_engine.store import audit_log
from exam_engine.store.audit_log import Act
from exam_engine.store.database import reading, writing
from exam_engine.vault.audit import checkpoint_is_genuine, verify_log
from store.bench import alter


def append(engine, at_ms, act="formed"):
    with writing(engine) as connection:
        audit_log.append(connection, at_ms=at_ms, actor="editor", act=act, subject="f")


def entries_of(engine):
    with reading(engine) as connection:
        return audit_log.entries(connection)


def test_entries_are_numbered_and_chained_in_the_order_of_the_acts(engine):
    append(engine, 10)
    with writing(engine) as connection:
        audit_log.append_all(
            connection, 20, [Act("a", "x", "s", {"k": "v"}), Act("b", "y", "s", {})]
        )
    entries, findings = entries_of(engine)
    assert [(entry.n, entry.act) for entry in entries] == [(1, "formed"), (2, "x"), (3, "y")]
    assert [entry.previous for entry in entries] == [
        "0" * 64, entries[0].digest, entries[1].digest
    ]  # fmt: skip
    assert entries[1].details == {"k": "v"}
    assert findings == verify_log(entries) == []


def test_an_act_that_fails_leaves_no_entry(engine):
    with pytest.raises(RuntimeError), writing(engine) as connection:
        audit_log.append(connection, at_ms=1, actor="a", act="x", subject="s")
        raise RuntimeError
    assert entries_of(engine) == ([], [])


def test_a_clock_set_back_does_not_make_the_log_look_altered(engine):
    for at_ms in (1_000, 400, 1_200):
        append(engine, at_ms)
    entries, _ = entries_of(engine)
    assert [entry.at_ms for entry in entries] == [1_000, 1_000, 1_200]
    assert verify_log(entries) == []


@pytest.mark.parametrize(
    "change", ["details = '{'", "details = x'7b22ff227d'", "at_ms = 'noon'", "details = '[]'"]
)
def test_an_entry_that_cannot_be_read_is_a_finding_and_the_rest_is_still_told(engine, change):
    for at_ms in (1, 2, 3):
        append(engine, at_ms)
    alter(engine, f"UPDATE audit_entry SET {change} WHERE n = 2")
    entries, findings = entries_of(engine)
    assert [entry.n for entry in entries] == [1, 3]
    assert [(found.n, found.problem) for found in findings] == [
        (2, "cannot be read: it was altered")
    ]


@pytest.mark.parametrize("change", ["details = '{'", "at_ms = 'noon'"])
def test_after_an_entry_that_cannot_be_read_nothing_is_appended(engine, change):
    append(engine, 1)
    alter(engine, f"UPDATE audit_entry SET {change}")
    with pytest.raises(StoreError, match="the last entry of the audit log cannot be read"):
        append(engine, 2)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_entry")).scalar() == 1


def test_a_checkpoint_states_the_last_entry_and_is_kept_once(engine, host):
    with writing(engine) as connection:
        assert audit_log.add_checkpoint(connection, host) is None  # an empty log has no standing
    append(engine, 1)
    append(engine, 2)
    with writing(engine) as connection:
        stated = audit_log.add_checkpoint(connection, host)
        assert audit_log.add_checkpoint(connection, host) == stated
    entries, _ = entries_of(engine)
    assert (stated.n, stated.digest, stated.signer) == (2, entries[1].digest, "centre")
    assert checkpoint_is_genuine(stated, host.recipient)
    assert audit_log.checkpoints(engine) == [stated]
    assert verify_log(entries, [stated]) == []
