"""Sound items to spoil: each keeps every rule until a test changes it."""

from pathlib import Path

import msgspec

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.run import lint
from exam_engine.model.bank import BankHead
from exam_engine.model.item import Basis, Item, Line, Option, Prompt
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder, Security
from exam_engine.model.rubric import Band, Criterion, Rubric
from exam_engine.model.scenario import Block, Scenario

HEAD = BankHead(
    id="made-bank",
    title="Made",
    language="en",
    security=Security.PUBLIC,
    licence="Apache-2.0",
    topics={"su.incident": "Incident management", "al.supplier": "Supplier management"},
)
EDITIONS = ("2011", "2018")
WHY = "Wrong. It mistakes the means for the end that is asked for."
STEM = "A shop cannot take money from noon on. Which act serves its customers soonest?"
TEXTS = ("Bringing in spare tills", "Counting the losses", "Drafting a report", "Naming a culprit")


def options(*texts):
    return tuple(
        Option(id=letter, text=text, why=WHY)
        for letter, text in zip("abcdefghijkl", texts, strict=False)
    )


def single(n=1, *, texts=TEXTS, right="a", **changes):
    """A single item; ``n`` makes its id."""
    item = Item(
        id=f"t-one-{n:03}",
        version=1,
        type=ItemType.SINGLE,
        language="en",
        topic="su.incident",
        requirements={"made/exam": "1"},
        level=Level.UNDERSTAND,
        basis=(Basis(standard="S", edition="2018", clause="1"),),
        holds_in=EDITIONS,
        enemies=(),
        security=Security.PUBLIC,
        state=ItemState.OPERATIONAL,
        author="Ada",
        origin="original",
        fact="Service comes back first, causes are found later.",
        stem=STEM,
        options=options(*texts),
        option_order=OptionOrder.ANY,
        prompts=(),
        lines=(Line(n=1, answer=(right,), marks=1),),
        rule="exact",
        expected_seconds=60,
    )
    return msgspec.structs.replace(item, **changes)


def multiple(texts=("Backups", "Costs", "Faults", "People", "Tools"), right=("a", "c"), **changes):
    told = {
        "type": ItemType.MULTIPLE,
        "stem": "A team writes down what went wrong last year. Which TWO belong on the list?",
        "choose": len(right),
        "lines": (Line(n=1, answer=tuple(right), marks=1),),
    }
    return single(texts=texts, **(told | changes))


def prompts_of(texts):
    """Return prompts: a text each, or a pair of assertion and reason."""
    return tuple(
        Prompt(n=n, texts=(text,) if isinstance(text, str) else text, marks=1)
        for n, text in enumerate(texts, start=1)
    )


def match(texts=("Slow mail", "Lost key"), answers="ab", selections=3, **changes):
    """A match with one selection more than lines."""
    told = {
        "type": ItemType.MATCH,
        "stem": "Select for each event the team that deals with it.",
        "options": options(*("Access team", "Mail team", "Night team", "Site team")[:selections]),
        "prompts": prompts_of(texts),
        "lines": tuple(
            Line(n=n, answer=(answer,), marks=1, why=WHY)
            for n, answer in enumerate(answers, start=1)
        ),
        "rule": "per-line",
    }
    return single(**(told | changes))


def lines_item(kind, answers, texts=(), **changes):
    """A true-false or assertion-reason item."""
    fixed, text = (
        ("TF", "A statement") if kind is ItemType.TRUE_FALSE else ("ABCDE", ("One", "Other"))
    )
    return match(
        texts or [text] * len(answers),
        answers,
        type=kind,
        stem="Decide for each line what holds.",
        options=tuple(Option(id=letter, text="", why="") for letter in fixed),
        reuse=True,
        **changes,
    )


def essay(bands=((0, 0), (1, 2), (3, 4)), judged="a", **changes):
    """An essay with one task and one criterion of four marks."""
    criterion = Criterion(
        id="inputs",
        name="Inputs",
        task=judged,
        marks=4,
        bands=tuple(
            Band(least=low, most=high, text=f"An answer of kind {n}")
            for n, (low, high) in enumerate(bands)
        ),
    )
    told = {
        "type": ItemType.ESSAY,
        "stem": "Write a short note to the director of the shop.",
        "options": (),
        "lines": (),
        "tasks": ("Name the losses of the day.",),
        "rubric": Rubric(
            criteria=(criterion,), caps=(), indicative="Losses by hour, by till and by kind."
        ),
        "rule": "rubric",
    }
    return single(**(told | changes))


def line(*answer):
    return (Line(n=1, answer=answer, marks=1),)


def stem(text, **changes):
    return single(stem=text, **changes)


def texts(*options, right="a", **changes):
    return single(texts=options, right=right, **changes)


def why(reason):
    return single(options=(Option(id="a", text=TEXTS[0], why=reason), *single().options[1:]))


def ordered(answer, **changes):
    told = {"type": ItemType.ORDER, "lines": line(*answer), "rule": "order-position"}
    return single(stem="Put the acts in order.", **(told | changes))


def scenario(text="", **changes):
    made = Scenario(
        id="sc-harbour",
        version=1,
        language="en",
        title="Harbour Freight",
        text=text or "Harbour Freight runs three cranes and a booking desk in one small port.",
        additional=(Block(id="ai-1", text="A second desk opens in spring."),),
        security=Security.PUBLIC,
    )
    return msgspec.structs.replace(made, **changes)


def report_on(*items, codes=(), head=HEAD, scenarios=(), editions=EDITIONS, **given):
    """Lint items; return the whole report."""
    context = Context(head, scenarios, editions, **given)
    placed = [(Path("made/items/made.toml"), item) for item in items]
    return lint(placed, context, folder=Path("made"), codes=codes)


def findings(code, *items, also=(), **given):
    """Return the findings of one rule; ``also`` runs further rules beside it."""
    report = report_on(*items, codes=(code, *also), **given)
    return [one for one in report.findings if one.code == code]
