"""A small bank with several types of items and a scenario, for tests of its custody."""

from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_bank
from exam_engine.model.bank import Bank, BankHead
from exam_engine.model.item import Basis, Item, Line, Option, Prompt
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder, Security
from exam_engine.model.rubric import Band, Cap, Criterion, Rubric
from exam_engine.model.scenario import Block, Scenario
from exam_engine.vault.identity import Identity
from exam_engine.vault.trust import TrustedSigners

CUSTODIAN, EDITOR, MARKER, STRANGER = (
    Identity.generate(name) for name in ("custodian", "editor", "marker", "stranger")
)
TRUST = TrustedSigners([CUSTODIAN.recipient, EDITOR.recipient, MARKER.recipient])

SCENARIO = Scenario(
    id="sc-one",
    version=2,
    language="en",
    title="A company",
    text="A company runs a service desk for its own staff.",
    additional=(Block(id="ai-1", text="The desk has four people."),),
    security=Security.SECURE,
)
HEAD = BankHead(
    id="t-bank",
    title="A bank of tests",
    language="en",
    security=Security.SECURE,
    licence="none",
    topics={"a.b": "A topic", "a.c": "Another"},
)


def item(name, kind=ItemType.SINGLE, **fields):
    """Return an item that is right for its type unless ``fields`` say otherwise."""
    written = {
        "id": name,
        "version": 1,
        "type": kind,
        "language": "en",
        "topic": "a.b",
        "requirements": {"x/y": "1"},
        "level": Level.REMEMBER,
        "basis": (Basis(standard="S", edition="2018", clause="1.2"),),
        "holds_in": ("2018",),
        "enemies": (),
        "security": Security.SECURE,
        "state": ItemState.OPERATIONAL,
        "author": "A. Writer",
        "origin": "original",
        "fact": f"The fact of {name}.",
        "stem": f"What is asked in {name}?",
        "options": tuple(
            Option(id=letter, text=f"Text {letter} of {name}", why=f"Reason {letter} of {name}.")
            for letter in "abcd"
        ),
        "option_order": OptionOrder.ANY,
        "prompts": (),
        "lines": (Line(n=1, answer=("b",), marks=1),),
        "rule": "exact",
        "expected_seconds": 60,
    }
    return Item(**{**written, **fields})


def match(name, **fields):
    prompts = tuple(Prompt(n=n, texts=(f"Line {n}",), marks=1) for n in (1, 2))
    lines = tuple(Line(n=n, answer=("ab"[n - 1],), marks=1, why="Because.") for n in (1, 2))
    return item(name, ItemType.MATCH, prompts=prompts, lines=lines, rule="per-line", **fields)


def essay(name, **fields):
    criterion = Criterion(
        id="c1",
        name="Depth",
        task="a",
        marks=4,
        bands=(Band(least=0, most=1, text="Little."), Band(least=2, most=4, text="Much.")),
    )
    rubric = Rubric(
        criteria=(criterion,),
        caps=(Cap(id="k1", when="nothing is compared", marks=2),),
        indicative="Compare the two.",
    )
    return item(
        name,
        ItemType.ESSAY,
        options=(),
        lines=(),
        tasks=("Compare.",),
        rule="rubric",
        rubric=rubric,
        minutes=20,
        words=(100, 200),
        **fields,
    )


def bank(*items, scenarios=(SCENARIO,), head=HEAD):
    """Return a bank; without ``items``, one of each kind."""
    return Bank(head=head, scenarios=tuple(scenarios), items=items or ITEMS)


ITEMS = (
    item("t-1", enemies=("t-2",)),
    item("t-2", enemies=("t-1",), scenario=SCENARIO.name, additional=("ai-1",)),
    match("t-3"),
    essay("t-4"),
)


def seal(path, made=None, signer=CUSTODIAN, readers=None):
    """Seal a bank to the custodian (everything) and the marker (papers and answers)."""
    people = readers or {
        "catalogue": [CUSTODIAN.recipient],
        "paper": [CUSTODIAN.recipient, MARKER.recipient],
        "answers": [CUSTODIAN.recipient, MARKER.recipient],
    }
    seal_bank(made or bank(), path, signer, people)
    return path


def everybody(*people):
    return {compartment: [one.recipient for one in people] for compartment in COMPARTMENTS}


def open_(path, identity=CUSTODIAN, trust=TRUST):
    return SealedBank(path, identity, trust)
