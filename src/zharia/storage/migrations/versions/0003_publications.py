"""Publications, their attempts and pulls, slots, webhooks, prepared photos"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "incoming_webhooks",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("handled_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_webhooks"),
        sa.UniqueConstraint("body_hash", name="uq_incoming_webhooks_body_hash"),
    )
    op.create_index("ix_incoming_webhooks_handled_at", "incoming_webhooks", ["handled_at"])

    op.create_table(
        "prepared_photos",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("changes", DOCUMENT, nullable=False),
        sa.Column("prepared_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("url", "layout", name="pk_prepared_photos"),
    )
    op.create_table(
        "slots",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("publication_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_slots_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_slots"),
    )
    op.create_index("ix_slots_line", "slots", ["account_id", "kind", "at"])

    op.create_table(
        "turns",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("not_before", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_turns_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_turns"),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("article_edition", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("precedence", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("wake_at", MOMENT, nullable=True),
        sa.Column("wakes", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("post_mode", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("privacy_level", sa.String(length=32), nullable=True),
        sa.Column("allow_comment", sa.Boolean(), nullable=False),
        sa.Column("brand_organic", sa.Boolean(), nullable=False),
        sa.Column("brand_content", sa.Boolean(), nullable=False),
        sa.Column("is_aigc", sa.Boolean(), nullable=False),
        sa.Column("auto_add_music", sa.Boolean(), nullable=False),
        sa.Column("photo_urls", DOCUMENT, nullable=False),
        sa.Column("cover_index", sa.Integer(), nullable=False),
        sa.Column("notes", DOCUMENT, nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=True),
        sa.Column("publish_id", sa.String(length=64), nullable=True),
        sa.Column("post_id", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("who_acts", sa.String(length=16), nullable=True),
        sa.Column("retry", sa.String(length=16), nullable=True),
        sa.Column("log_id", sa.String(length=80), nullable=True),
        sa.Column("needs_word", sa.Boolean(), nullable=False),
        sa.Column("requested_by", sa.String(length=120), nullable=False),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("approved_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_publications_account_id_accounts"
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_publications_article_id_articles"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.UniqueConstraint(
            "article_id",
            "account_id",
            "edition",
            name="uq_publications_article_id_account_id_edition",
        ),
    )
    op.create_index("ix_publications_due", "publications", ["state", "wake_at"])
    op.create_index(
        "ix_publications_line", "publications", ["account_id", "state", "precedence", "due_at"]
    )
    op.create_index("ix_publications_publish_id", "publications", ["publish_id"])

    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("publication_id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("photos", DOCUMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("publish_id", sa.String(length=64), nullable=True),
        sa.Column("log_id", sa.String(length=80), nullable=True),
        sa.Column("first_pulled_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("swept_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_attempts_account_id_accounts"
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name="fk_attempts_publication_id_publications"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("publication_id", "number", name="uq_attempts_publication_id_number"),
        sa.UniqueConstraint("publish_id", name="uq_attempts_publish_id"),
        sa.UniqueConstraint("token", name="uq_attempts_token"),
    )
    op.create_index("ix_attempts_account_id", "attempts", ["account_id"])
    op.create_index("ix_attempts_publication_id", "attempts", ["publication_id"])

    op.create_table(
        "publication_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("publication_id", sa.String(length=26), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("log_id", sa.String(length=80), nullable=True),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publications.id"],
            name="fk_publication_events_publication_id_publications",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_publication_events"),
    )
    op.create_index(
        "ix_publication_events_publication_id", "publication_events", ["publication_id"]
    )

    op.create_table(
        "pull_receipts",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("attempt_id", sa.String(length=26), nullable=False),
        sa.Column("photo", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_pull_receipts_attempt_id_attempts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pull_receipts"),
    )
    op.create_index("ix_pull_receipts_attempt_id", "pull_receipts", ["attempt_id"])


def downgrade() -> None:
    op.drop_table("pull_receipts")
    op.drop_table("publication_events")
    op.drop_table("attempts")
    op.drop_table("publications")
    op.drop_table("turns")
    op.drop_table("slots")
    op.drop_table("prepared_photos")
    op.drop_table("incoming_webhooks")
