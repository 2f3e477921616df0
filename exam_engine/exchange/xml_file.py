"""XML from outside, made harmless. In order:

1. no more bytes than the limit;
2. decoded here, by an encoding of a short list: a document type cannot hide behind another one;
3. a document type only as ``<!DOCTYPE name>``: no internal subset, no external identifier;
4. parsed with nothing resolved, nothing fetched, nothing recovered, no huge trees;
5. counted while it is parsed: depth, elements, attributes, the length of a value.
"""

from __future__ import annotations

import re

from lxml import etree

from exam_engine.errors import FileRefused
from exam_engine.exchange.limits import (
    DEEPEST_ELEMENTS,
    LARGEST_FILE_BYTES,
    LONGEST_VALUE,
    MOST_ATTRIBUTES,
    MOST_ELEMENTS,
)
from exam_engine.exchange.numbers import shorten

Element = etree._Element
_CHUNK_CHARACTERS = 32_768
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", ""),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DECLARED = re.compile(rb"""\A<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\A<\?xml\s[^>]{0,300}\?>")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
}
_SPACE = re.compile(r"\s*")
_HARMLESS_TYPE = re.compile(r"<!DOCTYPE\s+[\w:.-]{1,100}\s*>")


def parse_xml(raw: bytes) -> Element:
    """Return the root of an XML document.

    :raises FileRefused: if it is not well-formed, or is anything that this reader does not trust.
    """
    if len(raw) > LARGEST_FILE_BYTES:  # 1
        raise FileRefused(f"larger than {LARGEST_FILE_BYTES // 1_000_000} MB; divide it")
    text = _decoded(raw)  # 2
    text = _DECLARATION.sub("", text, count=1)
    if _DECLARATION.match(text.lstrip()):
        raise FileRefused("is not well-formed XML: it is declared twice")
    _refuse_document_type(text)  # 3
    parser = etree.XMLPullParser(  # 4
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    counter = _Counter()
    try:
        for start in range(0, len(text), _CHUNK_CHARACTERS):
            parser.feed(text[start : start + _CHUNK_CHARACTERS].encode())
            counter.count(parser)  # 5
        root = parser.close()
        counter.count(parser)
    except etree.XMLSyntaxError as error:
        raise FileRefused(f"is not well-formed XML: {_first_line(error)}") from None
    except UnicodeEncodeError:
        raise FileRefused("is not well-formed XML: it holds half a surrogate pair") from None
    return root


class _Counter:
    """Counts what the parser has met, and refuses what goes beyond the limits."""

    def __init__(self) -> None:
        self._elements = 0
        self._depth = 0

    def count(self, parser: etree.XMLPullParser) -> None:
        for event, element in parser.read_events():
            if event == "end":
                self._depth -= 1
                continue
            assert isinstance(element, etree._Element)
            self._elements += 1
            self._depth += 1
            if self._elements > MOST_ELEMENTS:
                raise FileRefused(f"has more than {MOST_ELEMENTS} elements; divide it")
            if self._depth > DEEPEST_ELEMENTS:
                raise FileRefused(f"is nested deeper than {DEEPEST_ELEMENTS} elements")
            if len(element.attrib) > MOST_ATTRIBUTES:
                raise FileRefused(f"an element has more than {MOST_ATTRIBUTES} attributes")
            if any(len(value) > LONGEST_VALUE for value in element.attrib.values()):
                raise FileRefused(f"an attribute is longer than {LONGEST_VALUE} characters")


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark)), None)
    if encoding is None:
        raw = raw.lstrip()  # some write an empty line before the declaration
        declared = _DECLARED.match(raw)
        name = declared[1].decode().lower() if declared else "utf-8"
        encoding = _ENCODINGS.get(name, "")
        if not encoding:
            raise FileRefused(f"is encoded as {shorten(name)}; save it as UTF-8")
    if not encoding:
        raise FileRefused("is encoded as UTF-32; save it as UTF-8")
    try:
        return raw.decode(encoding)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise FileRefused(f"byte {at} is not {encoding.upper()}; save it as UTF-8") from None


def _refuse_document_type(text: str) -> None:
    """Look at all that stands before the root element."""
    at = _after_space(text, 0)
    while text.startswith(("<!--", "<?", "<!"), at):
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
            at = end + 3
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
            at = end + 2
        else:
            bare = _HARMLESS_TYPE.match(text, at)
            if bare is None:
                raise FileRefused(
                    "has a document type with declarations or an address; only <!DOCTYPE name> "
                    "is read"
                )
            end = at = bare.end()
        if end < 0:
            raise FileRefused("is not well-formed XML: a comment or instruction has no end")
        at = _after_space(text, at)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _first_line(error: Exception) -> str:
    return shorten(str(error).split("\n", 1)[0])[1:-1] or "it ends too early"
