"""The interpreter: rules are carried out in order, expressions are evaluated exactly.

``check_program`` names what is not supported when an item is read, so that nothing is found out
only when a candidate's response is scored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem, Node, Program, Template
from exam_engine.exchange.numbers import integer, shorten
from exam_engine.exchange.processing.arithmetic import rounding_of
from exam_engine.exchange.processing.comparisons import tolerance_of
from exam_engine.exchange.processing.containers import times_of
from exam_engine.exchange.processing.operands import numbers, truths
from exam_engine.exchange.processing.operators import LOOKUPS, OPERATORS
from exam_engine.exchange.processing.pattern import Pattern
from exam_engine.exchange.processing.state import COMPLETION, State
from exam_engine.exchange.processing.templates import TEMPLATES
from exam_engine.exchange.processing.values import NULL, Value, check_type, parse

_DEEPEST = 50
_BRANCHES = ("responseIf", "responseElseIf", "responseElse")
_INSTEAD = {"random": "chance", "randomInteger": "chance", "randomFloat": "chance"}


class _Exit(Exception):
    """Processing ends here."""


def run(item: ForeignItem, state: State) -> None:
    """Carry out an item's response processing.

    :raises NotSupported: if it comes to something that has no exact value or is of a wrong type.
    """
    processing = item.processing
    if isinstance(processing, Template):
        state.tolerant = True
        processing = TEMPLATES[processing.name]
    if processing is not None:
        try:
            _rules(processing.rules, state)
        except _Exit:
            return


def evaluate(node: Node, state: State) -> Value:
    """Return the value of an expression."""
    state.step()
    match node.name:
        case "baseValue":
            base = node.attribute("baseType")
            return Value("single", base, (parse(base, node.text, "a base value"),))
        case "variable":
            return state.value(node.attribute("identifier"))
        case "correct":
            return state.correct(node.attribute("identifier"))
        case "default":
            return state.default(node.attribute("identifier"))
        case "mapResponse":
            return state.mapped(node.attribute("identifier"))
        case "null":
            return NULL
    operands = [evaluate(child, state) for child in node.children]
    state.step(sum(len(operand.items) for operand in operands))
    return OPERATORS[node.name].apply(node, operands)


def _rules(rules: Iterable[Node], state: State) -> None:
    for rule in rules:
        match rule.name:
            case "responseCondition":
                _condition(rule, state)
            case "setOutcomeValue":
                state.set(rule.attribute("identifier"), evaluate(rule.children[0], state))
            case "lookupOutcomeValue":
                _lookup(rule, state)
            case "responseProcessingFragment":
                _rules(rule.children, state)
            case "exitResponse":
                raise _Exit


def _condition(rule: Node, state: State) -> None:
    for branch in rule.children:
        if branch.name == "responseElse":
            _rules(branch.children, state)
            return
        if truths(branch, [evaluate(branch.children[0], state)]) == [True]:
            _rules(branch.children[1:], state)
            return


def _lookup(rule: Node, state: State) -> None:
    outcome = state.outcome(rule.attribute("identifier"))
    found = numbers(rule, [evaluate(rule.children[0], state)])
    table = outcome.table
    if table is None:
        raise NotSupported(f"lookupOutcomeValue of {outcome.id!r}, which has no table")
    text = table.default
    if found is not None:
        state.step(len(table.entries))
        for source, included, target in table.entries:
            hit = found[0] == source
            if table.kind == "interpolation":
                hit = found[0] > source or (included and hit)
            if hit:
                text = target
                break
    value = (
        NULL if text is None else Value("single", outcome.base, (parse(outcome.base, text, ""),))
    )
    state.set(outcome.id, value)


def check_program(item: ForeignItem, program: Program) -> None:
    """Check what can be checked of response processing before any response.

    :raises NotSupported: for an operator or rule that is not interpreted, by its name; for a wrong
        number of operands; for a variable that is not declared.
    """
    names = {one.id for one in item.responses} | {one.id for one in item.outcomes}
    _check_rules(item, program.rules, names, 0)


def _check_rules(item: ForeignItem, rules: Sequence[Node], names: set[str], depth: int) -> None:
    if depth > _DEEPEST:
        raise NotSupported("response processing nested too deeply")
    for rule in rules:
        match rule.name:
            case "responseCondition":
                _check_condition(item, rule, names, depth)
            case "responseProcessingFragment":
                _check_rules(item, rule.children, names, depth + 1)
            case "setOutcomeValue" | "lookupOutcomeValue":
                if len(rule.children) != 1:
                    raise NotSupported(f"<{rule.name}> with {len(rule.children)} expressions")
                target = rule.attribute("identifier")
                if item.outcome(target) is None and target != COMPLETION.id:
                    raise NotSupported(f"<{rule.name}> of {shorten(target)}, which is not declared")
                _check_expression(item, rule.children[0], names, depth + 1)
            case "exitResponse":
                pass
            case other:
                raise NotSupported(f"the response rule <{other}>")


def _check_condition(item: ForeignItem, rule: Node, names: set[str], depth: int) -> None:
    order = [branch.name for branch in rule.children]
    if not order or order[0] != "responseIf" or not set(order[1:-1]) <= {"responseElseIf"}:
        raise NotSupported("a <responseCondition> whose branches are not if, else if, else")
    if len(order) > 1 and order[-1] not in _BRANCHES[1:]:
        raise NotSupported("a <responseCondition> whose branches are not if, else if, else")
    for branch in rule.children:
        rules: Sequence[Node] = branch.children
        if branch.name != "responseElse":
            if not rules:
                raise NotSupported(f"<{branch.name}> without a condition")
            _check_expression(item, rules[0], names, depth + 1)
            rules = rules[1:]
        _check_rules(item, rules, names, depth + 1)


def _check_expression(item: ForeignItem, node: Node, names: set[str], depth: int) -> None:
    if depth > _DEEPEST:
        raise NotSupported("response processing nested too deeply")
    if node.name in LOOKUPS:
        _check_lookup(item, node, names)
        return
    operator = OPERATORS.get(node.name)
    if operator is None:
        reason = _INSTEAD.get(node.name)
        raise NotSupported(f"the operator <{node.name}>" + (f" ({reason})" if reason else ""))
    count = len(node.children)
    if count < operator.least or (operator.most is not None and count > operator.most):
        raise NotSupported(f"<{node.name}> with {count} operands")
    _check_attributes(node)
    for name in {"index": ["n"], "anyN": ["min", "max"]}.get(node.name, []):
        integer(node.attribute(name), f"<{node.name}> {name}")
    for child in node.children:
        _check_expression(item, child, names, depth + 1)


def _check_attributes(node: Node) -> None:
    """Check what an operator says of itself, so that no response is needed to find it out."""
    match node.name:
        case "patternMatch":
            Pattern(node.attribute("pattern"))
        case "roundTo" | "equalRounded":
            rounding_of(node)
        case "equal":
            tolerance_of(node)
        case "repeat":
            times_of(node)
        case _:
            pass


def _check_lookup(item: ForeignItem, node: Node, names: set[str]) -> None:
    name = node.attribute("identifier")
    if node.name == "baseValue":
        base = node.attribute("baseType")
        check_type("single", base, "a base value")
        parse(base, node.text, "a base value")
    elif node.name in ("correct", "mapResponse"):
        response = item.response(name)
        if response is None:
            raise NotSupported(f"<{node.name}> of {shorten(name)}, which is no declared response")
        if node.name == "mapResponse" and response.mapping is None:
            raise NotSupported(f"<mapResponse> of {shorten(name)}, which has no mapping")
    elif node.name != "null" and name not in names | {"numAttempts", "completionStatus"}:
        raise NotSupported(f"<{node.name}> of {shorten(name)}, which is not declared")
