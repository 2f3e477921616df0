"""Hostile inputs, generated: each a name and the bytes of a file."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator

from exchange.made import NAMESPACE, choice_item, template

GOOD = choice_item(template("match_correct"))
RULES = template("match_correct")
_MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>'
    '<resource identifier="r" type="imsqti_item_xmlv2p2" href="{}"/></resources></manifest>'
)


def zipped(*entries, attributes=0, method=zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file of (name, content) pairs."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as archive:
        warnings.simplefilter("ignore")  # two entries of one name are the point
        for name, content in entries:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.filename = info.orig_filename = name  # not tidied by the constructor
            info.external_attr = attributes
            info.compress_type = method
            archive.writestr(info, content)
    return stream.getvalue()


def package(item: str, *others, href: str = "a.xml") -> bytes:
    """Return a package of one item and other entries."""
    return zipped(("imsmanifest.xml", _MANIFEST.format(href)), ("a.xml", item), *others)


def with_type(declarations: str, text: str = "&x;") -> bytes:
    """Return an item with a document type before it and ``text`` within a choice."""
    return (declarations + GOOD.replace("One", text)).encode()


def entities() -> Iterator[tuple[str, bytes]]:
    """Document types: entities, external files, parameter entities, in several encodings."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    inner = {
        "an entity": '<!ENTITY x "y">',
        "a file": '<!ENTITY x SYSTEM "file:///etc/passwd">',
        "an address": '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">',
        "a parameter entity": '<!ENTITY % p SYSTEM "file:///etc/passwd">%p;',
        "a billion laughs": f'<!ENTITY l0 "ha">{laughs}<!ENTITY x "&l9;">',
        "a quadratic bomb": f'<!ENTITY x "{"y" * 50_000}">',
        "itself": '<!ENTITY x "&x;">',
        "an attribute": '<!ATTLIST simpleChoice fixed CDATA "true">',
        "a notation": '<!NOTATION n SYSTEM "n">',
        "a comment": "<!-- harmless -->",
        "nothing": "",
    }
    for name, declarations in inner.items():
        yield f"a document type with {name}", with_type(f"<!DOCTYPE a [{declarations}]>")
    yield "a system document type", with_type('<!DOCTYPE a SYSTEM "file:///etc/passwd">', "x")
    yield "a public document type", with_type('<!DOCTYPE a PUBLIC "p" "http://127.0.0.1:9/">', "x")
    bomb = with_type('<!DOCTYPE a [<!ENTITY x "y">]>').decode()
    yield "a document type after a comment", f"<!-- c --><?pi?>{bomb}".encode()
    yield "a document type in UTF-16", bomb.encode("utf-16")
    yield "a document type in big-endian UTF-16", b"\xfe\xff" + bomb.encode("utf-16-be")
    yield "UTF-16 without a mark", bomb.encode("utf-16-le")
    yield "UTF-32", bomb.encode("utf-32")
    yield "UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>' + bomb.encode("utf-7")
    yield "EBCDIC", b'<?xml version="1.0" encoding="cp037"?>' + bomb.encode("cp037")
    yield "an undefined entity", with_type("", "&nbsp;")
    yield "a document type after the item", GOOD.encode() + b"<!DOCTYPE a>"


def shapes() -> Iterator[tuple[str, bytes]]:
    """XML that is large, deep, wide or broken."""
    many = "".join(f' a{n}="1"' for n in range(60_000))
    choices = "".join(f'<simpleChoice identifier="c{n}">x</simpleChoice>' for n in range(20_000))
    yield "deep nesting", ("<a>" * 5_000 + "</a>" * 5_000).encode()
    yield "deep nesting below libxml2's limit", ("<a>" * 200 + "</a>" * 200).encode()
    yield "deep markup in an item", GOOD.replace("One", "<b>" * 90 + "x" + "</b>" * 90).encode()
    yield "60,000 attributes", f"<assessmentItem {NAMESPACE}{many}/>".encode()
    yield (
        "20,000 choices",
        GOOD.replace(
            '<simpleChoice identifier="A">', choices + '<simpleChoice identifier="A">'
        ).encode(),
    )
    yield "100,000 elements", ("<a>" + "<b/>" * 100_000 + "</a>").encode()
    yield "6 MB", ("<a>" + "x" * 6_000_000 + "</a>").encode()
    yield "a text of 4 MB", GOOD.replace("One", "x" * 4_000_000).encode()
    yield "a long attribute", GOOD.replace('title="t"', f'title="{"x" * 20_000}"').encode()
    yield "a long identifier", GOOD.replace('identifier="i"', f'identifier="{"i" * 300}"').encode()
    yield "the same attribute twice", GOOD.replace('title="t"', 'title="t" title="u"').encode()
    yield "no end", GOOD[:-30].encode()
    yield "two roots", (GOOD + GOOD).encode()
    yield "an empty file", b""
    yield "spaces", b"   \n"
    yield "half a comment", b"<!-- " + GOOD.encode()
    yield "bytes that are no text", b"<a>\xff\xfe\xfa</a>"
    yield "a NUL", GOOD.replace("One", "O\0ne").encode()
    yield "an escape character", GOOD.replace("One", "\x1b[31mOne").encode()
    yield "an escape character by number", GOOD.replace("One", "&#27;[31mOne").encode()
    yield "half a surrogate pair", GOOD.replace("One", "&#xD800;").encode()
    yield "an unknown namespace", GOOD.replace("imsqti_v2p2", "mine").encode()
    yield "no namespace", GOOD.replace(NAMESPACE, "").encode()
    yield "QTI 1", b"<questestinterop/>"
    yield "a test", GOOD.replace("assessmentItem", "assessmentTest").encode()
    yield "HTML", b"<html><body>x</body></html>"
    yield (
        "a style sheet that is run",
        (b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>'),
    )


def items() -> Iterator[tuple[str, bytes]]:
    """Items whose content would harm, mislead or be read in two ways."""
    key = "<correctResponse><value>A</value></correctResponse>"
    bounds = (
        '<mapping lowerBound="2" upperBound="1"><mapEntry mapKey="A" mappedValue="1"/></mapping>'
    )
    twice = "<mapping>" + '<mapEntry mapKey="A" mappedValue="1"/>' * 2 + "</mapping>"
    changes = {
        "two choices of one identifier": ('identifier="B"', 'identifier="A"'),
        "an answer key that is no choice": ("<value>A<", "<value>Z<"),
        "an identifier with a space": ('identifier="B"', 'identifier="B C"'),
        "an identifier with a line end": ('identifier="B"', 'identifier="B&#10;C"'),
        "an undeclared response": ('responseIdentifier="RESPONSE"', 'responseIdentifier="R"'),
        "inverted bounds": (key, bounds),
        "two mappings of one value": (key, twice),
        "NaN": (key, key + '<mapping defaultValue="NaN"/>'),
        "INF": (key, key + '<mapping defaultValue="INF"/>'),
        "a number of 400 digits": (key, key + f'<mapping defaultValue="{"9" * 400}"/>'),
        "a number with a huge exponent": (key, key + '<mapping defaultValue="1e999999999"/>'),
        "a negative number of choices": ('maxChoices="1"', 'maxChoices="-1"'),
        "a number of choices that is none": ('maxChoices="1"', 'maxChoices="1&#x1F4A9;"'),
        "a record": ('cardinality="single"', 'cardinality="record"'),
        "a file": ('baseType="identifier"', 'baseType="file"'),
        "an adaptive item": ('title="t"', 'title="t" adaptive="true"'),
        "a truth that is none": ('title="t"', 'title="t" adaptive="perhaps"'),
        "an image": ("One", '<img src="x" alt="a"/>'),
        "an object": ("One", '<object data="file:///etc/passwd" type="text/plain"/>'),
        "a script": ("One", "<script>alert(1)</script>"),
        "a formula": ("One", '<math xmlns="http://www.w3.org/1998/Math/MathML"/>'),
        "an include of a file": (
            "One",
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" '
            'parse="text"/>',
        ),
        "an interaction within a choice": (
            "One",
            '<textEntryInteraction responseIdentifier="RESPONSE"/>',
        ),
        "a custom operator": (
            RULES,
            "<responseProcessing><setOutcomeValue identifier='SCORE'>"
            "<customOperator class='java.lang.Runtime'/></setOutcomeValue></responseProcessing>",
        ),
        "processing nested deeply": (
            RULES,
            "<responseProcessing><setOutcomeValue identifier='SCORE'>"
            f"{'<sum>' * 58}<null/>{'</sum>' * 58}</setOutcomeValue></responseProcessing>",
        ),
        "a pattern with thousands of states": (
            RULES,
            "<responseProcessing><setOutcomeValue identifier='SCORE'><patternMatch "
            "pattern='((a{1,99}){1,99}){1,99}'><variable identifier='RESPONSE'/></patternMatch>"
            "</setOutcomeValue></responseProcessing>",
        ),
        "a template of somebody else's": ("match_correct", "../../etc/passwd"),
        "item templates": (
            "<itemBody>",
            "<templateDeclaration identifier='T' cardinality='single' baseType='float'/><itemBody>",
        ),
    }
    for name, (old, new) in changes.items():
        assert old in GOOD, old
        yield name, GOOD.replace(old, new, 1).encode()


def packages() -> Iterator[tuple[str, bytes]]:
    """ZIP files that would write elsewhere, swap an answer key, or fill the memory."""
    swapped = GOOD.replace("<value>A<", "<value>B<")
    link = 0o120777 << 16
    for name in (
        "../a.xml",
        "x/../../a.xml",
        "/etc/a.xml",
        "..\\a.xml",
        "C:/a.xml",
        "c:a.xml",
        "./a.xml",
        "x//a.xml",
        "a\x1b.xml",
        "a\u202exml",
        "a\nb.xml",
        "x" * 500 + ".xml",
    ):
        yield f"an entry named {name[:12]!r}", package(GOOD, (name, GOOD))
    yield "two entries of one name", package(GOOD, ("a.xml", swapped))
    yield "names that differ in case", package(GOOD, ("A.XML", swapped))
    yield "names that differ in composition", package(GOOD, ("é.xml", GOOD), ("é.xml", GOOD))
    yield "a link", zipped(("a.xml", "/etc/passwd"), attributes=link)
    yield "a device", zipped(("a.xml", "x"), attributes=0o020666 << 16)
    yield "a bomb", package(GOOD, ("b.xml", "x" * 60_000_000))
    yield "a bomb of many", package(GOOD, *((f"b{n}.xml", "x" * 4_000_000) for n in range(52)))
    yield "6,000 entries", zipped(*((f"{n}.xml", "") for n in range(6_000)))
    yield "another method", package(GOOD, href="a.xml").replace(b"\x08\x00", b"\x0c\x00")
    yield "encrypted entries", _flagged(package(GOOD))
    yield "cut off", package(GOOD)[:-40]
    yield "a directory that lies", _lying(package(GOOD))
    yield "no ZIP at all", b"PK\x03\x04" + b"x" * 200
    yield "no item", zipped(("readme.txt", "x"))
    yield "two manifests", zipped(("a/imsmanifest.xml", "<m/>"), ("b/imsmanifest.xml", "<m/>"))
    yield (
        "a manifest with entities",
        zipped(("imsmanifest.xml", '<!DOCTYPE m [<!ENTITY x "y">]><m/>'), ("a.xml", GOOD)),
    )
    yield "an item elsewhere", package(GOOD, href="../../../etc/passwd")
    yield "an item at an address", package(GOOD, href="http://127.0.0.1:9/a.xml")
    yield "an item by file address", package(GOOD, href="file:///etc/passwd")
    yield "an item that is missing", package(GOOD, href="b.xml")
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{}"/>'
    for address in ("../a.xml", "/etc/passwd", "http://127.0.0.1:9/", "a.xml"):
        item = GOOD.replace("One", include.format(address))
        yield f"an include of {address}", package(item)


def _flagged(raw: bytes) -> bytes:
    changed = bytearray(raw)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(magic, at + 4)
    return bytes(changed)


def _lying(raw: bytes) -> bytes:
    """Return a ZIP file whose directory states other sizes than its entries have."""
    changed = bytearray(raw)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        size = struct.unpack_from("<I", changed, at + 24)[0]
        struct.pack_into("<I", changed, at + 24, max(0, size - 5))
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def texts() -> Iterator[tuple[str, bytes]]:
    """GIFT, Aiken and Moodle XML that would be misread."""
    quiz = (
        '<quiz><question type="{}"><name><text>n</text></name><questiontext format="html">'
        "<text>{}</text></questiontext>{}</question></quiz>"
    )
    answers = (
        '<answer fraction="100"><text>a</text></answer>'
        '<answer fraction="{}"><text>b</text></answer>'
    )
    yield "no format", b"hello world"
    yield "binary", bytes(range(256))
    yield "NULs in a text", b"Q{=a\0 ~b}"
    yield "an endless line", b"Q{" + b"=a " * 100_000 + b"}"
    yield "an open brace", b"Q{=a ~b"
    yield "two answer sections", b"Q{=a ~b} and {=c ~d}"
    yield "a weight beside an equals sign", b"Q{=%50%a ~b}"
    yield "a pair without an arrow", b"Q{=a -> b =c}"
    yield "a number that is none", b"Q{#NaN:1}"
    yield "a range the wrong way round", b"Q{#5..1}"
    yield "an Aiken answer that is no choice", b"Q\nA. a\nB. b\nANSWER: C"
    yield "an Aiken question with two answers", b"Q\nA. a\nB. b\nANSWER: A, B"
    yield "Aiken choices out of order", b"Q\nB. a\nA. b\nANSWER: A"
    yield "a fraction of 500 %", quiz.format("multichoice", "Q", answers.format("500")).encode()
    yield "a fraction that is none", quiz.format("multichoice", "Q", answers.format("INF")).encode()
    yield "an unknown question type", quiz.format("../../etc", "Q", "").encode()
    yield (
        "a file in a question",
        quiz.format(
            "essay", "Q</text><file name='x' encoding='base64'>AA==</file><text>", ""
        ).encode(),
    )
    yield "an image in a question", quiz.format("essay", "&lt;img src='x'&gt;", "").encode()
    yield "a Moodle quiz with entities", b'<!DOCTYPE quiz [<!ENTITY x "y">]><quiz>&x;</quiz>'
    yield "a quiz without questions", b"<quiz/>"


def hostile() -> list[tuple[str, bytes]]:
    """Return all hostile inputs."""
    return [*entities(), *shapes(), *items(), *packages(), *texts()]
