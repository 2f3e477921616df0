"""The names of QTI's versions: read and written through their QTI 2 form.

QTI 3 writes ``qti-choice-interaction max-choices``, QTI 2 ``choiceInteraction maxChoices``; HTML's
own elements keep their names in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum

from exam_engine.errors import FileRefused
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.xml_file import Element

XML = "http://www.w3.org/XML/1998/namespace"
XINCLUDE = "http://www.w3.org/2001/XInclude"
MATHML = "http://www.w3.org/1998/Math/MathML"
SSML = "http://www.w3.org/2001/10/synthesis"


class Version(Enum):
    """The versions that are read, by name; 3.0 and 2.1 are written too."""

    V30 = "QTI 3.0"
    V22 = "QTI 2.2"
    V21 = "QTI 2.1"


_NAMESPACES: Mapping[str, Version] = {
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0": Version.V30,
    "http://www.imsglobal.org/xsd/imsqti_v2p2": Version.V22,
    "http://www.imsglobal.org/xsd/imsqti_v2p1": Version.V21,
}
NAMESPACE_OF: Mapping[Version, str] = {version: name for name, version in _NAMESPACES.items()}
_APIP = re.compile(r"http://www\.imsglobal\.org/xsd/apip/apipv1p0/qtiitem/imsqti_v2p1")
_OLD = re.compile(r"http://www\.imsglobal\.org/xsd/(imsqti_item_v2p0|imsqti_v2p0|ims_qtiasiv1p2)")
_KEBAB = re.compile(r"-([a-z])")
_CAMEL = re.compile(r"([A-Z])")


def split(tag: str) -> tuple[str, str]:
    """Return namespace and local name of a tag."""
    namespace, _, local = tag.rpartition("}")
    return namespace[1:], local


def version_of(root: Element) -> Version:
    """Return the version of a QTI document.

    :raises FileRefused: if it is of none that is read.
    """
    namespace, local = split(str(root.tag))
    if namespace in _NAMESPACES:
        return _NAMESPACES[namespace]
    if _APIP.match(namespace):
        return Version.V21
    if local == "questestinterop" or _OLD.match(namespace):
        raise FileRefused("is QTI 1 or 2.0; export it again as QTI 2.1, 2.2 or 3.0")
    if not namespace:
        raise FileRefused("names no QTI version (its root has no namespace)")
    raise FileRefused(f"the namespace {shorten(namespace)} is no QTI version that is read")


def name_of(element: Element) -> str:
    """Return an element's name in its QTI 2 form; HTML's own names as they are."""
    namespace, local = split(str(element.tag))
    if namespace == XINCLUDE:
        return "xi:include"
    if namespace == MATHML:
        return "math"
    if namespace == SSML:
        return f"ssml:{local}"  # its <sub> is no subscript
    return camel(local.removeprefix("qti-")) if local.startswith("qti-") else local


def attributes_of(element: Element) -> dict[str, str]:
    """Return an element's attributes by their QTI 2 names; ``xml:lang`` as ``lang``.

    Those of other namespaces, and ``data-`` and ``aria-`` ones, say nothing about scoring and are
    left out.
    """
    found = {}
    for tag, value in element.attrib.items():
        namespace, local = split(str(tag))
        if namespace and (namespace != XML or local != "lang"):
            continue
        if not local.startswith(("data-", "aria-")):
            found[camel(local)] = str(value)
    return found


def children_of(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield the children that are elements, with their names."""
    for child in element:
        if isinstance(child.tag, str):
            yield name_of(child), child


def camel(name: str) -> str:
    """Return ``max-choices`` as ``maxChoices``."""
    return _KEBAB.sub(lambda found: found[1].upper(), name)


def kebab(name: str) -> str:
    """Return ``maxChoices`` as ``max-choices``."""
    return _CAMEL.sub(lambda found: "-" + found[1].lower(), name)
