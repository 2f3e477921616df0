"""Sealing, opening and rotating a bank of 20,000 items, beside the floors of the same work.

Floors, in the same run over the same entries: AES-256-GCM under one secret with SHA-256 of every
byte (what the cryptography costs without compartments, derived secrets and an index), and a SQLite
table of the plain entries in one transaction (what storing them costs without secrecy).
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from measuring import REPOSITORY, Target

sys.path.insert(0, str(REPOSITORY))

from exam_engine.bank.custody import rotate_secrets
from exam_engine.bank.sealed import COMPARTMENTS, SealedBank, seal_items
from exam_engine.canonical import canonical_json
from exam_engine.clock import Stopwatch
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.item_parts import (
    ItemAnswers,
    ItemPaper,
    answers_of,
    catalogue_of,
    paper_of,
)
from exam_engine.source.bank import read_bank
from exam_engine.vault.identity import Identity
from exam_engine.vault.trust import TrustedSigners

LARGE, SMALL = 20_000, 2_000
TARGETS = {"seal_20000_s": Target(5.0), "open_one_ms": Target(5.0)}
_ENTRIES_READ = 200


def measure(folder: Path, *, quick: bool) -> tuple[dict[str, float], dict[str, str]]:
    """Return figures by name, and a note for some."""
    source = read_bank(REPOSITORY / "item_banks" / "iso20000-foundation")
    path, people = folder / "large.sealed", Identity.generate("custodian")
    rounds = 1 if quick else 3
    seal_s, cpu_s = min(_seal_s(source, LARGE, path, people) for _ in range(rounds))
    figures = {"seal_20000_s": seal_s, "seal_20000_cpu_s": cpu_s, **_opening(path, people)}
    figures["rotate_20000_s"] = _rotate_s(path, people)
    entries = list(_plain_entries(source, LARGE))
    figures["floor_aes_gcm_s"] = min(_aes_gcm_s(entries, folder) for _ in range(rounds))
    figures["floor_sqlite_s"] = min(_sqlite_s(entries, folder) for _ in range(rounds))
    del entries
    figures["seal_floor_ratio"] = seal_s / figures["floor_aes_gcm_s"]
    for count in (SMALL, LARGE):
        figures[f"seal_{count}_rss_mb"] = _rss_mb(count)
    size_mb = path.stat().st_size / 1e6
    return figures, {
        "seal_20000_s": f"{LARGE:,} items, {size_mb:.0f} MB, three compartments",
        "seal_20000_cpu_s": "the same in CPU time",
        "open_one_ms": "one item's paper and answers, the bank being open",
        "first_one_ms": "the same for the first item: unwraps two secrets",
        "open_bank_s": "every byte hashed, signature verified",
        "catalogue_20000_s": "all catalogue entries decrypted",
        "rotate_20000_s": "all compartments, written and read back",
        "floor_aes_gcm_s": "same bytes, one secret, hashed and written",
        "floor_sqlite_s": "same bytes, plain, one transaction",
        "seal_20000_rss_mb": "peak of a process that seals item by item",
    }


def _items(source: Bank, count: int) -> Iterator[Item]:
    """Yield items with ids of their own, one at a time."""
    for n in range(count):
        item = source.items[n % len(source.items)]
        yield msgspec.structs.replace(item, id=f"{item.id}-{n:05}", enemies=())


def _seal(source: Bank, count: int, path: Path, custodian: Identity) -> None:
    readers = {name: [custodian.recipient] for name in COMPARTMENTS}
    seal_items(source.head, source.scenarios, _items(source, count), path, custodian, readers)


def _seal_s(source: Bank, count: int, path: Path, custodian: Identity) -> tuple[float, float]:
    """Return wall time, and CPU time: the latter says more on a machine that others use too."""
    watch, before = Stopwatch(), os.times()
    _seal(source, count, path, custodian)
    wall_s, after = watch.elapsed_s(), os.times()
    return wall_s, after.user + after.system - before.user - before.system


def _opening(path: Path, custodian: Identity) -> dict[str, float]:
    watch = Stopwatch()
    with SealedBank(path, custodian, TrustedSigners([custodian.recipient])) as bank:
        open_s = watch.elapsed_s()
        bank.head()
        names = bank.names("catalogue")
        step = max(1, len(names) // _ENTRIES_READ)
        times = []
        for name in names[::step]:
            item, _, version = name.rpartition("@")
            watch = Stopwatch()
            bank.read("paper", item, int(version), ItemPaper)
            bank.read("answers", item, int(version), ItemAnswers)
            times.append(watch.elapsed_s() * 1000)
        watch = Stopwatch()
        assert len(bank.catalogue().items) == LARGE
        catalogue_s = watch.elapsed_s()
    return {
        "open_bank_s": open_s,
        "first_one_ms": times[0],
        "open_one_ms": statistics.median(times[1:]),
        "open_one_worst_ms": max(times[1:]),
        "catalogue_20000_s": catalogue_s,
    }


def _rotate_s(path: Path, custodian: Identity) -> float:
    trusted = TrustedSigners([custodian.recipient])
    with SealedBank(path, custodian, trusted) as bank:
        watch = Stopwatch()
        rotate_secrets(bank, custodian, COMPARTMENTS, trusted)
        return watch.elapsed_s()


def _plain_entries(source: Bank, count: int) -> Iterator[bytes]:
    for item in _items(source, count):
        for part in (catalogue_of(item), paper_of(item), answers_of(item)):
            yield canonical_json(part)


def _aes_gcm_s(entries: list[bytes], folder: Path) -> float:
    watch = Stopwatch()
    cipher, content = AESGCM(os.urandom(32)), hashlib.sha256()
    with (folder / "floor.bin").open("wb") as stream:
        for entry in entries:
            nonce = os.urandom(12)
            blob = nonce + cipher.encrypt(nonce, entry, b"bound")
            content.update(blob)
            stream.write(blob)
        stream.flush()
        os.fsync(stream.fileno())
    return watch.elapsed_s()


def _sqlite_s(entries: list[bytes], folder: Path) -> float:
    path = folder / "floor.db"
    path.unlink(missing_ok=True)
    watch = Stopwatch()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE entry (name TEXT PRIMARY KEY, content BLOB) WITHOUT ROWID")
        connection.executemany(
            "INSERT INTO entry VALUES (?, ?)",
            ((f"{n:06}", entry) for n, entry in enumerate(entries)),
        )
    return watch.elapsed_s()


def _rss_mb(count: int) -> float:
    """Return the peak memory of a fresh process that does nothing but seal ``count`` items."""
    done = subprocess.run(
        [sys.executable, __file__, str(count)], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def _seal_alone(count: int) -> None:
    source = read_bank(REPOSITORY / "item_banks" / "iso20000-foundation")
    with tempfile.TemporaryDirectory() as folder:
        _seal(source, count, Path(folder) / "bank.sealed", Identity.generate("custodian"))
    # Not getrusage: its peak is inherited from the process that started this one.
    (line,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(line) / 1024)


if __name__ == "__main__":
    _seal_alone(int(sys.argv[1]))
