"""A small exam for the tests of facts: a blueprint, a catalogue and a form, made by hand."""

from __future__ import annotations

import msgspec

from exam_engine.assembly.facts.given import Given
from exam_engine.model.bank import BankCatalogue, BankHead
from exam_engine.model.blueprint import Requirement
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_parts import ItemCatalogue
from exam_engine.model.item_type import ItemState, ItemType, Level, OptionOrder, Security
from exam_engine.model.parameters import ItemParameters, ParameterTable
from exam_engine.office.shipped import find_blueprint

SIZE = 8
LEVELS = (Level.REMEMBER, Level.UNDERSTAND)


def blueprint(**changed):
    """Eight items: 1.1 has 2, 1.2 has 2, 2 has 4; four at each of two levels; one mark each."""
    shipped = find_blueprint("tuv-sud/foundation")

    def leaf(code, items):
        return Requirement(code=code, title=f"Part {code}", items=items, parts=())

    first = Requirement(code="1", title="Part 1", items=4, parts=(leaf("1.1", 2), leaf("1.2", 2)))
    made = msgspec.structs.replace(
        shipped,
        id="made/exam",
        paper=msgspec.structs.replace(
            shipped.paper, items=SIZE, types={ItemType.SINGLE: SIZE}, total_marks=SIZE, options=4
        ),
        levels={LEVELS[0]: 4, LEVELS[1]: 4},
        requirements=(first, leaf("2", 4)),
    )
    return msgspec.structs.replace(made, **changed)


REQUIREMENTS = ("1.1", "1.1", "1.2", "1.2", "2", "2", "2", "2")


def entry(n, **changed):
    """Return the catalogue entry of item ``n``, from 1; items from 9 on repeat the pattern."""
    at = (n - 1) % SIZE
    made = ItemCatalogue(
        id=f"it-{n:02}",
        version=1,
        type=ItemType.SINGLE,
        language="en",
        topic=("su.request", "su", "sux", "de")[at % 4],
        requirements={"made/exam": REQUIREMENTS[at]},
        level=LEVELS[at % 2],
        holds_in=("2018",),
        enemies=(),
        security=Security.PUBLIC,
        state=ItemState.OPERATIONAL,
        scenario="",
        option_ids=("a", "b", "c", "d"),
        option_order=OptionOrder.ANY,
        marks=1,
        lines=1,
        words=10 + n,
        expected_seconds=60,
        paper_digest=f"{n:064}",
        answers_digest=f"{n + 500:064}",
    )
    return msgspec.structs.replace(made, **changed)


def catalogue(*entries):
    head = BankHead(
        id="made", title="Made", language="en", security=Security.PUBLIC, licence="", topics={}
    )
    found = {one.id: one for one in [*(entry(n) for n in range(1, 25)), *entries]}
    return BankCatalogue(
        head=head, scenarios=(), items=tuple(found[name] for name in sorted(found))
    )


def question(n, at, **changed):
    """Return question ``at`` of a form, with item ``n``."""
    item = entry(n)
    made = FormItem(
        n=at,
        item=item.id,
        version=1,
        requirement=item.requirements["made/exam"],
        level=item.level.value,
        topic=item.topic,
        type=item.type.value,
        marks=item.marks,
        options=item.option_ids,
        scenario="",
        expected_seconds=60,
        paper_digest=item.paper_digest,
        answers_digest=item.answers_digest,
    )
    return msgspec.structs.replace(made, **changed)


def form(numbers=range(1, SIZE + 1), exam=None, bank=None, **changed):
    exam, bank = exam or blueprint(), bank or catalogue()
    made = Form(
        format=1,
        id="made-1",
        blueprint=exam.id,
        blueprint_digest=exam.digest,
        bank="made",
        content_digest=bank.digest,
        seed=1,
        number=1,
        minutes=exam.paper.minutes,
        total_marks=exam.total_marks,
        cut_score=exam.cut_score,
        scenarios=(),
        items=tuple(question(n, at) for at, n in enumerate(numbers, start=1)),
    )
    return msgspec.structs.replace(made, **changed)


def given(of=None, **changed):
    """Return a form with everything known of it; right answers go round A to D."""
    exam = changed.pop("blueprint", None) or blueprint()
    bank = changed.pop("catalogue", None) or catalogue()
    of = of or form(exam=exam, bank=bank)
    positions = tuple(at % 4 for at in range(len(of.items)))
    made = Given(form=of, blueprint=exam, catalogue=bank, positions=positions)
    return made._replace(**changed)


def parameters(**columns):
    """Return parameters of items 1 to 24 from functions of the item's number."""
    return ParameterTable(
        items=tuple(
            ItemParameters(
                item=f"it-{n:02}", version=1, **{name: make(n) for name, make in columns.items()}
            )
            for n in range(1, 25)
        )
    )
