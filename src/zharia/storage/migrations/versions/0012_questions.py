"""Questions to an editor, what articles say of AI and advertising, decisions on disclosure."""

import hashlib
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_NO = sa.text("false")
_AT_ONCE = 500
_NO_WORD = re.compile(r"[\W_]+")


def upgrade() -> None:
    op.create_table(
        "article_questions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(26), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name="fk_article_questions_article_id_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "code", "subject", name="pk_article_questions"),
    )
    still_open = sa.text("answered_at IS NULL")
    op.create_index(
        "ix_article_questions_open",
        "article_questions",
        ["article_id"],
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    for table, column in (
        ("articles", "ai_generated"),
        ("articles", "sponsored"),
        ("publications", "disclosure_decided"),
    ):
        op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=_NO))
    for column in ("sponsored_names", "ai_names"):
        op.add_column("feeds", sa.Column(column, DOCUMENT))
    op.add_column(
        "article_translations",
        sa.Column("title_key", sa.String(), nullable=False, server_default=""),
    )
    _fill_title_keys()
    op.create_index(
        "ix_article_translations_title_key_language",
        "article_translations",
        ["title_key", "language"],
    )


def downgrade() -> None:
    op.drop_index("ix_article_translations_title_key_language", "article_translations")
    op.drop_column("article_translations", "title_key")
    for column in ("sponsored_names", "ai_names"):
        op.drop_column("feeds", column)
    op.drop_column("publications", "disclosure_decided")
    for column in ("sponsored", "ai_generated"):
        op.drop_column("articles", column)
    op.drop_index("ix_article_questions_open", "article_questions")
    op.drop_table("article_questions")


def _fill_title_keys() -> None:
    """As `zharia.articles.near_duplicates.title_key` does at this revision."""
    version = sa.table(
        "article_translations",
        *(sa.column(name) for name in ("article_id", "language", "title", "title_key")),
    )
    connection = op.get_bind()
    after = ("", "")
    place = sa.tuple_(version.c.article_id, version.c.language)
    while known := connection.execute(
        sa.select(version.c.article_id, version.c.language, version.c.title)
        .where(place > sa.tuple_(*map(sa.literal, after)))
        .order_by(version.c.article_id, version.c.language)
        .limit(_AT_ONCE)
    ).all():
        after = (known[-1].article_id, known[-1].language)
        connection.execute(
            sa.update(version)
            .where(
                version.c.article_id == sa.bindparam("of"),
                version.c.language == sa.bindparam("in_"),
            )
            .values(title_key=sa.bindparam("key")),
            [
                {"of": one.article_id, "in_": one.language, "key": _title_key(one.title)}
                for one in known
            ],
        )


def _title_key(title: str) -> str:
    text = unicodedata.normalize("NFKC", title)
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    words = _NO_WORD.sub(" ", folded.replace("ё", "е")).strip()
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32] if words else ""
