"""Search in articles, corrections by editors, more about polls, photos' origins, uploads"""

import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AT_ONCE = 500


def upgrade() -> None:
    op.add_column(
        "articles", sa.Column("search_text", sa.String(), nullable=False, server_default="")
    )
    op.add_column("articles", sa.Column("delivered", DOCUMENT))
    op.add_column(
        "article_editions", sa.Column("written_by", sa.String(), nullable=False, server_default="")
    )
    _fill_search_text()

    for name in ("last_created", "last_updated", "last_unchanged"):
        op.add_column("feeds", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("feeds", sa.Column("last_code", sa.String(), nullable=False, server_default=""))

    # It only remembers what was prepared within a day, so it may begin anew.
    op.drop_table("prepared_photos")
    op.create_table(
        "prepared_photos",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        *_photo_columns(),
        sa.Column("prepared_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("url", "layout", name="pk_prepared_photos"),
    )
    op.create_table(
        "uploaded_photos",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.String(length=16), nullable=False),
        *_photo_columns(),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_uploaded_photos"),
    )


def downgrade() -> None:
    op.drop_table("uploaded_photos")
    op.drop_table("prepared_photos")
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
    for name in ("last_code", "last_unchanged", "last_updated", "last_created"):
        op.drop_column("feeds", name)
    op.drop_column("article_editions", "written_by")
    op.drop_column("articles", "delivered")
    op.drop_column("articles", "search_text")


def _photo_columns() -> list[sa.Column[object]]:
    columns: list[sa.Column[object]] = [
        sa.Column(name, sa.Integer(), nullable=False)
        for name in ("width", "height", "size", "original_width", "original_height")
    ]
    columns += [
        sa.Column("original_size", sa.Integer(), nullable=False),
        sa.Column("original_format", sa.String(length=8), nullable=False),
        sa.Column("changes", DOCUMENT, nullable=False),
    ]
    return columns


def _fill_search_text() -> None:
    """As `zharia.articles.searching.search_text` does at this revision."""
    articles = sa.table(
        "articles", sa.column("id"), sa.column("external_id"), sa.column("search_text")
    )
    translations = sa.table(
        "article_translations", sa.column("article_id"), sa.column("language"), sa.column("title")
    )
    connection = op.get_bind()
    after = ""
    while known := connection.execute(
        sa.select(articles.c.id, articles.c.external_id)
        .where(articles.c.id > after)
        .order_by(articles.c.id)
        .limit(_AT_ONCE)
    ).all():
        after = known[-1].id
        found: dict[str, list[str]] = {one.id: [] for one in known}
        titles = sa.select(translations.c.article_id, translations.c.title).where(
            translations.c.article_id.in_(list(found))
        )
        for one in connection.execute(titles.order_by(translations.c.language)):
            found[one.article_id].append(one.title)
        connection.execute(
            sa.update(articles)
            .where(articles.c.id == sa.bindparam("of"))
            .values(search_text=sa.bindparam("text")),
            [
                {"of": one.id, "text": "\n".join(map(_fold, (*found[one.id], one.external_id)))}
                for one in known
            ],
        )


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return folded.replace("ё", "е")
