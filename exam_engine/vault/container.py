"""The layout of a sealed file, and the checks that come before anything in it is believed.

A sealed file is, in this order (integers are big-endian)::

    preamble    20 bytes   "EXAM-ENGINE SEAL\\n", a zero byte, the format as u16
    blobs                  encrypted entries, one after another
    index                  28 bytes an entry: locator (16), offset u64, length u32; by locator
    header                 canonical JSON, see sealing.Header
    signature   96 bytes   the signer's Ed25519 public bytes (32), the signature (64)
    trailer     32 bytes   lengths of blobs u64, index u64, header u32; end mark (12)

The signature covers SHA-256 of preamble, blobs, index and header, and the lengths. Checks run in
the numbered order of :func:`open_container`, so that no header is parsed and no entry decrypted
before the signature over every byte has been verified.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from exam_engine.errors import (
    SealDowngraded,
    SealMalformed,
    SealTampered,
    SealTruncated,
    SignerUnknown,
)
from exam_engine.vault.identity import Identity, Recipient, verify_signature

FORMAT = 1
LOCATOR_BYTES = 16
LARGEST_HEADER_BYTES = 4_000_000
LARGEST_INDEX_BYTES = 112_000_000
"""Four million entries: an index is held in memory."""

_MAGIC = b"EXAM-ENGINE SEAL\n\x00"
_END_MARK = b"END OF SEAL\n"
_PREAMBLE = struct.Struct(">18sH")
_RECORD = struct.Struct(">16sQI")
_LENGTHS = struct.Struct(">QQI")
_TRAILER_BYTES = _LENGTHS.size + len(_END_MARK)
_SIGNATURE_BYTES = 32 + 64
_DOMAIN = b"exam-engine sealed file 1\n"
_CHUNK = 1 << 20
_RECORDS_AT_ONCE = 4096


class ContainerWriter:
    """Writes blobs one after another to a temporary file; memory holds only the index.

    Use as a context manager; :meth:`finish` puts the file in place in one step, so that a stop
    half-way leaves nothing under the final name.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        self._temporary = Path(name)
        self._stream = os.fdopen(descriptor, "wb", buffering=_CHUNK)
        self._hash = hashlib.sha256()
        self._offset = 0
        # Packed, so that the index of a large bank stays small; it sorts by locator as it is.
        self._records: list[bytes] = []
        self._write(_PREAMBLE.pack(_MAGIC, FORMAT))
        self._blobs_start = self._offset

    def __enter__(self) -> ContainerWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._temporary.unlink(missing_ok=True)

    def add(self, locator: bytes, blob: bytes) -> None:
        """Append one encrypted entry."""
        self._records.append(_RECORD.pack(locator, self._offset, len(blob)))
        self._write(blob)

    def finish(self, header: bytes, signer: Identity) -> None:
        """Write index, header, signature and trailer, and put the file in place."""
        blobs = self._offset - self._blobs_start
        self._records.sort()
        for start in range(0, len(self._records), _RECORDS_AT_ONCE):
            self._write(b"".join(self._records[start : start + _RECORDS_AT_ONCE]))
        self._write(header)
        lengths = _LENGTHS.pack(blobs, len(self._records) * _RECORD.size, len(header))
        public = signer.recipient.ed25519
        message = _message(self._hash.digest(), lengths, public)
        self._stream.write(public + signer.sign(message) + lengths + _END_MARK)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._temporary.replace(self._path)

    def _write(self, data: bytes) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self._offset += len(data)


class _Verified(NamedTuple):
    """What was hashed when the signature was checked; the blobs end at ``blobs_end``."""

    digest: bytes
    blobs_end: int
    records: bytes
    header: bytes


class Container:
    """A sealed file whose signature has been verified. ``header`` is authentic JSON bytes."""

    def __init__(self, path: Path, stream: BinaryIO, verified: _Verified, signer: Recipient):
        self._path = path
        self._stream = stream
        # The index searched is the one that was verified, should somebody change the file now.
        self._index = verified.records
        self._records = len(verified.records) // _RECORD.size
        self._blobs_end = verified.blobs_end
        self.content_digest = verified.digest
        self.header = verified.header
        self.signer = signer

    def close(self) -> None:
        self._stream.close()

    def __len__(self) -> int:
        return self._records

    def find(self, locator: bytes) -> bytes | None:
        """Return the blob at ``locator``, or None. Reads only that entry (binary search)."""
        index, size = self._index, _RECORD.size
        low, high = 0, self._records
        while low < high:
            middle = (low + high) // 2
            found = index[middle * size : middle * size + LOCATOR_BYTES]
            if found == locator:
                return self._blob(*_RECORD.unpack_from(index, middle * size)[1:])
            if found < locator:
                low = middle + 1
            else:
                high = middle
        return None

    def stream(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield locator and blob of every entry, in the order of the file, one at a time.

        What is read is hashed again. Nothing that rests on it may be signed before the last entry
        was taken: only then is it sure that the file is still the one that was verified.

        :raises SealMalformed: if entries overlap, leave gaps, or two have the same locator.
        :raises SealTampered: at the end, if the file was changed since it was opened.
        """
        content = hashlib.sha256(_PREAMBLE.pack(_MAGIC, FORMAT))
        for locator, offset, length in self._tiled():
            blob = self._blob(offset, length)
            content.update(blob)
            yield locator, blob
        content.update(self._index)
        content.update(self.header)
        if content.digest() != self.content_digest:
            raise SealTampered(f"{self._path}: was changed while it was read; nothing was made")

    def _tiled(self) -> list[tuple[bytes, int, int]]:
        """Return the index by offset, once it is sure that it accounts for every byte."""
        records: list[tuple[bytes, int, int]] = list(_RECORD.iter_unpack(self._index))
        locators = [locator for locator, _, _ in records]
        ordered = sorted(set(locators)) == locators
        records.sort(key=lambda record: record[1])
        end = _PREAMBLE.size
        for _, offset, length in records:
            ordered = ordered and offset == end
            end += length
        if not ordered or end != self._blobs_end:
            raise SealMalformed(
                f"{self._path}: its index does not account for every byte once; whoever signed "
                "the file put it together wrongly: do not use it"
            )
        return records

    def _blob(self, offset: int, length: int) -> bytes:
        if offset + length > self._blobs_end:
            return b""  # points outside the blobs: opens as nothing
        return os.pread(self._stream.fileno(), length, offset)


def open_container(path: Path, trusted: Callable[[bytes], Recipient | None]) -> Container:
    """Open a sealed file.

    :param trusted: given the signer's Ed25519 public bytes, returns who that is, or None.
    :raises SealBroken: one of its subclasses, by the first check that fails.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SealMalformed(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return _checked(path, stream, trusted)
    except BaseException:
        stream.close()
        raise


def _checked(
    path: Path, stream: BinaryIO, trusted: Callable[[bytes], Recipient | None]
) -> Container:
    # 1. It begins like a sealed file.
    size = os.fstat(stream.fileno()).st_size
    start = stream.read(_PREAMBLE.size)
    if len(start) < _PREAMBLE.size or not start.startswith(_MAGIC):
        raise SealMalformed(f"{path}: is not a sealed file of this engine")
    # 2. The format is one that we accept.
    _, version = _PREAMBLE.unpack(start)
    if version != FORMAT:
        raise SealDowngraded(
            f"{path}: is in format {version}; this engine accepts format {FORMAT} and no other"
        )
    # 3. The end is there.
    if size < _PREAMBLE.size + _SIGNATURE_BYTES + _TRAILER_BYTES:
        raise SealTruncated(f"{path}: the end is missing; copy the file again from its source")
    stream.seek(size - _TRAILER_BYTES)
    trailer = stream.read(_TRAILER_BYTES)
    if not trailer.endswith(_END_MARK):
        raise SealTruncated(
            f"{path}: does not stop at the end mark: it was cut short or added to; copy it again"
        )
    # 4. The lengths add up to the size of the file, and stay within limits.
    blobs, index, header_bytes = _LENGTHS.unpack(trailer[: _LENGTHS.size])
    index_start = _PREAMBLE.size + blobs
    signature_start = index_start + index + header_bytes
    adds_up = signature_start + _SIGNATURE_BYTES + _TRAILER_BYTES == size
    too_large = header_bytes > LARGEST_HEADER_BYTES or index > LARGEST_INDEX_BYTES
    if not adds_up or index % _RECORD.size or too_large:
        raise SealTampered(f"{path}: its lengths do not add up: it was changed or damaged")
    # 5. The signature covers every byte.
    stream.seek(signature_start)
    signature_block = stream.read(_SIGNATURE_BYTES)
    public, signature = signature_block[:32], signature_block[32:]
    verified = _digest(stream, index_start, index, header_bytes)
    message = _message(verified.digest, trailer[: _LENGTHS.size], public)
    if not verify_signature(public, signature, message):
        raise SealTampered(
            f"{path}: the signature does not match: the file was changed or damaged after it was "
            "sealed; fetch it again from its source and report it"
        )
    # 6. The signer is one whom the reader trusts.
    signer = trusted(public)
    if signer is None:
        raise SignerUnknown(
            f"{path}: is signed by somebody unknown here; ask who sealed it for their recipient "
            "file, check the fingerprint by another way, and add it with: identity trust FILE"
        )
    return Container(path, stream, verified, signer)


def _message(content_hash: bytes, lengths: bytes, signer_public: bytes) -> bytes:
    return _DOMAIN + content_hash + lengths + signer_public


def _digest(stream: BinaryIO, index_start: int, index_bytes: int, header_bytes: int) -> _Verified:
    """Return the hash of everything before the signature, with the index and the header.

    Both are what was hashed, not what the file holds later, should somebody change it now.
    """
    stream.seek(0)
    content = hashlib.sha256()
    remaining = index_start
    while remaining:
        chunk = stream.read(min(_CHUNK, remaining))
        if not chunk:
            break
        content.update(chunk)
        remaining -= len(chunk)
    index = stream.read(index_bytes)
    header = stream.read(header_bytes)
    content.update(index)
    content.update(header)
    return _Verified(content.digest(), index_start, index, header)
