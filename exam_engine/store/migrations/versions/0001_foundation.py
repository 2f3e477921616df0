"""Candidates, forms, sittings, attempts and their events, results, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "candidate",
        sa.Column("number", sa.String(), nullable=False, primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "blueprint",
        sa.Column("digest", sa.String(), nullable=False, primary_key=True),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "form",
        sa.Column("id", sa.String(), nullable=False, primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("blueprint", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "sitting",
        sa.Column("id", sa.String(), nullable=False, primary_key=True),
        sa.Column("opens_ms", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
    )
    _attempts()
    _records()


def _attempts() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("sitting_id", sa.String(), sa.ForeignKey("sitting.id"), nullable=False),
        sa.Column(
            "candidate_number", sa.String(), sa.ForeignKey("candidate.number"), nullable=False
        ),
        sa.Column("extra_time_ms", sa.Integer(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=True),
        sa.Column("ended_ms", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.LargeBinary(), nullable=True),
        sa.Column("end_signer", sa.String(), nullable=True),
        sa.Column("end_signature", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("sitting_id", "candidate_number"),
    )
    op.create_index("attempt_open", "attempt", ["ended_ms"])
    op.create_index("ix_attempt_candidate_number", "attempt", ["candidate_number"])
    op.create_table(
        "session",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, primary_key=True),
        sa.Column("attempt_id", sa.Integer(), sa.ForeignKey("attempt.id"), nullable=False),
        sa.Column("terminal", sa.Integer(), nullable=False),
    )
    op.create_index("ix_session_attempt_id", "session", ["attempt_id"])
    op.create_table(
        "attempt_event",
        sa.Column("attempt_id", sa.Integer(), sa.ForeignKey("attempt.id"), primary_key=True),
        sa.Column("n", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("elapsed_ms", sa.BigInteger(), nullable=True),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
    )


def _records() -> None:
    op.create_table(
        "result",
        sa.Column("sitting_id", sa.String(), sa.ForeignKey("sitting.id"), primary_key=True),
        sa.Column(
            "candidate_number", sa.String(), sa.ForeignKey("candidate.number"), primary_key=True
        ),
        sa.Column("revision", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("raw_score", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "audit_entry",
        sa.Column("n", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
    )
    op.create_table(
        "audit_checkpoint",
        sa.Column("n", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("signer", sa.String(), nullable=False, primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
    )
