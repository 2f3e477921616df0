"""Writing a QTI content package: the same bytes for the same items, on any day."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from lxml import etree

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem, Refused, Taken
from exam_engine.exchange.qti.names import Version
from exam_engine.exchange.qti.read_package import MANIFEST
from exam_engine.exchange.qti.write_item import write_item
from exam_engine.exchange.qti.writing import default_namespace

_PACKAGING = {
    Version.V30: ("http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1", "QTI Package", "3.0.0"),
    Version.V22: ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.2 Package", "1.0.0"),
    Version.V21: ("http://www.imsglobal.org/xsd/imscp_v1p1", "QTIv2.1 Package", "1.0.0"),
}
_TYPES = {Version.V30: "v3p0", Version.V22: "v2p2", Version.V21: "v2p1"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_package(
    items: Sequence[ForeignItem], version: Version, name: str
) -> tuple[bytes, list[Taken | Refused]]:
    """Return a package, and what became of each item: one that cannot be written is left out.

    :param name: the identifier of the manifest.
    """
    stimuli = {item.id: n for n, item in enumerate(items, start=1) if not item.interactions}
    addresses = {one: f"../{_file('stimuli', n, one)}" for one, n in stimuli.items()}
    files: list[tuple[str, str, bytes, list[str]]] = []
    outcomes: list[Taken | Refused] = []
    for n, item in enumerate(items, start=1):
        kind = "stimulus" if item.id in stimuli and version is not Version.V21 else "item"
        path = _file("stimuli" if kind == "stimulus" else "items", n, item.id)
        try:
            raw = write_item(item, version, addresses)
        except NotSupported as error:
            outcomes.append(Refused(id=item.id, title=item.title, reason=str(error)))
            continue
        outcomes.append(Taken(item=item))
        needs = [f"r{stimuli[one]}" for one in item.stimuli if one in stimuli]
        files.append((f"r{n}", path, raw, [f"imsqti_{kind}_xml{_TYPES[version]}", *needs]))
    return _zipped(_manifest(files, version, name), files), outcomes


def _file(folder: str, n: int, name: str) -> str:
    return f"{folder}/{n:04}-{re.sub(r'[^A-Za-z0-9_-]', '_', name)[:60]}.xml"


def _manifest(
    files: Sequence[tuple[str, str, bytes, list[str]]], version: Version, name: str
) -> bytes:
    namespace, schema, schema_version = _PACKAGING[version]

    def add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{namespace}}}{tag}", attrib=attributes)

    root = etree.Element(f"{{{namespace}}}manifest", nsmap=default_namespace(namespace))
    root.set("identifier", f"manifest-{name}")
    metadata = add(root, "metadata")
    add(metadata, "schema").text = schema
    add(metadata, "schemaversion").text = schema_version
    add(root, "organizations")
    resources = add(root, "resources")
    for identifier, path, _, (kind, *needs) in files:
        resource = add(resources, "resource", identifier=identifier, type=kind, href=path)
        add(resource, "file", href=path)
        for need in needs:
            add(resource, "dependency", identifierref=need)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _zipped(manifest: bytes, files: Sequence[tuple[str, str, bytes, list[str]]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, raw in [(MANIFEST, manifest), *((path, raw) for _, path, raw, _ in files)]:
            info = zipfile.ZipInfo(path, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, raw)
    return stream.getvalue()
