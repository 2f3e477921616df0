"""The standard templates of response processing, as the programs that they stand for.

``match_correct`` and ``map_response`` are QTI's own, the ``CC2_*`` ones Common Cartridge's:
``CC2_match`` earns 1 (and sets FEEDBACK to the response), ``CC2_match_basic`` earns MAXSCORE,
``CC2_map_response`` maps; the last two set feedback to "correct" or "incorrect". All of them mark
the response RESPONSE.
"""

from __future__ import annotations

from collections.abc import Mapping

from exam_engine.exchange.foreign import Node, Program

RESPONSE, SCORE, MAXSCORE = "RESPONSE", "SCORE", "MAXSCORE"


def node(name: str, *children: Node, text: str = "", **attributes: str) -> Node:
    """Return a node; attributes in the order of their names."""
    return Node(
        name=name, attributes=tuple(sorted(attributes.items())), children=children, text=text
    )


def number(text: str) -> Node:
    """Return a constant number."""
    return node("baseValue", text=text, baseType="float")


def variable(name: str) -> Node:
    """Return the value of a variable."""
    return node("variable", identifier=name)


def set_to(name: str, expression: Node) -> Node:
    """Return the rule that sets an outcome."""
    return node("setOutcomeValue", expression, identifier=name)


def if_else(condition: Node, then: tuple[Node, ...], otherwise: tuple[Node, ...] = ()) -> Node:
    """Return a condition of two branches, or of one."""
    branches = [node("responseIf", condition, *then)]
    if otherwise:
        branches.append(node("responseElse", *otherwise))
    return node("responseCondition", *branches)


def is_right(response: str = RESPONSE) -> Node:
    """Return whether a response is the correct one."""
    return node("match", variable(response), node("correct", identifier=response))


def is_blank(response: str = RESPONSE) -> Node:
    """Return whether there is no response."""
    return node("isNull", variable(response))


def mapped(response: str = RESPONSE) -> Node:
    """Return the response through its mapping."""
    return node("mapResponse", identifier=response)


def _said(name: str, word: str) -> Node:
    return set_to(name, node("baseValue", text=word, baseType="identifier"))


_MAP = if_else(is_blank(), (set_to(SCORE, number("0.0")),), (set_to(SCORE, mapped()),))

TEMPLATES: Mapping[str, Program] = {
    "match_correct": Program(
        rules=(if_else(is_right(), (set_to(SCORE, number("1")),), (set_to(SCORE, number("0")),)),)
    ),
    "map_response": Program(rules=(_MAP,)),
    "CC2_match": Program(
        rules=(
            if_else(is_right(), (set_to(SCORE, number("1")),), (set_to(SCORE, number("0")),)),
            set_to("FEEDBACK", variable(RESPONSE)),
        )
    ),
    "CC2_match_basic": Program(
        rules=(
            if_else(
                is_right(),
                (set_to(SCORE, variable(MAXSCORE)), _said("FEEDBACKBASIC", "correct")),
                (_said("FEEDBACKBASIC", "incorrect"),),
            ),
        )
    ),
    "CC2_map_response": Program(
        rules=(
            _MAP,
            if_else(
                node("equal", variable(MAXSCORE), variable(SCORE), toleranceMode="exact"),
                (_said("FEEDBACK", "correct"),),
                (_said("FEEDBACK", "incorrect"),),
            ),
        )
    ),
}
