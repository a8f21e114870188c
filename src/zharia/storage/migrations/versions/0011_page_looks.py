"""Pages that are looked at again for a photo, and which article shows a photo."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_looks",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True)),
        sa.Column("awaited_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_page_looks_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_page_looks"),
    )
    op.create_index("ix_page_looks_look_at", "page_looks", ["look_at"])
    op.create_index("ix_article_images_url", "article_images", ["url"])


def downgrade() -> None:
    op.drop_index("ix_article_images_url", "article_images")
    op.drop_table("page_looks")
