"""Content packages: a ZIP file read in memory, entry by entry, never unpacked to disk.

In order: the archive's own size; its directory's size and number of entries, before it is parsed;
each entry's name, kind, encryption, compression and ratio; all entries' sizes together. Two entries
of one name, or of names that differ in case alone, are refused: readers differ in which they take,
and so would the answer key.
"""

from __future__ import annotations

import io
import posixpath
import re
import stat
import struct
import unicodedata
import zipfile
import zlib

from exam_engine.errors import FileRefused
from exam_engine.exchange.limits import (
    HIGHEST_RATIO,
    LARGEST_FILE_BYTES,
    LARGEST_PACKAGE_BYTES,
    LARGEST_UNPACKED_BYTES,
    MOST_ENTRIES,
)
from exam_engine.exchange.numbers import shorten
from exam_engine.text import clean_text

_END = b"PK\x05\x06"
_ZIP64 = b"PK\x06\x07"
_LONGEST_NAME = 400
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # plain, strong, and a directory that is masked
_BYTES_A_DIRECTORY_ENTRY = 600
_DRIVE = re.compile(r"[A-Za-z]:")
_RATIO_COUNTS_FROM_BYTES = 100_000
ZIP_MAGIC = (b"PK\x03\x04", _END)


class Package:
    """The entries of a package that passed every check, by name."""

    def __init__(self, raw: bytes) -> None:
        """:raises FileRefused: for the first thing in it that is not trusted."""
        if len(raw) > LARGEST_PACKAGE_BYTES:
            raise FileRefused(f"larger than {LARGEST_PACKAGE_BYTES // 1_000_000} MB; divide it")
        _check_directory(raw)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
            raise FileRefused("is no ZIP file that can be read") from None
        infos = self._archive.infolist()
        if len(infos) > MOST_ENTRIES:
            raise FileRefused(f"holds more than {MOST_ENTRIES} entries; divide it")
        if sum(info.file_size for info in infos) > LARGEST_UNPACKED_BYTES:
            raise FileRefused(f"unpacks to more than {LARGEST_UNPACKED_BYTES // 1_000_000} MB")
        if infos and min(info.header_offset for info in infos) != 0:
            raise FileRefused("begins with something that its directory does not list")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        folded: dict[str, str] = {}
        for info in infos:
            _check_entry(info)
            name = _folded(info.filename)
            if name in folded:
                raise FileRefused(
                    f"holds two entries named {shorten(info.filename)} (capitals and small letters "
                    "count as the same, a last point or space does not count)"
                )
            folded[name] = info.filename
            if not info.is_dir():
                self._entries[info.filename] = info

    def names(self) -> list[str]:
        """Return the names of the files in it."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """Return one file.

        :raises FileRefused: if there is none, or it is too large or damaged.
        """
        info = self._entries.get(name)
        if info is None:
            raise FileRefused(f"{shorten(name)} is not in the package")
        if info.file_size > LARGEST_FILE_BYTES:
            raise FileRefused(
                f"{shorten(name)} is larger than {LARGEST_FILE_BYTES // 1_000_000} MB"
            )
        try:
            with self._archive.open(info) as stream:
                raw = stream.read(LARGEST_FILE_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ):
            raise FileRefused(f"{shorten(name)} is damaged in the package") from None
        if len(raw) != info.file_size:
            raise FileRefused(f"{shorten(name)} is not as long as the package says")
        return raw

    def resolve(self, base: str, address: str) -> str:
        """Return the name of the entry that a relative ``address`` in entry ``base`` means.

        :raises FileRefused: if it leads out of the package or is none of it.
        """
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address) or address.startswith(("/", "\\")):
            raise FileRefused(f"the address {shorten(address)} is not inside the package")
        path = address.split("#", 1)[0].split("?", 1)[0].replace("%20", " ")
        name = posixpath.normpath(posixpath.join(posixpath.dirname(base), path))
        if name.startswith("../") or name == ".." or "\\" in name:
            raise FileRefused(f"the address {shorten(address)} leads out of the package")
        if name not in self._entries:
            raise FileRefused(f"{shorten(address)} is not in the package")
        return name


def _check_directory(raw: bytes) -> None:
    """Look at the end record: how large a directory would have to be parsed."""
    at = raw.rfind(_END, max(0, len(raw) - 70_000))
    if at < 0 or len(raw) < at + 22:
        raise FileRefused("is no ZIP file that can be read")
    if raw[max(0, at - 20) :].startswith(_ZIP64):
        raise FileRefused("is a ZIP64 archive; pack it as a plain ZIP file")
    entries, size, start = struct.unpack("<HII", raw[at + 10 : at + 20])
    if entries > MOST_ENTRIES or size > MOST_ENTRIES * _BYTES_A_DIRECTORY_ENTRY:
        raise FileRefused(f"holds more than {MOST_ENTRIES} entries; divide it")
    if start + size != at:
        raise FileRefused("does not begin with its own entries: two archives, or damaged")


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    shown = shorten(name)
    if name != info.filename or clean_text(name) != name or "\n" in name or "\t" in name:
        raise FileRefused(f"the entry {shown} has a name that does not mean itself")
    if len(name) > _LONGEST_NAME:
        raise FileRefused(f"the entry {shown} has a name of more than {_LONGEST_NAME} characters")
    if "\\" in name or name.startswith("/") or _DRIVE.match(name):
        raise FileRefused(f"the entry {shown} has an absolute name, or one with a backslash")
    parts = name.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise FileRefused(f"the entry {shown} has a name that leads elsewhere")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise FileRefused(f"the entry {shown} is a link or a device")
    if info.flag_bits & _ENCRYPTED:
        raise FileRefused(f"the entry {shown} is encrypted")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(f"the entry {shown} is packed by another method than deflate")
    ratio = info.file_size / max(1, info.compress_size)
    if info.file_size > _RATIO_COUNTS_FROM_BYTES and ratio > HIGHEST_RATIO:
        raise FileRefused(f"the entry {shown} unpacks to more than {HIGHEST_RATIO} times its size")


def _folded(name: str) -> str:
    """Return what systems make of a name that know neither capitals nor a last point or space."""
    whole = unicodedata.normalize("NFC", name).casefold().removesuffix("/")
    return "/".join(part.rstrip(" .") for part in whole.split("/"))
