"""The tables of articles.

`articles` and the tables under it hold the current edition, ready for lists and pages;
`article_editions` keeps every edition's content whole. Categories and tags are the source's own
words at delivery: nothing else refers to them, so they are kept with their article.
"""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zharia.articles.content import Content, from_document
from zharia.storage.database import Base

DOCUMENT_OR_NULL = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

#: the primary key, or its first part, of a row that goes with its article
OfArticle = Annotated[
    str, mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
]


def _parts(order_by: str) -> Any:
    """A collection that belongs to its article, and has to be loaded eagerly."""
    return relationship(
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by=order_by,
        lazy="raise_on_sql",
    )


class Article(Base):
    """One story of one source, in all its languages. Only `editing` makes one."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(None, "published_at", "id"),
        Index(None, "updated_at", "id"),
        # Of the joined ones alone: SQLite would else take it to find all the others.
        Index(
            None,
            "joined_into",
            sqlite_where=text("joined_into IS NOT NULL"),
            postgresql_where=text("joined_into IS NOT NULL"),
        ),
    )

    #: see zharia.storage.ids
    id: Mapped[str] = mapped_column(primary_key=True)
    #: who delivers it: `api`, `desk`, or the name that the feeds of one site share
    source: Mapped[str]
    #: the source's own id for it
    external_id: Mapped[str]
    #: the feed that brought it first; empty for an article of the API
    feed_id: Mapped[str | None] = mapped_column(
        ForeignKey("feeds.id", ondelete="SET NULL"), index=True
    )
    #: what a search looks in, see `folding.search_text`
    search_text: Mapped[str]
    #: what the source itself said last, while an editor's correction stands over it, see
    #: `three_way_merge`; null while the article says what its source says
    delivered: Mapped[dict[str, Any] | None] = mapped_column(DOCUMENT_OR_NULL)
    #: counts from 1; rises with every change of what a post could show
    edition: Mapped[int] = mapped_column(default=1)
    #: of the current edition, see `Content.hash`
    content_hash: Mapped[str]
    #: when the newsroom published it, not when it came in
    published_at: Mapped[datetime]
    is_breaking: Mapped[bool]
    #: see `Content`
    ai_generated: Mapped[bool] = mapped_column(default=False)
    sponsored: Mapped[bool] = mapped_column(default=False)
    #: the source asks to post it without waiting for an editor
    auto_publish: Mapped[bool]
    category_slug: Mapped[str]
    category_names: Mapped[dict[str, Any]]
    #: when publishing looked whether it goes out by itself; null: not yet
    auto_publish_checked_at: Mapped[datetime | None] = mapped_column("taken_up_at", index=True)
    #: the article that it turned out to be one with, see `grouping`; of this row then only the
    #: source's id and our own count. Never one that was joined itself
    joined_into: Mapped[str | None] = mapped_column(ForeignKey("articles.id"))
    created_at: Mapped[datetime]
    #: when the last delivery changed anything
    updated_at: Mapped[datetime]

    translations: Mapped[list["ArticleTranslation"]] = _parts("ArticleTranslation.language")
    tags: Mapped[list["ArticleTag"]] = _parts("ArticleTag.position")
    images: Mapped[list["ArticleImage"]] = _parts("ArticleImage.position")

    @property
    def headline(self) -> str:
        """The first title, else the external id."""
        return next((one.title for one in self.translations if one.title), self.external_id)


class ArticleTranslation(Base):
    """The current edition in one language."""

    __tablename__ = "article_translations"
    __table_args__ = (Index(None, "title_key", "language"),)

    article_id: Mapped[OfArticle]
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    excerpt: Mapped[str]
    content: Mapped[str]
    #: searched for by `queries.article_ids_at`
    url: Mapped[str] = mapped_column(index=True)
    #: see `Content.hash_for`: tells whether what was posted in this language is still current
    content_hash: Mapped[str]
    #: what equal headlines share, see `near_duplicates.title_key`
    title_key: Mapped[str] = mapped_column(default="")

    @property
    def full_text(self) -> str:
        return "\n".join((self.title, self.excerpt, self.content))


class ArticleTag(Base):
    __tablename__ = "article_tags"

    article_id: Mapped[OfArticle]
    position: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    #: language → name
    names: Mapped[dict[str, Any]]


class ArticleImage(Base):
    __tablename__ = "article_images"

    article_id: Mapped[OfArticle]
    position: Mapped[int] = mapped_column(primary_key=True)
    #: searched for by `queries.page_of_photo` and `queries.photos_in_use`
    url: Mapped[str] = mapped_column(index=True)
    alt: Mapped[str]
    credit: Mapped[str]
    #: set where only that language's version shows the photo
    language: Mapped[str]


class ArticleEdition(Base):
    """An article's content from `created_at` until its next edition. Never changed."""

    __tablename__ = "article_editions"

    article_id: Mapped[OfArticle]
    number: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    #: the whole content as JSON, see `to_document`
    document: Mapped[dict[str, Any]]
    #: the person who wrote it; empty where its source delivered it
    written_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    @property
    def content(self) -> Content:
        return from_document(self.document)


class ArticleKey(Base):
    """A key by which a feed identifies a story: its guid, its address, its rule's `story`."""

    __tablename__ = "article_keys"

    source: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(
        ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    #: hash of the last delivery that came under this key first: the same again is no news
    delivery_hash: Mapped[str]

    article: Mapped[Article] = relationship(lazy="raise_on_sql")


class ArticleQuestion(Base):
    """A doubt about an article that only a person can settle, see `questions`."""

    __tablename__ = "article_questions"
    __table_args__ = (
        Index(
            "ix_article_questions_open",
            "article_id",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    article_id: Mapped[OfArticle]
    #: a `questions.QuestionCode`
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: of `LOOKS_LIKE_ANOTHER` the other article's id, of `LANGUAGE_DOUBTED` the language
    subject: Mapped[str] = mapped_column(String(26), primary_key=True)
    #: what gave rise to it: it is asked once more only where this has changed
    facts: Mapped[str]
    asked_at: Mapped[datetime]
    #: null: nobody has answered yet
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    #: a `questions.Answer`, or a language
    answer: Mapped[str] = mapped_column(default="")


class ArticleRetraction(Base):
    """A version of an article that its source no longer shows to the public.

    Gone once the source delivers it again. See `retractions`.
    """

    __tablename__ = "article_retractions"

    article_id: Mapped[OfArticle]
    language: Mapped[str] = mapped_column(primary_key=True)
    #: a `RetractionReason`
    reason: Mapped[str]
    #: the feed that told; another one may still show an older state of the site
    feed_id: Mapped[str | None] = mapped_column(ForeignKey("feeds.id", ondelete="SET NULL"))
    noticed_at: Mapped[datetime]
