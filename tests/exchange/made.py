"""What the tests of foreign formats share: the corpus, and items made of the usual parts."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from exam_engine.exchange.foreign import ForeignItem, Refused, Taken
from exam_engine.exchange.qti.names import Version
from exam_engine.exchange.qti.read_item import read_item
from exam_engine.exchange.qti.write_item import write_item
from exam_engine.exchange.reader import read_file
from exam_engine.exchange.scoring import score
from exam_engine.exchange.xml_file import parse_xml

CORPUS = Path(__file__).parent / "corpus"
QTI = sorted(path.name for path in CORPUS.glob("*[0-9][0-9].xml"))
NAMESPACE = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"'


def taken(name: str) -> list[ForeignItem]:
    """Return the items of a corpus file that were taken."""
    read = read_file(CORPUS / name)
    assert not read.refused, read.refused
    return [one.outcome.item for one in read.found if isinstance(one.outcome, Taken)]


def one(name: str) -> ForeignItem:
    """Return the only item of a corpus file."""
    (item,) = taken(name)
    return item


def by_id(name: str) -> dict[str, ForeignItem]:
    """Return the items of a corpus file by id."""
    return {item.id: item for item in taken(name)}


def earns(item: ForeignItem, *values: str, response: str = "RESPONSE") -> Fraction | None:
    """Return what a response to an item earns."""
    return score(item, {response: values}).earned


def read_xml(text: str) -> Taken | Refused:
    """Return what becomes of a QTI item written as text."""
    return read_item(parse_xml(text.encode()))


def again(item: ForeignItem, version: Version) -> ForeignItem:
    """Return an item after writing it as QTI and reading it."""
    read = read_item(parse_xml(write_item(item, version)))
    assert isinstance(read, Taken), read
    return read.item


def choice_item(
    processing: str,
    *,
    declaration: str = "<correctResponse><value>A</value></correctResponse>",
    outcomes: str = '<outcomeDeclaration identifier="SCORE" cardinality="single" '
    'baseType="float"/>',
    cardinality: str = "single",
    most: int = 1,
    head: str = "",
) -> str:
    """Return an item with choices A, B and C, and the processing given."""
    return f"""<assessmentItem {NAMESPACE} identifier="i" title="t" {head}>
      <responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier">
      {declaration}</responseDeclaration>{outcomes}
      <itemBody><choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}">
      <simpleChoice identifier="A">One</simpleChoice><simpleChoice identifier="B">Two</simpleChoice>
      <simpleChoice identifier="C">Three</simpleChoice></choiceInteraction></itemBody>
      {processing}</assessmentItem>"""


def template(name: str) -> str:
    """Return response processing by a standard template."""
    address = f"http://www.imsglobal.org/question/qti_v2p2/rptemplates/{name}"
    return f'<responseProcessing template="{address}"/>'
