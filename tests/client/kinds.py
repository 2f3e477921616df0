"""A paper with a question of every kind. Option ids say nothing of positions: z, y, x …"""

from __future__ import annotations

from client.terminal_support import make_paper
from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.model.item import Prompt
from exam_engine.model.item_parts import ItemPaper, PaperOption
from exam_engine.model.item_type import RULES_FOR, ItemType, Security
from exam_engine.model.paper import Paper, PaperQuestion
from exam_engine.model.scenario import Block, Scenario
from exam_engine.wire.instructions import FIXED_OPTIONS

SINGLE, MULTIPLE, GRADIENT, TRUE_FALSE, REASON, MATCH, MATCH_AGAIN, ORDER, ESSAY, ORAL = range(
    1, 11
)
"""The numbers of the questions. MATCH uses each selection once, MATCH_AGAIN as often as wanted."""

SCENARIO = Scenario(
    id="northgate",
    version=2,
    language="en",
    title="Northgate Hospital",
    text="\n\n".join(
        [
            "Northgate Hospital runs two sites. Site A holds the emergency department, site B the "
            "archive of images and the spare machine room.",
            *(
                f"Fact {n} of the case: the service desk answers call number {n}."
                for n in range(15)
            ),
        ]
    ),
    additional=(
        Block(id="contracts", text="The contract with the carrier ends in June."),
        Block(id="staff", text="Two engineers leave the hospital in May."),
    ),
    security=Security.PUBLIC,
)


def made(
    n: int, kind: ItemType, stem: str, options: tuple[str, ...] = (), **fields
) -> PaperQuestion:
    """Return question ``n``; ``prompts`` may be given as texts, or pairs of them."""
    fixed = FIXED_OPTIONS.get(kind.value, {})
    ids = tuple(fixed) or tuple("zyxwvutsrqponm"[: len(options)])
    prompts = tuple(
        Prompt(n=m, texts=(texts,) if isinstance(texts, str) else texts, marks=1)
        for m, texts in enumerate(fields.pop("prompts", ()), start=1)
    )
    paired = zip(ids, options, strict=True) if options else ()
    item = ItemPaper(
        id=f"item-{n}",
        version=1,
        type=kind,
        language="en",
        stem=stem,
        options=tuple(PaperOption(id=i, text=text) for i, text in paired),
        prompts=prompts,
        rule=fields.pop("rule", RULES_FOR[kind][0]),
        reuse=fields.pop("reuse", bool(fixed)),
        **fields,
    )
    marks = fields.get("marks", len(prompts) or 1)
    return PaperQuestion(n=n, marks=marks, options=ids, item=item)


PROCESSES = (
    "Incident management",
    "Problem management",
    "Change management",
    "Supplier management",
    "Capacity management",
)
EVENTS = (
    "A card reader fails on a Monday and works again after a restart.",
    "The same reader has failed four times, and somebody looks for the cause.",
    "A new reader is to be put in its place.",
)
QUESTIONS = (
    made(SINGLE, ItemType.SINGLE, "Which process restores a service?", PROCESSES[:4]),
    made(
        MULTIPLE,
        ItemType.MULTIPLE,
        "Which two processes look at what has not happened yet?",
        PROCESSES,
        choose=2,
    ),
    made(
        GRADIENT,
        ItemType.GRADIENT,
        "What should the manager of the service desk do first?",
        ("Ask the caller", "Write to the supplier", "Wait", "Restart the reader"),
        scale=(5, 3, 1, 0),
    ),
    made(
        TRUE_FALSE,
        ItemType.TRUE_FALSE,
        "Decide on these statements about a major incident.",
        prompts=("Top management is told.", "It is reviewed afterwards.", "It needs no record."),
    ),
    made(
        REASON,
        ItemType.ASSERTION_REASON,
        "Decide on these pairs.",
        prompts=(
            ("A service that is withdrawn needs a plan", "its data have to be kept or destroyed"),
            ("An agreement has to state penalties", "targets have to be measurable"),
        ),
        rule="negative",
        penalty="1/3",
    ),
    made(
        MATCH,
        ItemType.MATCH,
        "Which process deals with each event?",
        PROCESSES,
        prompts=EVENTS,
    ),
    made(
        MATCH_AGAIN,
        ItemType.MATCH,
        "Which process deals with each of these events at Northgate?",
        PROCESSES,
        prompts=EVENTS,
        reuse=True,
        scenario="northgate@2",
        additional=("staff",),
    ),
    made(
        ORDER,
        ItemType.ORDER,
        "Put the steps of an audit in order.",
        ("Closing meeting", "Review of documents", "Opening meeting", "Collecting evidence"),
    ),
    made(
        ESSAY,
        ItemType.ESSAY,
        "The hospital changes its carrier in June.",
        tasks=("Name two risks of the change.", "Say for each what you would do about it."),
        words=(20, 40),
        minutes=10,
        scenario="northgate@2",
    ),
    made(ORAL, ItemType.PERFORMANCE, "Present your plan to the board in fifteen minutes."),
)


def paper_of_kinds() -> Paper:
    """Return the paper with every kind of question."""
    paper = make_paper(questions=QUESTIONS)
    return Paper(head=paper.head, scenarios=(SCENARIO,), questions=paper.questions)


def presented_kinds() -> PresentedPaper:
    return PresentedPaper(paper_of_kinds())
