"""One XML document being written, in the names of one version of QTI."""

from __future__ import annotations

from typing import cast

from lxml import etree

from exam_engine.errors import NotSupported
from exam_engine.exchange.plain_text import is_markup
from exam_engine.exchange.qti.names import NAMESPACE_OF, XML, Version, kebab

_MIXED = frozenset(["p", "br", "span"])


class Writer:
    """Adds elements by their QTI 2 names."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self._namespace = NAMESPACE_OF[version]

    def root(self, name: str, attributes: dict[str, str]) -> etree._Element:
        """Return a new document's root."""
        element = etree.Element(self._tag(name), nsmap=default_namespace(self._namespace))
        self._set(element, attributes)
        return element

    def add(
        self, parent: etree._Element, name: str, attributes: dict[str, str] | None = None
    ) -> etree._Element:
        """Return a new child of ``parent``."""
        element = etree.SubElement(parent, self._tag(name))
        self._set(element, attributes or {})
        return element

    def text(self, parent: etree._Element, text: str) -> None:
        """Add running text; a newline becomes a line break."""
        for at, line in enumerate(text.split("\n")):
            if at:
                self.add(parent, "br")
            self._append(parent, line)

    def exact(self, parent: etree._Element, text: str) -> None:
        """Add a value's text as it is."""
        self._append(parent, text)

    def flow(self, parent: etree._Element, text: str) -> None:
        """Add a text where blocks have to stand; QTI 3 wants a body around them."""
        if self.version is Version.V30:
            parent = self.add(parent, "contentBody")
        self.text(self.add(parent, "p"), text)

    def bytes(self, root: etree._Element) -> bytes:
        """Return the document, an element a line where no text is mixed with elements."""
        _lines(root, 0)
        written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        return written + b"\n"

    def _tag(self, name: str) -> str:
        if self.version is Version.V30 and not is_markup(name):
            name = f"qti-{kebab(name)}"
        return f"{{{self._namespace}}}{name}"

    def _set(self, element: etree._Element, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name == "xml:lang":
                written = f"{{{XML}}}lang"
            else:
                written = kebab(name) if self.version is Version.V30 else name
            try:
                element.set(written, value)
            except ValueError:
                raise NotSupported("a character that XML cannot hold") from None

    @staticmethod
    def _append(parent: etree._Element, text: str) -> None:
        try:
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + text
            else:
                parent.text = (parent.text or "") + text
        except ValueError:
            raise NotSupported("a character that XML cannot hold") from None


def default_namespace(name: str) -> dict[str, str]:
    """Return the namespace map that writes ``name`` without a prefix (the stubs know no None)."""
    return cast("dict[str, str]", {None: name})


def _lines(element: etree._Element, depth: int) -> None:
    """Indent the children of ``element``, unless there is running text beside them."""
    local = str(element.tag).rpartition("}")[2]
    children = list(element)
    if not children or local in _MIXED or element.text or any(child.tail for child in children):
        return
    if any(str(child.tag).rpartition("}")[2] in ("br", "span") for child in children):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in children:
        child.tail = element.text
        _lines(child, depth + 1)
    children[-1].tail = "\n" + "  " * depth
