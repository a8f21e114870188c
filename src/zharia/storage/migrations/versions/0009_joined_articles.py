"""Articles that turned out to be one: where the other went, and finding one by its address."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Both databases take the constraint in this one statement; as two, SQLite would have to
    # copy the table.
    op.execute(
        "ALTER TABLE articles ADD COLUMN joined_into VARCHAR"
        " CONSTRAINT fk_articles_joined_into_articles REFERENCES articles (id)"
    )
    joined = sa.text("joined_into IS NOT NULL")
    op.create_index(
        "ix_articles_joined_into",
        "articles",
        ["joined_into"],
        sqlite_where=joined,
        postgresql_where=joined,
    )
    op.create_index("ix_article_translations_url", "article_translations", ["url"])


def downgrade() -> None:
    op.drop_index("ix_article_translations_url", "article_translations")
    op.drop_index("ix_articles_joined_into", "articles")
    # They hold nothing that could be shown.
    op.execute("DELETE FROM articles WHERE joined_into IS NOT NULL")
    op.drop_column("articles", "joined_into")
