"""The audit log: any alteration is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exam_engine.vault.audit import checkpoint, checkpoint_is_genuine, next_entry, verify_log
from exam_engine.vault.identity import Identity

MARKER = Identity.generate("marker")


def log(length):
    entries = []
    for n in range(length):
        last = entries[-1] if entries else None
        entries.append(
            next_entry(last, at_ms=1000 * n, actor="ada", act="act", subject=f"subject {n}")
        )
    return entries


def test_an_untouched_log_has_no_findings():
    entries = log(10)
    assert verify_log(entries) == []
    assert verify_log(entries, [checkpoint(entries[-1], MARKER)]) == []


@given(st.integers(0, 9), st.sampled_from(["actor", "act", "subject", "previous"]))
def test_a_changed_entry_is_found(at, field):
    entries = log(10)
    stated = [checkpoint(entries[-1], MARKER)]
    entries[at] = replace(entries[at], **{field: "x" * 64})
    assert verify_log(entries, stated)


@given(st.integers(0, 9))
def test_a_removed_entry_is_found(at):
    entries = log(10)
    stated = [checkpoint(entries[-1], MARKER)]
    del entries[at]
    assert verify_log(entries, stated)


def test_a_log_rewritten_from_some_point_contradicts_the_checkpoint():
    entries = log(10)
    stated = [checkpoint(entries[-1], MARKER)]
    rewritten = entries[:5]
    for n in range(5, 10):
        rewritten.append(
            next_entry(
                rewritten[-1], at_ms=1000 * n, actor="eve", act="act", subject=f"subject {n}"
            )
        )
    assert verify_log(rewritten) == []  # the chain alone cannot tell
    (finding,) = verify_log(rewritten, stated)
    assert finding.n == 10
    assert "differs from what marker signed" in finding.problem


def test_a_log_cut_at_its_end_misses_its_checkpoint():
    entries = log(10)
    (finding,) = verify_log(entries[:8], [checkpoint(entries[-1], MARKER)])
    assert "is missing, but marker signed it" in finding.problem


@pytest.mark.parametrize("change", [{"n": 11}, {"digest": "0" * 64}])
def test_a_checkpoint_is_bound_to_its_entry(change):
    stated = checkpoint(log(10)[-1], MARKER)
    assert checkpoint_is_genuine(stated, MARKER.recipient)
    assert not checkpoint_is_genuine(replace(stated, **change), MARKER.recipient)
    assert not checkpoint_is_genuine(stated, Identity.generate("eve").recipient)
