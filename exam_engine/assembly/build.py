"""From a blueprint and a sealed bank to frozen forms.

1. The usable pool: security, type, edition, language.
2. Which items: the programme, solved to a proven optimum. Its costs are drawn by chance, whole
   numbers in a range wide enough that two selections practically never cost the same: so the
   optimum is one selection, whatever path a solver takes to it.
3. In which order: option positions and questions.
4. Each form is frozen, and checked without the solver.
"""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.assembly.check import check_forms
from exam_engine.assembly.constraints.content import Content
from exam_engine.assembly.constraints.enemies import Enemies
from exam_engine.assembly.constraints.levels import Levels
from exam_engine.assembly.constraints.marks import Marks
from exam_engine.assembly.constraints.overlap import NoOverlap
from exam_engine.assembly.constraints.types import Types
from exam_engine.assembly.infeasible import explain
from exam_engine.assembly.pool import PoolItem, usable_pool
from exam_engine.assembly.positions import Arrangement, Unarranged, arrange
from exam_engine.assembly.programme import Constraint, programme
from exam_engine.assembly.solver import Verdict, solve
from exam_engine.assembly.stream import SeededStream
from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import AssemblyError
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form, FormItem, FormScenario
from exam_engine.model.item_parts import ItemCatalogue

_COST_RANGE = 1 << 16


def build_forms(blueprint: Blueprint, bank: SealedBank, count: int, seed: int) -> list[Form]:
    """Return ``count`` forms of ``blueprint`` without a common item.

    The same blueprint, bank content, count and seed give the same forms to the byte.
    The bank has to be opened by an identity that reads *catalogue* and *answers*.

    :raises FormInfeasible: if the bank cannot carry them, with what it lacks.
    """
    # Step 1.
    whole = bank.catalogue()
    content = whole.digest
    inputs = (blueprint.digest, content, seed, count)
    pool = usable_pool(blueprint, whole.items)
    # Step 2.
    constraints: list[Constraint] = [
        Content(blueprint.leaves()),
        Levels(blueprint.levels),
        Types(blueprint.paper.types),
        Marks(blueprint.total_marks, blueprint.paper.items),
        Enemies(),
        NoOverlap(),
    ]
    stream = SeededStream("selection", *inputs)
    costs = [stream.below(_COST_RANGE) for _ in range(len(pool.items) * count)]
    solution = solve(programme(pool.items, count, constraints, costs))
    if solution.verdict is Verdict.INFEASIBLE:
        raise explain(blueprint, pool, count, constraints)
    if solution.verdict is Verdict.UNDECIDED:
        raise AssemblyError(
            f"{blueprint.id}: not decided within the search limit whether {count} forms can be "
            "built; ask for fewer"
        )
    # Step 3.
    arranged = [
        arrange(
            [_unarranged(item, bank) for item in _chosen(pool.items, solution.values, form)],
            SeededStream("order", *inputs, form + 1),
        )
        for form in range(count)
    ]
    # Step 4.
    forms = [
        _frozen(blueprint, whole, seed, (number, count), questions)
        for number, questions in enumerate(arranged, start=1)
    ]
    positions = [[question.position for question in questions] for questions in arranged]
    check_forms(blueprint, forms, {entry.id: entry for entry in whole.items}, positions)
    return forms


def _chosen(items: Sequence[PoolItem], values: Sequence[int], form: int) -> list[ItemCatalogue]:
    start = form * len(items)
    return [
        item.catalogue
        for item, value in zip(items, values[start : start + len(items)], strict=True)
        if value and item.catalogue is not None
    ]


def _unarranged(entry: ItemCatalogue, bank: SealedBank) -> Unarranged:
    answers = bank.answers(entry.id, entry.version, entry.answers_digest)
    answer = answers.lines[0].answer if answers.lines else ()
    return Unarranged(
        entry.id, entry.option_ids, answer, entry.option_order, entry.type, entry.scenario
    )


def _frozen(
    blueprint: Blueprint,
    bank: BankCatalogue,
    seed: int,
    place: tuple[int, int],
    questions: Sequence[Arrangement],
) -> Form:
    number, count = place
    content = bank.digest
    entries = {entry.id: entry for entry in bank.items}
    used = {question.scenario for question in questions}
    name = f"{blueprint.id.replace('/', '-')}-{blueprint.edition}"
    return Form(
        format=1,
        id=f"{name}-{content[:8]}-rng{seed}-{number}of{count}",
        blueprint=blueprint.id,
        blueprint_digest=blueprint.digest,
        bank=bank.head.id,
        content_digest=content,
        seed=seed,
        number=number,
        minutes=blueprint.paper.minutes,
        total_marks=blueprint.total_marks,
        cut_score=blueprint.cut_score,
        scenarios=tuple(
            FormScenario(name=entry.name, paper_digest=entry.paper_digest)
            for entry in bank.scenarios
            if entry.name in used
        ),
        items=tuple(
            _question(blueprint, n, question, entries[question.item])
            for n, question in enumerate(questions, start=1)
        ),
    )


def _question(
    blueprint: Blueprint, n: int, question: Arrangement, entry: ItemCatalogue
) -> FormItem:
    return FormItem(
        n=n,
        item=entry.id,
        version=entry.version,
        requirement=entry.requirements[blueprint.id],
        level=entry.level.value,
        topic=entry.topic,
        type=entry.type.value,
        marks=entry.marks,
        options=question.options,
        scenario=entry.scenario,
        expected_seconds=entry.expected_seconds,
        paper_digest=entry.paper_digest,
        answers_digest=entry.answers_digest,
    )
