"""Reading response processing: a template by its name, or rules as their author wrote them."""

from __future__ import annotations

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Node, Program, Template
from exam_engine.exchange.limits import MOST_RULES
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.processing.templates import TEMPLATES
from exam_engine.exchange.qti.names import attributes_of, children_of, name_of
from exam_engine.exchange.xml_file import Element
from exam_engine.text import clean_text


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEANING = _words(
    "identifier baseType n min max pattern caseSensitive substring toleranceMode tolerance "
    "includeLowerBound includeUpperBound figures roundingMode numberRepeats name"
)
"""The attributes that say something; others (classes, ids) are left out."""


def read_processing(element: Element) -> Template | Program | None:
    """Return the response processing; None if the element is empty.

    :raises NotSupported: for a template that is not known, by its name.
    """
    if sum(1 for _ in element.iter()) > MOST_RULES:
        raise NotSupported(f"response processing of more than {MOST_RULES} elements")
    rules = tuple(_node(child) for _, child in children_of(element))
    if rules:
        return Program(rules=rules)
    attributes = attributes_of(element)
    address = attributes.get("template") or attributes.get("templateLocation")
    if not address:
        return None
    name = address.strip().rstrip("/").rpartition("/")[2].removesuffix(".xml")
    if name not in TEMPLATES:
        raise NotSupported(f"the response processing template {shorten(name)}")
    return Template(name=name)


def _node(element: Element) -> Node:
    children = list(children_of(element))
    name = name_of(element)
    attributes = {
        key: clean_text(value) for key, value in attributes_of(element).items() if key in _MEANING
    }
    text = clean_text((element.text or "").strip()) if name == "baseValue" else ""
    if name == "baseValue" and children:
        raise NotSupported("a base value with elements in it")
    return Node(
        name=name,
        attributes=tuple(sorted(attributes.items())),
        children=tuple(_node(child) for _, child in children),
        text=text,
    )
