"""Reading declarations of responses and outcomes."""

from __future__ import annotations

from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import (
    LookupTable,
    MapEntry,
    Mapping,
    Outcome,
    Response,
)
from exam_engine.exchange.limits import (
    LONGEST_IDENTIFIER,
    LONGEST_TEXT,
    MOST_LOOKED_UP,
    MOST_MAPPED,
)
from exam_engine.exchange.numbers import decimal, shorten
from exam_engine.exchange.processing.values import check_type, parse, parse_all
from exam_engine.exchange.qti.names import attributes_of, children_of
from exam_engine.exchange.xml_file import Element
from exam_engine.text import clean_text


def identifier(attributes: dict[str, str], name: str, what: str) -> str:
    """Return an identifier.

    :raises NotSupported: if it is missing, too long or holds spaces or control characters.
    """
    found = attributes.get(name, "").strip()
    if not found:
        raise NotSupported(f"{what} without {name}")
    fits = len(found) <= LONGEST_IDENTIFIER and found.split() == [found]
    if not (fits and found.isprintable() and clean_text(found) == found):
        raise NotSupported(f"{what}: {shorten(found)} is no identifier")
    return found


def flag(attributes: dict[str, str], name: str, default: bool = False) -> bool:
    """Return a truth value.

    :raises NotSupported: if it is none.
    """
    found = attributes.get(name, "true" if default else "false").strip()
    if found not in ("true", "false", "1", "0"):
        raise NotSupported(f"{name} = {shorten(found)}, which is neither true nor false")
    return found in ("true", "1")


def read_response(element: Element) -> Response:
    """Return a declared response.

    :raises NotSupported: for types that are not taken, and values that are not of their type.
    """
    attributes = attributes_of(element)
    name = identifier(attributes, "identifier", "a response declaration")
    what = f"response {shorten(name)}"
    cardinality, base = attributes.get("cardinality", ""), attributes.get("baseType", "")
    check_type(cardinality, base, what)
    correct: tuple[str, ...] = ()
    mapping = None
    for child, inner in children_of(element):
        match child:
            case "correctResponse":
                correct = _values(inner, base, f"correct {what}")
            case "mapping":
                mapping = _mapping(inner, base, what)
            case "defaultValue":
                raise NotSupported(f"{what} with a default value")
            case other:
                raise NotSupported(f"<{other}> of {what}")
    parse_all(cardinality, base, correct, f"correct {what}")
    return Response(id=name, cardinality=cardinality, base=base, correct=correct, mapping=mapping)


def read_outcome(element: Element) -> Outcome:
    """Return a declared outcome.

    :raises NotSupported: as for a response.
    """
    attributes = attributes_of(element)
    name = identifier(attributes, "identifier", "an outcome declaration")
    what = f"outcome {shorten(name)}"
    cardinality, base = attributes.get("cardinality", ""), attributes.get("baseType", "")
    check_type(cardinality, base, what)
    default: tuple[str, ...] = ()
    table = None
    for child, inner in children_of(element):
        match child:
            case "defaultValue":
                default = _values(inner, base, f"default of {what}")
            case "matchTable" | "interpolationTable":
                table = _table(child, inner, base, what)
            case other:
                raise NotSupported(f"<{other}> of {what}")
    parse_all(cardinality, base, default, f"default of {what}")
    return Outcome(
        id=name,
        cardinality=cardinality,
        base=base,
        default=default,
        normal_maximum=_number(attributes, "normalMaximum"),
        normal_minimum=_number(attributes, "normalMinimum"),
        table=table,
    )


def _number(attributes: dict[str, str], name: str) -> Fraction | None:
    return decimal(attributes[name], name) if name in attributes else None


def _values(element: Element, base: str, what: str) -> tuple[str, ...]:
    found = []
    for child, inner in children_of(element):
        attributes = attributes_of(inner)
        if child != "value" or "fieldIdentifier" in attributes:
            raise NotSupported(f"{what}: a record")
        text = "".join(str(part) for part in inner.itertext())
        if text.strip():  # an empty value is none, of whatever type
            found.append(_canonical(base, text, what))
    return tuple(found)


def _canonical(base: str, text: str, what: str) -> str:
    """Return a value's text in the one form that it is kept in."""
    if len(text) > LONGEST_TEXT:
        raise NotSupported(f"{what}: a text of more than {LONGEST_TEXT} characters")
    parsed = parse(base, text.strip(), what)
    if isinstance(parsed, tuple):
        return " ".join(text.split())
    return clean_text(text.strip())


def _mapping(element: Element, base: str, what: str) -> Mapping:
    attributes = attributes_of(element)
    lower, upper = _number(attributes, "lowerBound"), _number(attributes, "upperBound")
    if lower is not None and upper is not None and lower > upper:
        raise NotSupported(f"mapping of {what}: its lower bound is above its upper bound")
    capitals = flag(attributes, "caseSensitive", default=True)  # some say it once for all entries
    entries = []
    _check_size(element, f"mapping of {what}")
    for child, inner in children_of(element):
        if child != "mapEntry":
            raise NotSupported(f"<{child}> in the mapping of {what}")
        given = attributes_of(inner)
        if "mapKey" not in given or "mappedValue" not in given:
            raise NotSupported(f"mapping of {what}: an entry without mapKey or mappedValue")
        entries.append(
            MapEntry(
                source=_canonical(base, given["mapKey"], f"mapping of {what}"),
                target=decimal(given["mappedValue"], f"mapping of {what}"),
                case_sensitive=flag(given, "caseSensitive", default=capitals),
            )
        )
    if len({entry.source for entry in entries}) < len(entries):
        raise NotSupported(f"mapping of {what}: two entries for one value")
    default = decimal(attributes.get("defaultValue", "0"), f"mapping of {what}")
    return Mapping(entries=tuple(entries), default=default, lower=lower, upper=upper)


def _check_size(element: Element, what: str, most: int = MOST_MAPPED) -> None:
    if len(element) > most:
        raise NotSupported(f"{what}: more than {most} entries")


def _table(kind: str, element: Element, base: str, what: str) -> LookupTable:
    entries = []
    _check_size(element, f"table of {what}", MOST_LOOKED_UP)
    for child, inner in children_of(element):
        given = attributes_of(inner)
        if child not in ("matchTableEntry", "interpolationTableEntry"):
            raise NotSupported(f"<{child}> in a table of {what}")
        entries.append(
            (
                decimal(given.get("sourceValue", ""), f"table of {what}"),
                flag(given, "includeBoundary", default=True),
                _canonical(base, given.get("targetValue", ""), f"table of {what}"),
            )
        )
    default = attributes_of(element).get("defaultValue")
    return LookupTable(
        kind=kind.removesuffix("Table"),
        entries=tuple(entries),
        default=None if default is None else _canonical(base, default, f"table of {what}"),
    )
