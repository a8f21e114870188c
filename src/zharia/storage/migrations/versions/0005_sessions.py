"""Sessions in browsers, more about people, who did what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("users", sa.Column("name", sa.String(120), nullable=False, server_default=""))
    op.add_column("users", sa.Column("language", sa.String(8)))
    op.add_column("users", sa.Column("password_changed_at", MOMENT))
    op.add_column("users", sa.Column("disabled_at", MOMENT))
    op.add_column("users", sa.Column("enabled_at", MOMENT))
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(26), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("notice", DOCUMENT),
        sa.Column("language", sa.String(8)),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_sessions_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(254), nullable=False),
        sa.Column("who_id", sa.String(120), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("subject_name", sa.String(300), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at", "id"])
    op.create_index("ix_audit_entries_who", "audit_entries", ["who", "id"])
    op.create_index("ix_audit_entries_what", "audit_entries", ["what", "id"])


def downgrade() -> None:
    op.drop_table("audit_entries")
    op.drop_table("sessions")
    for column in ("enabled_at", "disabled_at", "password_changed_at", "language", "name"):
        op.drop_column("users", column)
