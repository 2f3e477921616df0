"""The life cycle as a machine: nobody finds a way around its conditions.

The machine lets several people try every act in every order, and lets an insider put any record
into the chain without asking. What must hold is computed here from the raw records, by reading them
and not by the functions under test.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from exam_engine.bank.life import TRANSITIONS, Subject, Who, author_names, refusal
from exam_engine.bank.standing import broken_links, sharing, standing
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import (
    FIRST,
    AnsweredBlind,
    LifeRecord,
    Moved,
    PilotAccepted,
    Reviewed,
    Role,
    Verdict,
)

AUTHOR = "anna"
PEOPLE = st.sampled_from([AUTHOR, "ben", "carla", "dora"])
CONTENTS = ("1" * 64, "2" * 64)


def subject(content=CONTENTS[0], **changed):
    return Subject("gd-su-001", 1, content, author_names("Anna Berg"), **changed)


def record(records, actor, act, content=CONTENTS[0]):
    return LifeRecord(
        bank="guarded-bank",
        subject="gd-su-001",
        version=1,
        digest=content,
        n=len(records) + 1,
        previous=records[-1].record_digest if records else FIRST,
        at_ms=0,
        actor=actor,
        act=act,
    )


def answered(right):
    return AnsweredBlind(right=right, note={})


def reviewed(role, verdict=Verdict.APPROVE, defensible=False):
    return Reviewed(role=role, verdict=verdict, defensible=defensible, note={})


MOVES = st.builds(
    Moved,
    to=st.sampled_from(ItemState),
    reason=st.just("a reason"),
    lint_errors=st.sampled_from([0, 0, 0, 2, None]),
)
ACTS = st.one_of(
    MOVES,
    st.builds(answered, st.booleans()),
    st.builds(
        reviewed,
        st.sampled_from(Role),
        st.sampled_from([Verdict.APPROVE, Verdict.APPROVE, *Verdict]),
        st.sampled_from([False, False, True]),
    ),
    st.builds(
        PilotAccepted,
        n=st.sampled_from([49, 50, 200]),
        p=st.sampled_from(["0.6", "0.99"]),
        r=st.just("0.3"),
        reason=st.just("a reason"),
    ),
)


class LifeCycle(RuleBasedStateMachine):
    """``records`` is the chain; ``kept`` those of them that the rules let count."""

    def __init__(self):
        super().__init__()
        self.content = CONTENTS[0]
        self.records = []
        self.kept = []

    def life(self):
        return standing(subject(self.content), self.records)

    def act(self, who, act):
        """Do it as the engine does: only if it is not refused."""
        if not refusal(subject(self.content), self.life(), who, act, {}):
            self.records.append(record(self.records, who, act, self.content))
            self.kept.append(self.records[-1])

    @rule(who=PEOPLE, act=ACTS)
    def somebody_acts(self, who, act):
        self.act(who, act)

    @rule(who=PEOPLE, role=st.sampled_from(Role), right=st.sampled_from([True, True, True, False]))
    def somebody_reviews_properly(self, who, role, right):
        self.act(who, answered(right))
        self.act(who, reviewed(role))

    @rule(steps=st.lists(st.tuples(PEOPLE, st.sampled_from(Role)), min_size=1, max_size=5))
    def people_follow_the_procedure(self, steps):
        """They try what comes next; whether they may is the engine's to say."""
        for who, role in steps:
            match self.life().state:
                case ItemState.DRAFT:
                    self.act(who, Moved(to=ItemState.IN_REVIEW, reason="a reason"))
                case ItemState.IN_REVIEW:
                    self.act(who, answered(True))
                    self.act(who, reviewed(role))
                    self.act(who, Moved(to=ItemState.PILOT, reason="a reason", lint_errors=0))
                case ItemState.PILOT:
                    self.act(who, PilotAccepted(n=50, p="0.6", r="0.3", reason="a reason"))
                    to = ItemState.OPERATIONAL
                    self.act(who, Moved(to=to, reason="a reason", lint_errors=0))
                case _:
                    return

    @rule(who=PEOPLE, act=ACTS)
    def an_insider_puts_in_a_record_without_asking(self, who, act):
        before = self.life()
        refused = refusal(subject(self.content), before, who, act, {})
        self.records.append(record(self.records, who, act, self.content))
        if not refused:
            self.kept.append(self.records[-1])
            return
        after = self.life()
        assert after._replace(notes=()) == before._replace(notes=())
        assert any(
            f"record {len(self.records)} by {who} is ignored" in note for note in after.notes
        )

    @rule(content=st.sampled_from(CONTENTS))
    def the_author_edits(self, content):
        self.content = content

    @invariant()
    def the_state_follows_from_the_table(self):
        states = dict.fromkeys(CONTENTS, ItemState.DRAFT)
        for one in self.kept:
            now = states[one.digest]
            if isinstance(one.act, Moved):
                assert TRANSITIONS[now, one.act.to] is not Who.REVIEW
                states[one.digest] = one.act.to
            elif isinstance(one.act, AnsweredBlind | Reviewed):
                assert now is ItemState.IN_REVIEW
                states[one.digest] = self.after_review(one) or now
        expected = states[self.content]
        # Retired or rejected is a version, not one of its texts.
        for final in (ItemState.RETIRED, ItemState.REJECTED):
            if final in states.values():
                expected = final
        assert self.life().state is expected

    def after_review(self, one):
        if not isinstance(one.act, Reviewed):
            return None
        if one.act.verdict is Verdict.REJECT:
            return ItemState.REJECTED
        missed = any(
            not seen.act.right
            for seen in self.round_of(one)
            if isinstance(seen.act, AnsweredBlind) and seen.actor == one.actor
        )
        back = missed or one.act.defensible or one.act.verdict is Verdict.CHANGES
        return ItemState.DRAFT if back else None

    def round_of(self, last):
        """Return what counted on this content since it last came into review, up to ``last``."""
        before = [one for one in self.kept if one.n <= last.n and one.digest == last.digest]
        starts = [
            at
            for at, one in enumerate(before)
            if isinstance(one.act, Moved) and one.act.to is ItemState.IN_REVIEW
        ]
        return before[starts[-1] + 1 :] if starts else []

    @invariant()
    def no_author_ever_reviews(self):
        submitters = set()
        for one in self.kept:
            if isinstance(one.act, Moved):
                if one.act.to in (ItemState.PILOT, ItemState.OPERATIONAL):
                    assert one.actor not in submitters | {AUTHOR}
                if one.act.to is ItemState.IN_REVIEW:
                    submitters |= {one.actor} if self.was_draft(one) else set()
            else:
                assert one.actor not in submitters | {AUTHOR}

    def was_draft(self, moved):
        earlier = [one for one in self.kept if one.n < moved.n and one.digest == moved.digest]
        state = ItemState.DRAFT
        for one in earlier:
            moved_to = one.act.to if isinstance(one.act, Moved) else None
            state = moved_to or self.after_review(one) or state
        return state is ItemState.DRAFT

    @invariant()
    def nothing_reaches_candidates_without_its_conditions(self):
        for one in self.kept:
            reaches = (ItemState.PILOT, ItemState.OPERATIONAL)
            if isinstance(one.act, Moved) and one.act.to in reaches:
                self.check_conditions(one)

    def check_conditions(self, moved):
        assert moved.act.lint_errors == 0
        inside = self.round_of(moved)
        approvals = [one for one in inside if isinstance(one.act, Reviewed)]
        assert all(one.act.verdict is Verdict.APPROVE for one in approvals)
        assert len({one.actor for one in approvals}) >= 2
        assert {one.act.role for one in approvals} == set(Role)
        blind = [one for one in inside if isinstance(one.act, AnsweredBlind)]
        assert all(one.act.right for one in blind)
        right = {one.actor for one in blind} & {one.actor for one in approvals}
        first = {}
        for one in self.kept:
            if isinstance(one.act, AnsweredBlind | Reviewed):
                first.setdefault(one.actor, one.n)
        # Blind: the very first time that this person had anything to do with the version.
        assert any(first[who] == one.n for one in blind for who in right if one.actor == who)
        if moved.act.to is ItemState.OPERATIONAL:
            pilots = [
                one.act
                for one in self.kept
                if isinstance(one.act, PilotAccepted)
                and one.digest == moved.digest
                and one.n < moved.n
            ]
            assert any(pilot.n >= 50 and pilot.p == "0.6" for pilot in pilots)

    @invariant()
    def the_chain_holds_and_shows_what_is_taken_out(self):
        assert broken_links(self.records) == []
        if len(self.records) > 1:
            assert broken_links([*self.records[:-2], self.records[-1]])


LifeCycle.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLifeCycle = LifeCycle.TestCase


def chain(*acts):
    records = []
    for who, act in acts:
        records.append(record(records, who, act))
    return records


SUBMITTED = (AUTHOR, Moved(to=ItemState.IN_REVIEW, reason="a reason"))
PROCEDURE = [
    SUBMITTED,
    ("ben", answered(True)),
    ("ben", reviewed(Role.CONTENT)),
    ("carla", answered(True)),
    ("carla", reviewed(Role.LANGUAGE)),
    ("dora", Moved(to=ItemState.PILOT, reason="a reason", lint_errors=0)),
    ("dora", PilotAccepted(n=50, p="0.6", r="0.3", reason="a reason")),
    ("dora", Moved(to=ItemState.OPERATIONAL, reason="a reason", lint_errors=0)),
]


def test_the_whole_procedure_leads_to_operational():
    assert standing(subject(), chain(*PROCEDURE)).state is ItemState.OPERATIONAL


@pytest.mark.parametrize("missing", range(7))
def test_without_any_one_step_nothing_is_operational(missing):
    acts = [act for at, act in enumerate(PROCEDURE) if at != missing]
    life = standing(subject(), chain(*acts))
    assert life.state is not ItemState.OPERATIONAL
    assert any("is ignored" in note for note in life.notes)


def test_an_essay_needs_no_blind_answer():
    acts = [act for act in PROCEDURE if not isinstance(act[1], AnsweredBlind)]
    life = standing(subject(answerable=False), chain(*acts))
    assert life.state is ItemState.OPERATIONAL


def test_a_translation_needs_no_pilot():
    acts = [*PROCEDURE[:5], PROCEDURE[7]]
    assert standing(subject(piloted=False), chain(*acts)).state is ItemState.OPERATIONAL
    assert standing(subject(), chain(*acts)).state is ItemState.IN_REVIEW


@pytest.mark.parametrize("doubts", [["a record is missing"], ["one", "two"]])
def test_doubts_keep_a_version_from_candidates(doubts):
    life = standing(subject(), chain(*PROCEDURE), doubts=doubts)
    assert life.state is ItemState.IN_REVIEW
    assert set(doubts) <= set(life.notes)


@pytest.mark.parametrize(
    ("author", "identity"),
    [
        ("anna", "anna"),
        ("Anna Berg", "anna.berg"),
        ("Anna Berg", "anna-berg"),
        ("Anna Berg", "anna"),
        ("José Núñez", "jose"),
        ("Anna Berg and Ben Kay", "ben-kay"),
        ("anna, ben; carla", "carla"),
        ("item-writers.north", "item-writers.north"),
    ],
)
def test_an_author_is_known_by_every_name_an_identity_may_have(author, identity):
    named = Subject("gd-su-001", 1, CONTENTS[0], author_names(author))
    refused = refusal(named, standing(named, chain(SUBMITTED)), identity, answered(True), {})
    assert "somebody else has to do this" in refused


def test_names_that_only_look_alike_are_not_the_authors():
    named = Subject("gd-su-001", 1, CONTENTS[0], author_names("Anna Berg"))
    for other in ("annabel", "bergen", "ben"):
        act = answered(True)
        assert not refusal(named, standing(named, chain(SUBMITTED)), other, act, {})


@pytest.mark.parametrize(
    ("links", "version", "together"),
    [
        ({}, 3, (3,)),
        ({2: 1}, 1, (1, 2)),
        ({2: 1, 3: 2}, 1, (1, 2, 3)),
        ({2: 1, 4: 3}, 2, (1, 2)),
        ({3: 1, 4: 1}, 3, (1, 3, 4)),
    ],
)
def test_statistics_are_shared_along_links_and_no_further(links, version, together):
    assert sharing(links, version) == together
