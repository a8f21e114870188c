"""The app's configuration, the accounts that post, and visits to TikTok's consent page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "social_media_configs",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("default_language", sa.String(16), nullable=False),
        sa.Column("environment", sa.String(16), nullable=False),
        sa.Column("audited", sa.Boolean(), nullable=False),
        sa.Column("tiktok_client_key", sa.String(128), nullable=False),
        sa.Column("tiktok_client_secret", sa.Text()),
        sa.Column("tiktok_sandbox_client_key", sa.String(128), nullable=False),
        sa.Column("tiktok_sandbox_client_secret", sa.Text()),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_social_media_configs"),
        sa.UniqueConstraint("platform", name="uq_social_media_configs_platform"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("environment", sa.String(16), nullable=False),
        sa.Column("open_id", sa.String(128), nullable=False),
        sa.Column("union_id", sa.String(128), nullable=False),
        sa.Column("username", sa.String(128), nullable=False),
        sa.Column("nickname", sa.String(256), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("auto_publish", sa.Boolean(), nullable=False),
        sa.Column("privacy_level", sa.String(32)),
        sa.Column("allow_comment", sa.Boolean(), nullable=False),
        sa.Column("brand_organic", sa.Boolean(), nullable=False),
        sa.Column("brand_content", sa.Boolean(), nullable=False),
        sa.Column("hashtags", json, nullable=False),
        sa.Column("upright_blur", sa.Boolean(), nullable=False),
        sa.Column("fallback_photo", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("state_reason", sa.String(32)),
        sa.Column("state_detail", sa.Text(), nullable=False),
        sa.Column("scopes", json, nullable=False),
        sa.Column("connected_at", moment, nullable=False),
        sa.Column("access_token", sa.Text()),
        sa.Column("refresh_token", sa.Text()),
        sa.Column("token_version", sa.Integer(), nullable=False),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("access_expires_at", moment, nullable=False),
        sa.Column("refresh_expires_at", moment),
        sa.Column("refresh_due_at", moment, nullable=False),
        sa.Column("refresh_retry_at", moment),
        sa.Column("refresh_failures", sa.Integer(), nullable=False),
        sa.Column("refresh_problem", sa.Text(), nullable=False),
        sa.Column("refresh_unanswered", sa.Boolean(), nullable=False),
        sa.Column("lease_owner", sa.String(64)),
        sa.Column("lease_until", moment),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint(
            "platform", "environment", "open_id", name="uq_accounts_platform_environment_open_id"
        ),
    )
    op.create_index("ix_accounts_refresh_due", "accounts", ["state", "refresh_due_at"])
    op.create_table(
        "oauth_states",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("verifier", sa.Text()),
        sa.Column("admin_id", sa.String(120), nullable=False),
        sa.Column("environment", sa.String(16), nullable=False),
        sa.Column("redirect_uri", sa.String(512), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("used_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_oauth_states"),
        sa.UniqueConstraint("state_hash", name="uq_oauth_states_state_hash"),
    )
    op.create_index("ix_oauth_states_expires_at", "oauth_states", ["expires_at"])


def downgrade() -> None:
    op.drop_table("oauth_states")
    op.drop_table("accounts")
    op.drop_table("social_media_configs")
