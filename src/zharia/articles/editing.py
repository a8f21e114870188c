"""Versioning of articles: the rows of the current edition, and each edition as a whole, for good.

Nothing commits here: whoever opened the transaction does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from zharia.articles.content import Content, IncomingArticle, to_document
from zharia.articles.model import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleTag,
    ArticleTranslation,
)
from zharia.articles.table_rows import content_rows
from zharia.articles.three_way_merge import Version
from zharia.storage.ids import new_id

Row = TypeVar("Row", Article, ArticleTranslation, ArticleTag, ArticleImage)
Part = TypeVar("Part", ArticleTag, ArticleImage)


def create(
    session: Session,
    source: str,
    delivery: IncomingArticle,
    *,
    now: datetime,
    feed_id: str | None = None,
    written_by: str = "",
    article_id: str | None = None,
) -> Article:
    """A new article with its first edition. `written_by` is the person, if it was one.

    `article_id` is for one that had an id before.
    """
    content = delivery.content
    article = Article(
        # Here, not at the flush: so a batch becomes a few large inserts.
        id=article_id or new_id(),
        source=source,
        external_id=delivery.external_id,
        feed_id=feed_id,
        edition=1,
        published_at=delivery.published_at or now,
        auto_publish=delivery.auto_publish,
        created_at=now,
        updated_at=now,
        translations=[],
        tags=[],
        images=[],
    )
    session.add(article)
    add_edition(session, article, content, now, written_by)
    return article


def revise(
    session: Session, article: Article, content: Content, *, now: datetime, written_by: str = ""
) -> bool:
    """Make `content` a new edition. False if it is the current one already."""
    if content.hash == article.content_hash:
        return False
    article.edition += 1
    add_edition(session, article, content, now, written_by)
    return True


def current_content(session: Session, article: Article) -> Content:
    """The content of the article's current edition."""
    return session.get_one(ArticleEdition, (article.id, article.edition)).content


def current_version(session: Session, article: Article) -> Version:
    """The article as it is shown now, with an editor's corrections."""
    return Version(current_content(session, article), article.published_at)


def source_version(session: Session, article: Article) -> Version:
    """The article as its source delivered it last, without an editor's corrections."""
    if article.delivered is not None:
        return Version.from_document(article.delivered)
    return current_version(session, article)


def add_edition(
    session: Session, article: Article, content: Content, now: datetime, written_by: str = ""
) -> None:
    """Store `content` as the edition whose number the article has now."""
    _update_rows(article, content)
    session.add(
        ArticleEdition(
            article_id=article.id,
            number=article.edition,
            content_hash=article.content_hash,
            document=to_document(content),
            written_by=written_by,
            created_at=now,
        )
    )


def _update_rows(article: Article, content: Content) -> None:
    """Update the rows of the current edition."""
    rows = content_rows(article.external_id, content)
    _assign(article, rows.article)
    old = {one.language: one for one in article.translations}
    article.translations = [
        _assign(old.get(row["language"]) or ArticleTranslation(), row) for row in rows.translations
    ]
    _update_parts(article.tags, ArticleTag, rows.tags)
    _update_parts(article.images, ArticleImage, rows.images)


def _update_parts(parts: list[Part], kind: type[Part], rows: Sequence[dict[str, Any]]) -> None:
    """Make a collection that is in the order of its rows equal to these."""
    for position, row in enumerate(rows):
        if position == len(parts):
            parts.append(kind())
        _assign(parts[position], row)
    del parts[len(rows) :]


def _assign(row: Row, columns: dict[str, Any]) -> Row:
    for name, value in columns.items():
        setattr(row, name, value)
    return row
