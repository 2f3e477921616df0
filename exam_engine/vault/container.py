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
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

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

_MAGIC = b"EXAM-ENGINE SEAL\n\x00"
_END_MARK = b"END OF SEAL\n"
_PREAMBLE = struct.Struct(">18sH")
_RECORD = struct.Struct(">16sQI")
_LENGTHS = struct.Struct(">QQI")
_TRAILER_BYTES = _LENGTHS.size + len(_END_MARK)
_SIGNATURE_BYTES = 32 + 64
_DOMAIN = b"exam-engine sealed file 1\n"
_CHUNK = 1 << 20


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
        self._stream = os.fdopen(descriptor, "wb")
        self._hash = hashlib.sha256()
        self._offset = 0
        self._records: list[tuple[bytes, int, int]] = []
        self._write(_PREAMBLE.pack(_MAGIC, FORMAT))
        self._blobs_start = self._offset

    def __enter__(self) -> ContainerWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._temporary.unlink(missing_ok=True)

    def add(self, locator: bytes, blob: bytes) -> None:
        """Append one encrypted entry."""
        self._records.append((locator, self._offset, len(blob)))
        self._write(blob)

    def finish(self, header: bytes, signer: Identity) -> None:
        """Write index, header, signature and trailer, and put the file in place."""
        blobs = self._offset - self._blobs_start
        self._records.sort()
        for record in self._records:
            self._write(_RECORD.pack(*record))
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


class Container:
    """A sealed file whose signature has been verified. ``header`` is authentic JSON bytes."""

    def __init__(
        self, stream: BinaryIO, header: bytes, signer: Recipient, index: tuple[int, int]
    ) -> None:
        self._stream = stream
        self._index_start, self._records = index
        self.header = header
        self.signer = signer

    def close(self) -> None:
        self._stream.close()

    def __len__(self) -> int:
        return self._records

    def find(self, locator: bytes) -> bytes | None:
        """Return the blob at ``locator``, or None. Reads only that entry (binary search)."""
        low, high = 0, self._records
        while low < high:
            middle = (low + high) // 2
            found, offset, length = self._record(middle)
            if found == locator:
                return self._read(offset, length)
            if found < locator:
                low = middle + 1
            else:
                high = middle
        return None

    def _record(self, position: int) -> tuple[bytes, int, int]:
        raw = self._read(self._index_start + position * _RECORD.size, _RECORD.size)
        locator, offset, length = _RECORD.unpack(raw)
        if offset + length > self._index_start:
            return locator, 0, 0  # points outside the blobs: what is read there opens as nothing
        return locator, offset, length

    def _read(self, offset: int, length: int) -> bytes:
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
    if not adds_up or index % _RECORD.size or header_bytes > LARGEST_HEADER_BYTES:
        raise SealTampered(f"{path}: its lengths do not add up: it was changed or damaged")
    # 5. The signature covers every byte.
    stream.seek(signature_start)
    signature_block = stream.read(_SIGNATURE_BYTES)
    public, signature = signature_block[:32], signature_block[32:]
    content_hash, header = _digest(stream, signature_start, header_bytes)
    message = _message(content_hash, trailer[: _LENGTHS.size], public)
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
    return Container(stream, header, signer, (index_start, index // _RECORD.size))


def _message(content_hash: bytes, lengths: bytes, signer_public: bytes) -> bytes:
    return _DOMAIN + content_hash + lengths + signer_public


def _digest(stream: BinaryIO, length: int, header_bytes: int) -> tuple[bytes, bytes]:
    """Return the hash of the first ``length`` bytes, and the last of them: the header.

    The header is what was hashed, not what the file holds later, should somebody change it now.
    """
    stream.seek(0)
    content = hashlib.sha256()
    remaining = length - header_bytes
    while remaining:
        chunk = stream.read(min(_CHUNK, remaining))
        if not chunk:
            break
        content.update(chunk)
        remaining -= len(chunk)
    header = stream.read(header_bytes)
    content.update(header)
    return content.digest(), header
