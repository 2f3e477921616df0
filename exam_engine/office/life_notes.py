"""Notes of reviewers: sealed, because an answer or a comment can give the answer key away.

The database on one machine serves the whole body, and a delivery host must find no answer key in
it. A note is therefore encrypted to its writer, to whoever sent the version to review, and to those
who have seen the answer key: to nobody who may yet answer blind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exam_engine.bank.life import Standing
from exam_engine.canonical import canonical_json
from exam_engine.errors import LifeRefused, VaultError
from exam_engine.model.life import AnsweredBlind, LifeRecord, Note, Reviewed
from exam_engine.office.home import Home
from exam_engine.office.life_records import life_of_bank
from exam_engine.office.under_review import UnderReview
from exam_engine.text import clean_text
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.secret import Secret

LONGEST_NOTE = 4000
"""Characters of a comment or a reason."""


class Comment(NamedTuple):
    """What somebody wrote, as far as the reader may open it; ``text`` is None if not."""

    record: LifeRecord
    text: str | None


def comments(home: Home, under: UnderReview, reader: Identity | None) -> list[Comment]:
    """Return the records of a version with what ``reader`` may open of their notes."""
    lives = life_of_bank(home, under.bank.head.id, under.subject.name)
    found = []
    for record in lives.records(under.subject.name, under.subject.version):
        act = record.act
        note = act.note if isinstance(act, AnsweredBlind | Reviewed) else {}
        text = None
        if reader is not None and reader.name in note:
            try:
                opened = reader.unwrap(note[reader.name], _context(under, record.digest))
                text = clean_text(opened.reveal().decode())
            except (VaultError, UnicodeDecodeError):
                text = None
        found.append(Comment(record, text))
    return found


def note_of(home: Home, under: UnderReview, life: Standing, writer: Identity, text: str) -> Note:
    """Return ``text`` sealed to its writer, and to those who know the answer key already."""
    if len(text) > LONGEST_NOTE:
        raise LifeRefused(f"{under.name}: a comment has up to {LONGEST_NOTE} characters")
    trusted = home.trusted()
    names = {writer.name, *life.submitters, *life.shown}
    readers: Iterable[Recipient] = filter(None, map(trusted.by_name, sorted(names)))
    context = _context(under, under.subject.digest)
    return {reader.name: reader.wrap(Secret(text.encode()), context) for reader in readers}


def _context(under: UnderReview, content: str) -> bytes:
    bank, subject = under.bank.head.id, under.subject
    return canonical_json(["exam-engine life note", bank, subject.name, subject.version, content])
