"""What pages look for among ten thousand articles."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_publications_listed", "publications", ["state", "id"])
    op.create_index("ix_publications_published_at", "publications", ["published_at"])
    op.create_index("ix_articles_updated_at_id", "articles", ["updated_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_articles_updated_at_id", "articles")
    op.drop_index("ix_publications_published_at", "publications")
    op.drop_index("ix_publications_listed", "publications")
