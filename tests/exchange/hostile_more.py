"""More hostile inputs: what costs more than its size, and what two readers would read in two ways.

As in ``hostile.py`` each is a name and the bytes of a file.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator

from exchange.hostile import GOOD, package, zipped
from exchange.made import NAMESPACE, choice_item

XINCLUDE = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
KEYED = "<correctResponse><value>A</value></correctResponse>"


def _words(count: int) -> str:
    """Return text that hardly packs, the same at every call."""
    rng = random.Random(1)
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz ", k=count))


def costly_xml() -> Iterator[tuple[str, bytes]]:
    """XML that is small and takes long, or hides its costs where nobody counts."""
    spaces = "".join(f' xmlns:n{n}="u{n}"' for n in range(60_000))
    yield "60,000 namespaces", f"<assessmentItem {NAMESPACE}{spaces}/>".encode()
    yield (
        "600,000 comments",
        GOOD.replace("<itemBody>", "<itemBody>" + "<!---->" * 600_000 + "<b>").encode(),
    )
    yield (
        "400,000 instructions",
        GOOD.replace("<itemBody>", "<itemBody>" + "<?a b?>" * 400_000 + "<b>").encode(),
    )
    yield "a name of 4 MB", f"<{'a' * 4_000_000}/>".encode()
    yield (
        "deeply nested superscripts",
        GOOD.replace("One", "<sup>" * 70 + "2" + "</sup>" * 70).encode(),
    )
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE a [<!ENTITY x "y">]>'
    yield "a document type in Latin-1", (latin + GOOD).encode("latin-1")
    claimed = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE a [<!ENTITY x "y">]>'
    yield "UTF-16 that says it is UTF-8", (claimed + GOOD).encode("utf-16")
    yield "two declarations", ('<?xml version="1.0"?>' * 2 + GOOD).encode()


def costly_items() -> Iterator[tuple[str, bytes]]:
    """Items that are cheap to read and costly to score, or that would be shown as another."""
    entries = "".join(f'<mapEntry mapKey="A{n}" mappedValue="1"/>' for n in range(20_000))
    again = '<mapEntry mapKey="A0" mappedValue="2"/>'
    mapping = f"{KEYED}<mapping>{entries}{again}</mapping>"
    yield "a mapping of 20,000 entries", GOOD.replace(KEYED, mapping).encode()
    one = '<baseValue baseType="float">{}</baseValue>'
    parts = "".join(
        f"<divide>{one.format(1)}{one.format(10**50 + n)}</divide>" for n in range(6_000)
    )
    yield "a sum of 6,000 fractions", _scored(f"<sum>{parts}</sum>")
    wide = f"<multiple>{one.format(1) * 1_900}</multiple>"
    yield "containers compared without end", _scored(f"<and>{_compared(wide) * 5}</and>")
    look = f'<lookupOutcomeValue identifier="SCORE">{one.format(0)}</lookupOutcomeValue>' * 9_000
    for size in (1_999, 9_000):
        looked = choice_item(
            f"<responseProcessing>{look}</responseProcessing>", outcomes=_table(size)
        )
        yield f"9,000 lookups in a table of {size}", looked.encode()
    yield "25,000 rules", _scored(f"<sum>{one.format(1) * 25_000}</sum>")
    yield "digits of another script", GOOD.replace('maxChoices="1"', 'maxChoices="١"').encode()
    yield "an identifier with a mark that is not seen", GOOD.replace('"B"', '"A\u200b"').encode()


def _table(entries: int) -> str:
    table = "".join(f'<matchTableEntry sourceValue="{n}" targetValue="1"/>' for n in range(entries))
    return (
        '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">'
        f"<matchTable>{table}</matchTable></outcomeDeclaration>"
    )


def _scored(expression: str) -> bytes:
    rule = f"<setOutcomeValue identifier='SCORE'>{expression}</setOutcomeValue>"
    return choice_item(f"<responseProcessing>{rule}</responseProcessing>").encode()


def _compared(container: str) -> str:
    return f"<contains>{container}{container}</contains>"


def ambiguous_packages() -> Iterator[tuple[str, bytes]]:
    """ZIP files that two readers take apart differently."""
    swapped = GOOD.replace("<value>A<", "<value>B<")
    yield "two packages one behind the other", package(swapped) + package(GOOD)
    yield "a directory within the comment", _commented(package(GOOD))
    yield "a ZIP64 directory behind a small one", _zip64(package(GOOD))
    yield "a name with a NUL", package(GOOD, ("b.xml\0.txt", GOOD))
    yield "names that differ in a last point", package(GOOD, ("a.xml.", swapped))
    yield "names that differ in a last space", package(GOOD, ("a.xml ", swapped))
    yield "another name at the entry", _renamed(package(GOOD))
    yield "a wrong checksum", _with_crc(package(GOOD))
    yield "a masked directory", _flagged(package(GOOD), 0x2000)
    yield "strong encryption", _flagged(package(GOOD), 0x40)
    yield "a file that is a folder", zipped(("a.xml/", GOOD), ("imsmanifest.xml", "<m/>"))
    yield "a start that is none", b"%PDF-1.7\n" + package(GOOD)


def costly_packages() -> Iterator[tuple[str, bytes]]:
    """Packages that have the same bytes read over and over."""
    kind = '<resource identifier="r{0}" type="imsqti_item_xmlv2p2" href="{1}"/>'
    head = '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>'
    tail = "</resources></manifest>"
    same = "".join(kind.format(n, f"a.xml?{n}") for n in range(20_000))
    yield "one item 20,000 times", zipped(("imsmanifest.xml", head + same + tail), ("a.xml", GOOD))
    none = "".join(kind.format(n, f"{n}.xml") for n in range(20_000))
    yield "20,000 items that are missing", zipped(("imsmanifest.xml", head + none + tail))
    stimulus = f"<assessmentStimulus {NAMESPACE} identifier='s'><stimulusBody>{_words(4_000_000)}"
    stimulus += "</stimulusBody></assessmentStimulus>"
    asked = "<assessmentStimulusRef identifier='s' href='s.xml'/>" * 300 + "<itemBody>"
    item = GOOD.replace("<itemBody>", asked)
    yield "a stimulus asked for 300 times", package(item, ("s.xml", stimulus))
    text = f"<p {NAMESPACE}>{_words(4_000_000)}</p>"
    include = f'<p {XINCLUDE}><xi:include href="s.xml"/></p>'
    item = GOOD.replace("<itemBody>", f"<itemBody>{include * 50}")
    yield "a text of 4 MB included 50 times", package(item, ("s.xml", text))
    for name, attributes in {
        "with a base elsewhere": 'xml:base="file:///etc/" href="passwd"',
        "of a part": 'href="a.xml" xpointer="element(/1)"',
        "of nothing": 'parse="xml"',
        "by a coded way out": 'href="%2e%2e/%2e%2e/etc/passwd"',
    }.items():
        included = f"<xi:include {XINCLUDE} {attributes}/>"
        yield f"an include {name}", package(GOOD.replace("One", included))


def costly_texts() -> Iterator[tuple[str, bytes]]:
    """GIFT, Aiken and Moodle XML whose reading grows faster than they do."""
    yield "6,000 questions", b"Q{=a ~b}\n\n" * 6_000
    yield "a million choices", b"Q{=b\n" + b"~a\n" * 1_000_000 + b"}"
    yield "a million accepted answers", b"Q{" + b"=a\n" * 1_000_000 + b"}"
    yield "a million numbers", b"Q{#" + b"=1\n" * 1_000_000 + b"}"
    yield "a million pairs", b"Q{" + b"=a->b\n" * 700_000 + b"}"
    yield "a million lines without an answer", b"Q\nA. a\nB. b\n" + b"C. c\n\n" * 700_000
    yield "a million remarks", b"// a\n" * 900_000 + b"Q{=a"
    yield "6,000 Aiken questions", b"Q\nA. a\nB. b\nANSWER: A\n" * 6_000
    yield "markup that never ends", b"[html]" + b"<b><i></b>\n" * 15_000 + b"{=a ~b}"
    yield "tables in tables", b"[html]" + b"<table><tr><td>\n" * 12_000 + b"{=a ~b}"
    answer = '<answer fraction="0"><text>a</text></answer>'
    question = '<question type="{}"><name><text>n</text></name><questiontext><text>Q</text>'
    question += "</questiontext>{}</question>"
    many = question.format("multichoice", answer * 20_000)
    yield "20,000 answers", f"<quiz>{many}</quiz>".encode()
    small = question.format("essay", "")
    yield "6,000 Moodle questions", f"<quiz>{small * 6_000}</quiz>".encode()
    named = (
        "<quiz><question type='category'><category><text>{}</text></category></question>{}</quiz>"
    )
    yield "a category of 2 MB", named.format("c" * 2_000_000, small).encode()
    huge = question.format("essay", "<defaultgrade>1e50</defaultgrade>")
    yield "a grade beyond all use", f"<quiz>{huge}</quiz>".encode()


def _commented(raw: bytes) -> bytes:
    """Return a ZIP file whose comment holds the end record of an empty one."""
    stream = io.BytesIO(raw)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"x" * 10 + b"PK\x05\x06" + b"\0" * 18
    return stream.getvalue()


def _zip64(raw: bytes) -> bytes:
    """Return a ZIP file with a ZIP64 end record of its own before its end record."""
    at = raw.rfind(b"PK\x05\x06")
    count, size, offset = struct.unpack("<HII", raw[at + 10 : at + 20])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    return raw[:at] + record + locator + raw[at:]


def _renamed(raw: bytes) -> bytes:
    """Return a ZIP file whose entry calls itself otherwise than its directory does."""
    return raw.replace(b"a.xml", b"b.xml", 2).replace(b"b.xml", b"a.xml", 1)


def _with_crc(raw: bytes) -> bytes:
    changed = bytearray(raw)
    for magic, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        changed[changed.rfind(magic) + offset] ^= 0xFF
    return bytes(changed)


def _flagged(raw: bytes, flag: int) -> bytes:
    changed = bytearray(raw)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + offset)
            struct.pack_into("<H", changed, at + offset, flags | flag)
            at = changed.find(magic, at + 4)
    return bytes(changed)


def more_hostile() -> list[tuple[str, bytes]]:
    """Return all of them."""
    return [
        *costly_xml(),
        *costly_items(),
        *ambiguous_packages(),
        *costly_packages(),
        *costly_texts(),
    ]
