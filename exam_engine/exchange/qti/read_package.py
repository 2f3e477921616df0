"""Reading a QTI content package: the items and stimuli that its manifest lists.

A package without a manifest is read too: every XML file in it that is an item or a stimulus.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from exam_engine.errors import FileRefused, NotSupported
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.limits import (
    DEEPEST_INCLUDES,
    MOST_ELEMENTS,
    MOST_ENTRIES,
    MOST_INCLUDED_BYTES,
    MOST_INCLUDES,
)
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.package import Package
from exam_engine.exchange.qti.names import (
    XINCLUDE,
    Version,
    attributes_of,
    children_of,
    name_of,
    split,
    version_of,
)
from exam_engine.exchange.qti.read_item import ITEM, STIMULUS, read_item
from exam_engine.exchange.xml_file import Element, parse_xml

MANIFEST = "imsmanifest.xml"
_KINDS = (ITEM, STIMULUS)


class PackageEntry(NamedTuple):
    """What became of one file of a package."""

    name: str
    version: Version | None
    outcome: Taken | Refused


def read_package(package: Package) -> list[PackageEntry]:
    """Return what became of each item and stimulus, in the manifest's order.

    :raises FileRefused: if the manifest cannot be read, or there is no item in the package.
    """
    manifest = _manifest(package)
    if manifest is None:
        wanted = [(name, name) for name in sorted(package.names()) if name.endswith(".xml")]
    else:
        wanted = list(_resources(manifest, parse_xml(package.read(manifest))))
    if len(wanted) > MOST_ENTRIES:
        raise FileRefused(f"lists more than {MOST_ENTRIES} items; divide it")
    reader = _Reader(package, manifest)
    found = [one for base, address in wanted if (one := reader.entry(base, address))]
    if not found:
        if manifest is not None and _holds_qti_1(parse_xml(package.read(manifest))):
            raise FileRefused("holds QTI 1; export it again as QTI 2.1, 2.2 or 3.0")
        raise FileRefused("holds no item and no stimulus")
    return found


def _manifest(package: Package) -> str | None:
    """Return the manifest at the root, or the only one in a folder."""
    names = [name for name in package.names() if name.rpartition("/")[2] == MANIFEST]
    if MANIFEST in names:
        return MANIFEST
    if len(names) > 1:
        raise FileRefused(f"holds {len(names)} manifests and none at its root")
    return names[0] if names else None


def _resources(manifest: str, root: Element) -> Iterator[tuple[str, str]]:
    """Yield manifest and address of each resource that is an item or a stimulus."""
    seen = set()
    for element in root.iter():
        if not isinstance(element.tag, str) or split(element.tag)[1] != "resource":
            continue
        attributes = attributes_of(element)
        kind, address = attributes.get("type", ""), attributes.get("href", "")
        wanted = "item" in kind or "stimulus" in kind
        if wanted and kind.startswith("imsqti") and address and address not in seen:
            seen.add(address)
            yield manifest, address


def _holds_qti_1(root: Element) -> bool:
    """Return whether a manifest lists files of QTI 1, as Canvas and Common Cartridge write it."""
    kinds = (attributes_of(one).get("type", "") for one in root.iter() if isinstance(one.tag, str))
    return any(kind.startswith("imsqti") and "xmlv1p" in kind for kind in kinds)


class _Reader:
    """Reads the files of one package, each once, and no more of what they share than is allowed."""

    def __init__(self, package: Package, manifest: str | None) -> None:
        self._package = package
        self._manifest = manifest
        self._includes = _Includes(package)
        self._seen: set[str] = set()
        self._stimuli: dict[str, str] = {}  # own identifiers by the files' names

    def entry(self, base: str, address: str) -> PackageEntry | None:
        """Return what became of a file; None if it is none of ours, or was read before."""
        version = None
        try:
            name = self._package.resolve(base, address) if self._manifest else address
            if name in self._seen:
                return None
            self._seen.add(name)
            root = parse_xml(self._package.read(name))
            if name_of(root) not in _KINDS:
                if self._manifest is None:
                    return None
                raise FileRefused(f"<{shorten(name_of(root))}> is no item")
            version = version_of(root)
            return PackageEntry(name, version, self._read(name, root))
        except (FileRefused, NotSupported) as error:
            return PackageEntry(address, version, Refused(id="", title="", reason=str(error)))

    def _read(self, name: str, root: Element) -> Taken | Refused:
        self._includes.begin()
        self._includes.resolve(name, root)
        taken = read_item(root)
        return self._with_stimuli(name, root, taken) if isinstance(taken, Taken) else taken

    def _with_stimuli(self, name: str, root: Element, taken: Taken) -> Taken:
        """Name each shared stimulus by its own identifier, which its reference may spell
        otherwise."""
        stimuli, notes = [], list(taken.notes)
        asked = [one for child, one in children_of(root) if child == "assessmentStimulusRef"]
        if len(asked) > MOST_INCLUDES:
            raise NotSupported(f"more than {MOST_INCLUDES} shared stimuli")
        for element in asked:
            attributes = attributes_of(element)
            own = attributes.get("identifier", "").strip()
            try:
                own = self._own_identifier(name, attributes.get("href", ""), own)
            except FileRefused as error:
                notes.append(f"the stimulus {shorten(own)} is missing: {error}")
            stimuli.append(own)
        item = msgspec.structs.replace(taken.item, stimuli=tuple(stimuli))
        return Taken(item=item, notes=tuple(notes))

    def _own_identifier(self, name: str, address: str, otherwise: str) -> str:
        target = self._package.resolve(name, address)
        if target not in self._stimuli:
            attributes = attributes_of(parse_xml(self._package.read(target)))
            self._stimuli[target] = attributes.get("identifier", "").strip()
        return self._stimuli[target] or otherwise


class _Includes:
    """Puts relative includes of the package in place, within the limits."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._bytes = 0
        self.begin()

    def begin(self) -> None:
        """Begin with the next item."""
        self._count = 0
        self._elements = 0

    def resolve(self, name: str, root: Element, depth: int = 0) -> None:
        """:raises NotSupported: for an include that is none of the package's XML files."""
        for element in list(root.iter(f"{{{XINCLUDE}}}include")):
            self._count += 1
            if depth >= DEEPEST_INCLUDES or self._count > MOST_INCLUDES:
                raise NotSupported("includes within includes, or too many of them")
            self._put(name, element, depth)

    def _put(self, name: str, element: Element, depth: int) -> None:
        attributes = attributes_of(element)
        if attributes.get("parse", "xml") != "xml" or "xpointer" in attributes or len(element):
            raise NotSupported("an include of text, of a part of a file, or with a fallback")
        target = self._package.resolve(name, attributes.get("href", ""))
        raw = self._package.read(target)
        self._bytes += len(raw)
        if self._bytes > MOST_INCLUDED_BYTES:
            raise NotSupported(f"includes of more than {MOST_INCLUDED_BYTES // 10**6} MB")
        included = parse_xml(raw)
        self.resolve(target, included, depth + 1)
        self._elements += sum(1 for _ in included.iter())
        if self._elements > MOST_ELEMENTS:
            raise NotSupported(f"includes of more than {MOST_ELEMENTS} elements")
        included.tail = element.tail
        parent = element.getparent()
        if parent is None:
            raise NotSupported("an include instead of an item")
        parent.replace(element, included)
