"""The tables. Moments are whole milliseconds since 1970 (UTC); records are canonical JSON.

Attempt events, results, life records, sign-offs and audit entries are only ever added. Whatever can
be derived from events (state, time left, marks) is not stored, apart from ``AttemptRow.ended_ms``,
an index for finding attempts that still run.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

import exam_engine.store.scheduling_tables  # noqa: F401  (its tables belong to these)

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, TypeError)
"""What decoding a record raises that was altered: the database takes anything in any column."""


class CandidateRow(SQLModel, table=True):
    """A person who sits exams. ``salt`` hides the name behind its digest on signed rosters."""

    __tablename__ = "candidate"
    number: str = Field(primary_key=True)
    name: str
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class BlueprintRow(SQLModel, table=True):
    """A blueprint from which forms were built: ``record`` is what ``digest`` is the digest of."""

    __tablename__ = "blueprint"
    digest: str = Field(primary_key=True)
    id: str
    edition: str
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FormRow(SQLModel, table=True):
    """A frozen form: ``record`` is the canonical JSON that ``digest`` is the digest of."""

    __tablename__ = "form"
    id: str = Field(primary_key=True)
    digest: str
    blueprint: str
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signer: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FormSignOffRow(SQLModel, table=True):
    """One reviewer's decision over a form, signed. Rows are only ever added."""

    __tablename__ = "form_sign_off"
    form: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    digest: str
    signer: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FormInputRow(SQLModel, table=True):
    """What forms were built from besides blueprint and bank: an order, or item parameters.

    Forms bind them by ``digest``, so that they need no signature of their own.
    """

    __tablename__ = "form_input"
    digest: str = Field(primary_key=True)
    kind: str
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SittingRow(SQLModel, table=True):
    """A scheduled sitting, signed. ``paper`` is the file name of its sealed paper.

    The form is named in the record, not linked: a centre's database holds sittings of forms that
    it has no record of, and needs none.
    """

    __tablename__ = "sitting"
    id: str = Field(primary_key=True)
    opens_ms: int = Field(sa_column=Column(BigInteger, nullable=False))
    paper: str
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signer: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AttemptRow(SQLModel, table=True):
    """One candidate's place on the roster of a sitting, and the attempt that grows from it.

    ``code_digest`` is that of the one-time code, None once it was used. ``ended_ms`` and the rest
    are None until the attempt has ended: the digest of its events, signed by the delivery host.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("sitting_id", "candidate_number"),
        Index("attempt_open", "ended_ms"),
    )
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: str = Field(foreign_key="sitting.id")
    candidate_number: str = Field(foreign_key="candidate.number", index=True)
    extra_time_ms: int = 0
    code_digest: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    ended_ms: int | None = Field(default=None, sa_column=Column(BigInteger))
    end: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    end_signer: str | None = None
    end_signature: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class SessionRow(SQLModel, table=True):
    """A terminal admitted to an attempt: ``token_digest`` is SHA-256 of its token.

    ``terminal`` counts the admissions of the attempt; a later one replaces this.
    """

    __tablename__ = "session"
    token_digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    attempt_id: int = Field(foreign_key="attempt.id", index=True)
    terminal: int


class InvigilatorSessionRow(SQLModel, table=True):
    """An invigilator who signed in: ``token_digest`` is SHA-256 of the console's token."""

    __tablename__ = "invigilator_session"
    token_digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    fingerprint: str
    until_ms: int = Field(sa_column=Column(BigInteger, nullable=False))


class UsedChallengeRow(SQLModel, table=True):
    """A challenge that was answered: it never counts again. Kept until it would be too old."""

    __tablename__ = "used_challenge"
    nonce: str = Field(primary_key=True)
    until_ms: int = Field(sa_column=Column(BigInteger, nullable=False))


class EventRow(SQLModel, table=True):
    """One event of one attempt, exactly as recorded. Rows are only ever added."""

    __tablename__ = "attempt_event"
    # The pair is the row's own place: half the bytes of a table with an index beside it.
    __table_args__ = ({"sqlite_with_rowid": False},)
    attempt_id: int = Field(primary_key=True, foreign_key="attempt.id")
    n: int = Field(primary_key=True)
    at_ms: int = Field(sa_column=Column(BigInteger, nullable=False))
    seq: int | None = None
    elapsed_ms: int | None = Field(default=None, sa_column=Column(BigInteger))
    event: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PulseRow(SQLModel, table=True):
    """The last moment at which a process of the engine is known to have run, by its number."""

    __tablename__ = "pulse"
    id: int = Field(default=1, primary_key=True)
    at_ms: int = Field(sa_column=Column(BigInteger, nullable=False))


class ResultRow(SQLModel, table=True):
    """One revision of one candidate's result, signed. Rows are only ever added."""

    __tablename__ = "result"
    sitting_id: str = Field(primary_key=True, foreign_key="sitting.id")
    candidate_number: str = Field(primary_key=True, foreign_key="candidate.number")
    revision: int = Field(primary_key=True)
    passed: bool
    raw_score: int
    digest: str
    signer: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LifeRow(SQLModel, table=True):
    """One record in the life of an item version or a translation, signed. Rows are only added."""

    __tablename__ = "life_record"
    bank: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    n: int = Field(primary_key=True)
    digest: str
    signer: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    record: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AuditRow(SQLModel, table=True):
    """One entry of the audit log. Rows are only ever added."""

    __tablename__ = "audit_entry"
    n: int = Field(primary_key=True)
    at_ms: int = Field(sa_column=Column(BigInteger, nullable=False))
    actor: str
    act: str
    subject: str
    details: str = Field(sa_column=Column(Text, nullable=False))
    previous: str


class CheckpointRow(SQLModel, table=True):
    """A signed checkpoint of the audit log."""

    __tablename__ = "audit_checkpoint"
    n: int = Field(primary_key=True)
    signer: str = Field(primary_key=True)
    digest: str
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
