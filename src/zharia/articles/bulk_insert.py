"""Bulk insert of new articles: one statement for each table, however many articles come at once.

Beside the session's own objects, which cost a multiple: what is inserted here is read from the
database by whoever needs it afterwards.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from zharia.articles.content import IncomingArticle, to_document
from zharia.articles.model import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleKey,
    ArticleTag,
    ArticleTranslation,
)
from zharia.articles.table_rows import content_rows
from zharia.storage.ids import new_id

#: an article's table before those that name it
_TABLES = tuple(
    Table(model.__tablename__, model.metadata)
    for model in (
        Article,
        ArticleTranslation,
        ArticleTag,
        ArticleImage,
        ArticleEdition,
        ArticleKey,
    )
)


class NewArticles:
    """Articles of one source that nobody has asked the database for yet."""

    def __init__(self, source: str, now: datetime, feed_id: str | None) -> None:
        self._source, self._now, self._feed_id = source, now, feed_id
        self._rows: tuple[list[dict[str, Any]], ...] = tuple([] for _ in _TABLES)
        #: under which they are known
        self.keys: set[str] = set()

    def add(self, delivery: IncomingArticle, digest: str) -> str:
        """The id of the article that this delivery becomes at the next `insert`.

        `digest` is the delivery's hash, kept under its first key.
        """
        content, article_id = delivery.content, new_id()
        keys = dict.fromkeys(delivery.all_keys)
        self.keys.update(keys)
        rows = content_rows(delivery.external_id, content)
        articles, translations, tags, images, editions, article_keys = self._rows
        articles.append(
            {
                "id": article_id,
                "source": self._source,
                "external_id": delivery.external_id,
                "feed_id": self._feed_id,
                "edition": 1,
                "published_at": delivery.published_at or self._now,
                "auto_publish": delivery.auto_publish,
                "created_at": self._now,
                "updated_at": self._now,
                **rows.article,
            }
        )
        for into, parts in (
            (translations, rows.translations),
            (tags, rows.tags),
            (images, rows.images),
        ):
            into += [{"article_id": article_id, **part} for part in parts]
        editions.append(
            {
                "article_id": article_id,
                "number": 1,
                "content_hash": content.hash,
                "document": to_document(content),
                "written_by": "",
                "created_at": self._now,
            }
        )
        article_keys += [
            {
                "source": self._source,
                "key": key,
                "article_id": article_id,
                "delivery_hash": "" if number else digest,
            }
            for number, key in enumerate(keys)
        ]
        return article_id

    def insert(self, session: Session) -> None:
        """Insert all that were added since the last time."""
        for table, rows in zip(_TABLES, self._rows, strict=True):
            if rows:
                session.execute(table.insert(), rows)
                rows.clear()
