"""Hypothesis strategies for foreign items: those that QTI can hold, and Moodle's questions."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from hypothesis import strategies as st

from exam_engine.exchange.build import Near, said
from exam_engine.exchange.foreign import (
    Choice,
    ChoiceInteraction,
    ExtendedText,
    Feedback,
    ForeignItem,
    InlineChoice,
    ItemFeedback,
    LookupTable,
    MapEntry,
    Mapping,
    MatchInteraction,
    OrderInteraction,
    Outcome,
    Paragraph,
    Program,
    Response,
    RubricBlock,
    Template,
    TextEntry,
)
from exam_engine.exchange.moodle import question
from exam_engine.exchange.moodle.fractions import SHARES
from exam_engine.exchange.moodle.question import Answer, Head
from exam_engine.exchange.plain_text import one_line, tidy
from exam_engine.exchange.processing.templates import TEMPLATES, if_else, node, number, set_to

_CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Cf")
)
_SIGNS = st.sampled_from(
    ["~", "=", "#", "{", "}", ":", "\\", "%50%", "<b>", "&amp;", "->", "[html]"]
)


def _clean(text: str) -> str:
    lines = (tidy(unicodedata.normalize("NFC", line)).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


lines = (
    st.lists(
        st.one_of(st.text(_CHARACTERS, min_size=1, max_size=8), _SIGNS), min_size=1, max_size=4
    )
    .map(lambda parts: _clean(" ".join(parts)))
    .filter(bool)
)
titles = lines.map(one_line).filter(bool)
texts = st.lists(lines, min_size=1, max_size=2).map("\n".join)
names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,12}", fullmatch=True)
decimals = st.decimals(-99, 99, places=3).map(lambda value: Fraction(str(value)))


def feedbacks(identifiers=names):
    return st.builds(Feedback, text=texts, identifier=identifiers, outcome=names)


def choices(least=1, most=4, *, reasons=True, match=False):
    def build(ids):
        return st.tuples(
            *(
                st.builds(
                    Choice,
                    id=st.just(one),
                    text=texts,
                    fixed=st.booleans(),
                    feedback=st.none() | feedbacks() if reasons else st.none(),
                    most=st.integers(0, 5) if match else st.just(1),
                )
                for one in ids
            )
        )

    return st.lists(names, min_size=least, max_size=most, unique=True).flatmap(build)


@st.composite
def mappings(draw, keys):
    sources = draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    bounds = draw(st.none() | st.lists(decimals, min_size=2, max_size=2).map(sorted))
    return Mapping(
        entries=tuple(
            MapEntry(source=one, target=draw(decimals), case_sensitive=draw(st.booleans()))
            for one in sources
        ),
        default=draw(decimals),
        lower=bounds[0] if bounds else None,
        upper=bounds[1] if bounds else None,
    )


@st.composite
def asked(draw, name):
    """An interaction and the declaration of its response."""
    kind = draw(st.sampled_from(["choice", "order", "match", "text", "inline", "entry"]))
    prompt = draw(st.just("") | texts)
    if kind == "text":
        block = ExtendedText(response=name, prompt=prompt, lines=draw(st.integers(0, 20)))
        return block, Response(id=name, cardinality="single", base="string")
    if kind == "entry":
        words = draw(st.lists(lines, min_size=1, max_size=3, unique=True))
        gap = TextEntry(response=name, length=draw(st.integers(0, 30)))
        before = draw(st.sampled_from(["", "x ", "x"]))
        parts = tuple(
            part for part in (before, gap, draw(st.sampled_from(["", ".", " y"]))) if part
        )
        declared = Response(
            id=name,
            cardinality="single",
            base="string",
            correct=(words[0],),
            mapping=draw(st.none() | mappings(words)),
        )
        return Paragraph(parts=parts), declared
    if kind == "match":
        rows = tuple(
            Choice(id=f"r{n}", text=one.text, feedback=one.feedback)
            for n, one in enumerate(draw(choices()), start=1)
        )
        columns = draw(choices(match=True))
        columns = tuple(
            Choice(id=f"c{n}", text=one.text, most=0) for n, one in enumerate(columns, start=1)
        )
        pairs = [f"{row.id} {draw(st.sampled_from(columns)).id}" for row in rows]
        block = MatchInteraction(
            response=name, rows=rows, columns=columns, prompt=prompt, most=draw(st.integers(0, 9))
        )
        mapping = draw(st.none() | mappings(pairs))
        return block, Response(
            id=name,
            cardinality="multiple",
            base="directedPair",
            correct=tuple(pairs),
            mapping=mapping,
        )
    offered = draw(choices(reasons=kind != "inline"))
    ids = [one.id for one in offered]
    shuffle = draw(st.booleans())
    if kind == "order":
        block = OrderInteraction(response=name, choices=offered, prompt=prompt, shuffle=shuffle)
        correct = tuple(draw(st.permutations(ids)))
        return block, Response(id=name, cardinality="ordered", base="identifier", correct=correct)
    several = kind == "choice" and draw(st.booleans())
    right = draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids) if several else 1))
    declared = Response(
        id=name,
        cardinality="multiple" if several else "single",
        base="identifier",
        correct=tuple(right),
        mapping=draw(st.none() | mappings(ids)),
    )
    if kind == "inline":
        gap = InlineChoice(response=name, choices=offered, shuffle=shuffle)
        return Paragraph(parts=("Choose ", gap)), declared
    block = ChoiceInteraction(
        response=name,
        choices=offered,
        prompt=prompt,
        least=draw(st.integers(0, 2)),
        most=draw(st.integers(0, 4)) if several else 1,
        shuffle=shuffle,
    )
    return block, declared


@st.composite
def qti_items(draw):
    """Any item that QTI holds and this engine takes."""
    parts = [draw(asked("RESPONSE"))] + ([draw(asked("OTHER"))] if draw(st.booleans()) else [])
    mapped = parts[0][1].mapping is not None
    possible = [None, Template(name="match_correct"), Template(name="CC2_match")]
    possible += [Template(name="map_response"), TEMPLATES["map_response"]] if mapped else []
    rule = set_to("SCORE", node("divide", number("1"), number(str(draw(st.integers(1, 9))))))
    possible.append(Program(rules=(if_else(node("isNull", node("null")), (rule,), (rule,)),)))
    table = LookupTable(kind="match", entries=((Fraction(1), True, "2"),), default="0")
    outcomes = (
        Outcome(id="SCORE", cardinality="single", base="float", default=("0",)),
        Outcome(
            id="MAXSCORE",
            cardinality="single",
            base="float",
            default=("99999",),
            normal_maximum=draw(st.none() | decimals),
            table=draw(st.sampled_from([None, table])),
        ),
    )
    paragraphs = [Paragraph(parts=(one,)) for one in draw(st.lists(texts, max_size=2))]
    return ForeignItem(
        id=draw(names),
        title=draw(titles),
        language=draw(st.sampled_from(["", "en", "de-CH"])),
        body=(*paragraphs, *(block for block, _ in parts)),
        responses=tuple(declared for _, declared in parts),
        outcomes=outcomes,
        processing=draw(st.sampled_from(possible)),
        rubrics=tuple(
            draw(
                st.lists(
                    st.builds(
                        RubricBlock,
                        views=st.sampled_from([("candidate",), ("scorer", "tutor")]),
                        text=texts,
                    ),
                    max_size=2,
                )
            )
        ),
        feedback=(
            *(
                ItemFeedback(feedback=one, kind="block")
                for one in draw(st.lists(feedbacks(), max_size=1))
            ),
            *(
                ItemFeedback(feedback=one, kind="modal", title=draw(st.just("") | titles))
                for one in draw(st.lists(feedbacks(), max_size=1))
            ),
        ),
        stimuli=(),
        time_dependent=draw(st.booleans()),
    )


@st.composite
def heads(draw, *, grades=(1,)):
    body = tuple(Paragraph(parts=(one,)) for one in draw(st.lists(texts, min_size=1, max_size=2)))
    return Head(
        id=draw(names),
        title=draw(titles),
        category=draw(st.sampled_from(["", "$course$/top/A b"])),
        body=body,
        grade=Fraction(draw(st.sampled_from(grades))),
        feedback=said("general", draw(st.just("") | texts)),
    )


@st.composite
def moodle_items(draw, *, grades=(1,), gift=False):
    """A question as Moodle's formats hold it; ``gift``: as GIFT does."""
    head = draw(heads(grades=grades))
    shares = [*SHARES, *(-share for share in SHARES)]
    offered = draw(
        st.lists(
            st.builds(
                Answer, text=texts, share=st.sampled_from(shares), reason=st.just("") | texts
            ),
            min_size=2,
            max_size=4,
            unique_by=lambda one: one.text,
        )
    )
    right = [offered[0]._replace(share=Fraction(1)), *offered[1:]]
    kinds = ["single", "multiple", "true-false", "short", "numerical", "match", "essay"]
    kind = draw(st.sampled_from(kinds if gift else [*kinds, "set", "ordering"]))
    shuffle = True if gift else draw(st.booleans())
    match kind:
        case "single":
            return question.single(head, right, shuffle=shuffle)
        case "multiple":
            # All sums stay within 0 and the grade or are bounded there.
            return question.multiple(head, right, shuffle=shuffle)
        case "set":
            return question.choice_set(head, right, shuffle=shuffle)
        case "ordering":
            return question.ordering(
                head, [one.text for one in offered], every_place=draw(st.booleans())
            )
        case "true-false":
            truth, true, false = draw(st.booleans()), draw(st.just("") | texts), draw(texts)
            return question.true_false(head, truth, if_true=true, if_false=false)
        case "short":
            words = [
                one._replace(text=one.text.replace("\n", " ").replace("*", "x"), reason="")
                for one in right
            ]
            words = [one for one in words if "->" not in one.text]
            return question.short_answer(
                head, words or [Answer("x", Fraction(1))], case_sensitive=not gift and shuffle
            )
        case "numerical":
            near = [
                Near(draw(decimals), abs(draw(decimals)), Fraction(1)),
                Near(draw(decimals), abs(draw(decimals)), draw(st.sampled_from(SHARES))),
            ]
            return question.numerical(head, near, draw(st.sampled_from(SHARES)))
        case "match":
            rows = [(one.text, other.text) for one, other in zip(offered, right[::-1], strict=True)]
            return question.match(head, rows, [], shuffle=shuffle)
    return question.essay(head, for_scorers="" if gift else draw(st.just("") | texts))
