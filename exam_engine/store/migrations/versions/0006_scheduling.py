"""Venues, accommodations, sittings open for booking, bookings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "venue",
        sa.Column("id", sa.String(), nullable=False, primary_key=True),
        sa.Column("n", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "accommodation",
        sa.Column(
            "candidate_number", sa.String(), sa.ForeignKey("candidate.number"), primary_key=True
        ),
        sa.Column("n", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "offer",
        sa.Column("sitting_id", sa.String(), nullable=False, primary_key=True),
        sa.Column("opens_ms", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "booking",
        sa.Column("sitting_id", sa.String(), nullable=False, primary_key=True),
        sa.Column(
            "candidate_number", sa.String(), sa.ForeignKey("candidate.number"), primary_key=True
        ),
        sa.Column("n", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
    )
    op.create_index("ix_booking_candidate_number", "booking", ["candidate_number"])
