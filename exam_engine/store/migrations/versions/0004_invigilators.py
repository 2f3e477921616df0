"""Invigilators who signed in, and the challenges that they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invigilator_session",
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, primary_key=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "used_challenge",
        sa.Column("nonce", sa.String(), nullable=False, primary_key=True),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
    )
