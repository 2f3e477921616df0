"""Writing an item or a stimulus as QTI 3.0, 2.2 or 2.1."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from lxml import etree

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import (
    ForeignItem,
    ItemFeedback,
    LookupTable,
    Mapping,
    Node,
    Outcome,
    Program,
    Response,
    Template,
)
from exam_engine.exchange.numbers import decimal_text, terminates
from exam_engine.exchange.qti.names import Version
from exam_engine.exchange.qti.read_item import ITEM, STIMULUS
from exam_engine.exchange.qti.write_body import feedback_attributes, write_body
from exam_engine.exchange.qti.writing import Writer

_TEMPLATES = {
    Version.V30: "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
    Version.V22: "http://www.imsglobal.org/question/qti_v2p2/rptemplates/{}",
    Version.V21: "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
}


def write_item(item: ForeignItem, version: Version, stimuli: dict[str, str] | None = None) -> bytes:
    """Return an item, or a stimulus if it has no interactions, as an XML file.

    :param stimuli: for each shared stimulus the address of its file.
    :raises NotSupported: if this version of QTI cannot hold the item.
    """
    if not item.interactions and not item.responses and version is not Version.V21:
        return _stimulus(item, version)
    if item.stimuli and version is Version.V21:
        raise NotSupported("a shared stimulus, which QTI 2.1 does not have")
    if item.category:
        raise NotSupported("a category, which QTI does not have")
    write = Writer(version)
    root = write.root(ITEM, _head(item) | {"adaptive": "false"})
    for response in item.responses:
        _response(write, root, response)
    for outcome in item.outcomes:
        _outcome(write, root, outcome)
    for name in item.stimuli:
        address = (stimuli or {}).get(name, f"stimuli/{name}.xml")
        write.add(root, "assessmentStimulusRef", {"identifier": name, "href": address})
    write_body(write, write.add(root, "itemBody"), item)
    _processing(write, root, item)
    for feedback in item.feedback:
        if feedback.kind == "modal":
            _modal(write, root, feedback)
    return write.bytes(root)


def _head(item: ForeignItem) -> dict[str, str]:
    head = {
        "identifier": item.id,
        "title": item.title,
        "timeDependent": "true" if item.time_dependent else "false",
    }
    return head | ({"xml:lang": item.language} if item.language else {})


def _stimulus(item: ForeignItem, version: Version) -> bytes:
    head = _head(item)
    del head["timeDependent"]
    write = Writer(version)
    root = write.root(STIMULUS, head)
    write_body(write, write.add(root, "stimulusBody"), item)
    return write.bytes(root)


def _response(write: Writer, root: etree._Element, response: Response) -> None:
    declaration = write.add(
        root,
        "responseDeclaration",
        {
            "identifier": response.id,
            "cardinality": response.cardinality,
            "baseType": response.base,
        },
    )
    if response.correct:
        _values(write, write.add(declaration, "correctResponse"), response.correct)
    if response.mapping is not None:
        _mapping(write, declaration, response.mapping)


def _mapping(write: Writer, parent: etree._Element, mapping: Mapping) -> None:
    attributes = {
        "lowerBound": _optional(mapping.lower),
        "upperBound": _optional(mapping.upper),
        "defaultValue": _number(mapping.default),
    }
    element = write.add(parent, "mapping", {k: v for k, v in attributes.items() if v})
    for entry in mapping.entries:
        given = {"mapKey": entry.source, "mappedValue": _number(entry.target)}
        if not entry.case_sensitive:
            given["caseSensitive"] = "false"
        write.add(element, "mapEntry", given)


def _outcome(write: Writer, root: etree._Element, outcome: Outcome) -> None:
    attributes = {
        "identifier": outcome.id,
        "cardinality": outcome.cardinality,
        "baseType": outcome.base,
        "normalMaximum": _optional(outcome.normal_maximum),
        "normalMinimum": _optional(outcome.normal_minimum),
    }
    element = write.add(root, "outcomeDeclaration", {k: v for k, v in attributes.items() if v})
    if outcome.default:
        _values(write, write.add(element, "defaultValue"), outcome.default)
    if outcome.table is not None:
        _table(write, element, outcome.table)


def _table(write: Writer, parent: etree._Element, table: LookupTable) -> None:
    default = {} if table.default is None else {"defaultValue": table.default}
    element = write.add(parent, f"{table.kind}Table", default)
    for source, included, target in table.entries:
        attributes = {"sourceValue": _number(source), "targetValue": target}
        if table.kind == "interpolation":
            attributes["includeBoundary"] = "true" if included else "false"
        write.add(element, f"{table.kind}TableEntry", attributes)


def _values(write: Writer, parent: etree._Element, values: Iterable[str]) -> None:
    for value in values:
        write.exact(write.add(parent, "value"), value)


def _processing(write: Writer, root: etree._Element, item: ForeignItem) -> None:
    processing = item.processing
    if isinstance(processing, Template):
        address = _TEMPLATES[write.version].format(processing.name)
        write.add(root, "responseProcessing", {"template": address})
    elif isinstance(processing, Program):
        element = write.add(root, "responseProcessing")
        for rule in processing.rules:
            _node(write, element, rule)


def _node(write: Writer, parent: etree._Element, node: Node) -> None:
    element = write.add(parent, node.name, dict(node.attributes))
    if node.text:
        write.exact(element, node.text)
    for child in node.children:
        _node(write, element, child)


def _modal(write: Writer, root: etree._Element, feedback: ItemFeedback) -> None:
    attributes = feedback_attributes(feedback.feedback)
    if feedback.title:
        attributes["title"] = feedback.title
    element = write.add(root, "modalFeedback", attributes)
    write.flow(element, feedback.feedback.text)


def _optional(number: Fraction | None) -> str:
    return "" if number is None else _number(number)


def _number(number: Fraction) -> str:
    if not terminates(number):
        raise NotSupported(f"the number {number}, which has no exact decimal")
    return decimal_text(number)
