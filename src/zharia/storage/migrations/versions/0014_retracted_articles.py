"""What a source has taken back, and how far a WordPress site's changes have been seen."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_retractions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("feed_id", sa.String()),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_retractions_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["feed_id"],
            ["feeds.id"],
            name="fk_article_retractions_feed_id_feeds",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("article_id", "language", name="pk_article_retractions"),
    )
    op.add_column("feeds", sa.Column("page_size", sa.Integer()))
    op.add_column("feeds", sa.Column("changes_seen_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("feeds", "changes_seen_until")
    op.drop_column("feeds", "page_size")
    op.drop_table("article_retractions")
