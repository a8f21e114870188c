"""Versioning of articles: the rows of the current edition, and each edition as a whole, for good.

Nothing commits here: whoever opened the transaction does.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from zharia.articles.content import Content, IncomingArticle, to_document
from zharia.articles.folding import search_text
from zharia.articles.model import (
    Article,
    ArticleEdition,
    ArticleImage,
    ArticleTag,
    ArticleTranslation,
)
from zharia.articles.near_duplicates import title_key
from zharia.articles.three_way_merge import Version
from zharia.storage.ids import new_id


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
    article.content_hash = content.hash
    article.search_text = search_text(
        article.external_id, (version.title for version in content.translations)
    )
    article.is_breaking = content.is_breaking
    article.ai_generated, article.sponsored = content.ai_generated, content.sponsored
    article.category_slug = content.category.slug if content.category else ""
    article.category_names = dict(content.category.names) if content.category else {}
    old = {t.language: t for t in article.translations}
    article.translations = []
    for new in content.translations:
        version = old.get(new.language) or ArticleTranslation(language=new.language)
        version.title, version.excerpt = new.title, new.excerpt
        version.content, version.url = new.content, new.url
        version.content_hash = content.hash_for(new.language)
        version.title_key = title_key(new.title)
        article.translations.append(version)
    for position, tag in enumerate(content.tags):
        if position == len(article.tags):
            article.tags.append(ArticleTag(position=position))
        article.tags[position].slug = tag.slug
        article.tags[position].names = dict(tag.names)
    del article.tags[len(content.tags) :]
    for position, image in enumerate(content.images):
        if position == len(article.images):
            article.images.append(ArticleImage(position=position))
        row = article.images[position]
        row.url, row.alt, row.credit = image.url, image.alt, image.credit
        row.language = image.language
    del article.images[len(content.images) :]
