"""Which attempt journal a database belongs to, and how much of it the database holds."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("journal", sa.String(26), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("paused_why", sa.String(32)),
        sa.Column("paused_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_journal_mark"),
    )


def downgrade() -> None:
    op.drop_table("journal_mark")
