"""Made banks and blueprints: seeded, of any size, with scenarios, enemies, pilots and translations.

Nothing is copied from a real bank; the same arguments give the same bank.
"""

import random

import msgspec

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.model.bank import Bank, BankHead
from exam_engine.model.blueprint import (
    Blueprint,
    BodyOfKnowledge,
    Navigation,
    PaperRules,
    PassRule,
    Requirement,
    Rounding,
)
from exam_engine.model.item import Basis, Item, Line, Option
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder, Security
from exam_engine.model.scenario import Scenario
from exam_engine.vault.identity import Identity
from exam_engine.vault.trust import TrustedSigners

EXAM = "made/exam"
ADA = Identity.generate("ada")
TOPICS = ("a.one", "a.two", "b.one", "b.two")
HEAD = BankHead(
    id="made-bank",
    title="A made bank",
    language="en",
    security=Security.SECURE,
    licence="none",
    topics=dict.fromkeys((*TOPICS, "a", "b"), "A topic"),
)
LEVELS = (Level.REMEMBER, Level.UNDERSTAND)


def blueprint(items=12, requirements=3, assembly=None, **paper):
    """Return a blueprint: items in equal parts over requirements and two levels."""
    each = items // requirements
    parts = tuple(
        Requirement(code=f"1.{n}", title=f"Part {n}", items=each, parts=())
        for n in range(1, requirements + 1)
    )
    made = Blueprint(
        id=EXAM,
        edition="1",
        scheme="made",
        bank=HEAD.id,
        title="A made exam",
        certificate="A made certificate",
        language="en",
        security=Security.SECURE,
        body_of_knowledge=BodyOfKnowledge(standard="S", edition="2018", amendments=()),
        paper=PaperRules(
            items=items,
            minutes=60,
            types={ItemType.SINGLE: items},
            options=0,
            total_marks=items,
            navigation=Navigation.FREE,
            resources=(),
        ),
        pass_rule=PassRule(percent=50, rounding=Rounding.UP),
        levels=dict.fromkeys(LEVELS, items // 2),
        requirements=(Requirement(code="1", title="All", items=items, parts=parts),),
        notices=(),
        agreement=("I agree.",),
    )
    if paper:
        made = msgspec.structs.replace(made, paper=msgspec.structs.replace(made.paper, **paper))
    return msgspec.structs.replace(made, assembly=assembly) if assembly else made


def item(n, **fields):
    """Return item number ``n``: requirement, level and topic follow from the number."""
    draw = random.Random(n)
    written = {
        "id": f"it-{n:05d}",
        "version": 1,
        "type": ItemType.SINGLE,
        "language": "en",
        "topic": TOPICS[n // 6 % 4],
        "requirements": {EXAM: f"1.{n % 3 + 1}"},
        "level": LEVELS[n // 3 % 2],
        "basis": (Basis(standard="S", edition="2018", clause="1"),),
        "holds_in": ("2018",),
        "enemies": (),
        "security": Security.SECURE,
        "state": ItemState.OPERATIONAL,
        "author": "A. Writer",
        "origin": "original",
        "fact": f"Fact {n}.",
        "stem": " ".join(["word"] * draw.randint(5, 40)),
        "options": tuple(Option(id=x, text=f"{x} {n}", why=f"Why {x}.") for x in "abcd"),
        "option_order": OptionOrder.ANY,
        "prompts": (),
        "lines": (Line(n=1, answer=(draw.choice("abcd"),), marks=1),),
        "rule": "exact",
        "expected_seconds": draw.choice((30, 60, 90)),
    }
    return Item(**(written | fields))


def scenario(n):
    """Return scenario number ``n``."""
    return Scenario(
        id=f"sc-{n:03d}",
        version=1,
        language="en",
        title=f"Case {n}",
        text=" ".join(["text"] * (50 + 10 * n)),
        additional=(),
        security=Security.SECURE,
    )


def bank(items, scenarios=()):
    """Return a bank of these items."""
    return Bank(head=HEAD, scenarios=tuple(scenarios), items=tuple(items))


def sealed(made, path, translations=()):
    """Return the bank, sealed and opened by somebody who reads all of it."""
    seal_bank(made, path, ADA, {name: [ADA.recipient] for name in COMPARTMENTS}, translations)
    return SealedBank(path, ADA, TrustedSigners([ADA.recipient]))
