"""Who may sign a form off, and where it stands then."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.assembly.facts.standing import State, standing_of, why_not
from exam_engine.model.sign_off import FIRST, Decision, SignOff

DIGEST = "d" * 64
BUILDER = "fingerprint of builder"


def chain(*decided, digest=DIGEST):
    """Return sign-offs in order from pairs of reviewer and decision."""
    found = []
    for n, (reviewer, decision) in enumerate(decided, start=1):
        found.append(
            SignOff(
                format=1,
                form="F",
                form_digest=digest,
                n=n,
                previous=found[-1].digest if found else FIRST,
                decision=decision,
                reviewer=reviewer,
                fingerprint=f"fingerprint of {reviewer}",
                comment="a reason",
                at_ms=n,
            )
        )
    return found


YES, NO = Decision.APPROVED, Decision.REJECTED


@pytest.mark.parametrize(
    ("decided", "state", "words"),
    [
        ([], State.WAITING, "waits for 2 sign-offs"),
        ([("anna", YES)], State.WAITING, "waits for 1 sign-off; approved by anna"),
        ([("anna", YES), ("ben", YES)], State.APPROVED, "approved by anna and ben"),
        ([("anna", NO)], State.REJECTED, "rejected by anna: a reason"),
        ([("anna", YES), ("ben", NO)], State.REJECTED, "rejected by ben: a reason"),
        ([("anna", YES), ("ben", YES), ("carla", NO)], State.REJECTED, "rejected by carla"),
        ([("anna", YES), ("anna", NO)], State.REJECTED, "rejected by anna"),
        ([("builder", NO)], State.REJECTED, "rejected by builder"),
        ([("builder", YES)], State.DOUBTFUL, "builder built the form"),
        ([("anna", YES), ("anna", YES)], State.DOUBTFUL, "anna has signed it off already"),
        ([("anna", NO), ("ben", YES), ("carla", YES)], State.REJECTED, "rejected by anna"),
    ],
)
def test_two_others_approve_and_anybody_may_reject(decided, state, words):
    found = standing_of(DIGEST, BUILDER, chain(*decided))
    assert found.state is state
    assert words in found.words


def test_a_sign_off_over_another_form_of_the_same_id_does_not_count():
    found = standing_of(DIGEST, BUILDER, chain(("anna", YES), ("ben", YES), digest="e" * 64))
    assert found.state is State.DOUBTFUL
    assert found.sign_offs == ()


@pytest.mark.parametrize("taken", [0, 1])
def test_a_sign_off_taken_out_before_another_is_missed(taken):
    decided = chain(("anna", YES), ("ben", YES), ("carla", YES))
    del decided[taken]
    assert standing_of(DIGEST, BUILDER, decided).state is State.DOUBTFUL


def test_two_names_with_one_secret_are_one_person():
    (first,) = chain(("anna", YES))
    refused = why_not(YES, "anna again", first.fingerprint, BUILDER, [first])
    assert "signed it off already" in refused


def test_what_is_missing_blocks_a_form_that_two_approved():
    decided = chain(("anna", YES), ("ben", YES))
    assert standing_of(DIGEST, BUILDER, decided, ["a sign-off is gone"]).state is State.DOUBTFUL


@given(
    st.lists(
        st.tuples(st.sampled_from(["anna", "ben", "carla", "builder"]), st.sampled_from([YES, NO])),
        max_size=6,
    )
)
def test_approved_means_two_others_and_no_rejection_whatever_the_order(decided):
    found = standing_of(DIGEST, BUILDER, chain(*decided))
    if found.state is State.APPROVED:
        people = {one.fingerprint for one in found.sign_offs}
        assert len(people) >= 2
        assert BUILDER not in people
        assert all(decision is YES for _, decision in decided)
    if any(decision is NO for _, decision in decided):
        assert found.state is State.REJECTED


def test_changing_any_field_changes_the_digest_that_the_next_one_names():
    (first,) = chain(("anna", YES))
    for field, value in (("comment", "x"), ("at_ms", 9), ("decision", NO), ("reviewer", "ben")):
        assert msgspec.structs.replace(first, **{field: value}).digest != first.digest
