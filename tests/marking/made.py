"""Items of every type, made for tests of marking; and responses to them."""

from fractions import Fraction

from hypothesis import strategies as st

from exam_engine.model.form import Form, FormItem
from exam_engine.model.item import Line
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import INTERACTIONS, RULES_FOR, Interaction, ItemType

OPTIONS = ("a", "b", "c", "d", "e")


def answers_of(kind, lines, *, rule=None, options=OPTIONS, choose=1, penalty="0", item="i-1"):
    """Return the answers of a made item."""
    return ItemAnswers(
        id=item,
        version=1,
        type=kind,
        options=tuple(options),
        choose=choose,
        lines=tuple(lines),
        rule=rule or RULES_FOR[kind][0],
        penalty=penalty,
        rubric=None,
        fact="",
        basis=(),
        why={},
        author="",
        origin="",
    )


def form_of(answers, order=None):
    """Return a form of these items, in their order."""
    items = tuple(
        FormItem(
            n=n,
            item=found.id,
            version=found.version,
            requirement="1",
            level="remember",
            topic="t",
            type=found.type.value,
            marks=found.marks,
            options=tuple(order or found.options),
            scenario="",
            expected_seconds=60,
            paper_digest="",
            answers_digest="",
        )
        for n, found in enumerate(answers, start=1)
    )
    return Form(
        format=1,
        id="f",
        blueprint="x/y",
        blueprint_digest="",
        bank="b",
        content_digest="",
        seed=1,
        number=1,
        minutes=60,
        total_marks=sum(found.marks for found in answers),
        cut_score=1,
        scenarios=(),
        items=items,
    )


@st.composite
def marked_by_rule(draw):
    """Answers of any type that a rule marks, with any rule that fits the type."""
    kind = draw(st.sampled_from([k for k in ItemType if RULES_FOR[k] != ("rubric",)]))
    rule = draw(st.sampled_from(RULES_FOR[kind]))
    marks = st.integers(1, 6)
    penalty = draw(st.sampled_from(["1", "1/2", "1/3", "3"])) if rule == "negative" else "0"
    if INTERACTIONS[kind] is Interaction.MATCH:
        options = {ItemType.TRUE_FALSE: ("T", "F"), ItemType.ASSERTION_REASON: tuple("ABCDE")}
        names = options.get(kind, OPTIONS)
        lines = [
            Line(n=n, answer=(draw(st.sampled_from(names)),), marks=draw(marks))
            for n in range(1, draw(st.integers(2, 5)) + 1)
        ]
        return answers_of(kind, lines, rule=rule, options=names, penalty=penalty)
    if kind is ItemType.ORDER:
        answer = tuple(draw(st.permutations(OPTIONS)))
        return answers_of(kind, [Line(n=1, answer=answer, marks=draw(marks))], rule=rule)
    if kind is ItemType.GRADIENT:
        weights = dict(zip(OPTIONS, draw(st.permutations((5, 3, 1, 0, 0))), strict=True))
        best = tuple(option for option, weight in weights.items() if weight == 5)
        return answers_of(kind, [Line(n=1, answer=best, marks=5, weights=weights)], rule=rule)
    count = draw(st.integers(2, 4)) if kind is ItemType.MULTIPLE else 1
    answer = tuple(draw(st.permutations(OPTIONS))[:count])
    line = Line(n=1, answer=answer, marks=draw(marks))
    return answers_of(kind, [line], rule=rule, choose=count)


def responses_to(answers):
    """Any response that the engine could have on record, blank ones too."""
    options = answers.options
    if answers.interaction is Interaction.MATCH:
        lines = st.tuples(*[st.sampled_from(("", *options)) for _ in answers.lines])
        return st.one_of(st.just(()), lines)
    most = len(options) if answers.interaction is Interaction.ORDER else answers.choose
    return st.lists(st.sampled_from(options), max_size=most, unique=True).map(tuple)


def right_response(answers):
    """The response that the answer key asks for."""
    if answers.interaction is Interaction.MATCH:
        return tuple(line.answer[0] for line in answers.lines)
    return answers.lines[0].answer[: len(options_needed(answers))]


def options_needed(answers):
    """How many options a right response names."""
    many = answers.interaction is Interaction.ORDER
    return answers.options if many else answers.options[: answers.choose]


HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
