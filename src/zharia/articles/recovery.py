"""Recovery of an article from the attempt journal: found again, or made again from there.

What the journal has is enough to know a story when it comes in once more, and for its page to say
what was posted. Its full text comes back with its next delivery.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import Content, Image, IncomingArticle, Translation
from zharia.articles.editing import create, current_content, revise
from zharia.articles.model import Article, ArticleKey
from zharia.journal import SentArticle


def restore_article(session: Session, told: SentArticle, language: str, now: datetime) -> str:
    """Find or recreate a journaled article, with all its keys; returns its id.

    One that came in again meanwhile has another id than in the journal. It has the version of
    which the journal tells, so that a delivery of that alone is known by its address.
    """
    queries.lock_source(session, told.source)
    known = _find_article(session, told)
    if known is None:
        known = _recreate(session, told, language, now)
    else:
        _add_version(session, known, told, language, now)
    for source, key in told.keys:
        if session.get(ArticleKey, (source, key)) is None:
            session.add(ArticleKey(source=source, key=key, article_id=known, delivery_hash=""))
    session.flush()
    return known


def _find_article(session: Session, told: SentArticle) -> str | None:
    """The id of the stored article, also if it was joined into another; None if it is gone."""
    standing = select(func.coalesce(Article.joined_into, Article.id))
    known = session.scalar(standing.where(Article.id == told.id))
    for source, key in told.keys:
        held = session.get(ArticleKey, (source, key)) if known is None else None
        if held is not None:
            known = session.scalar(standing.where(Article.id == held.article_id))
    named = (Article.source == told.source, Article.external_id == told.external_id)
    return known or session.scalar(standing.where(*named))


def _add_version(
    session: Session, article_id: str, told: SentArticle, language: str, now: datetime
) -> None:
    article = queries.article(session, article_id)
    assert article is not None  # noqa: S101 - just found
    content = current_content(session, article)
    if content.translation(language) is not None:
        return
    versions = (*content.translations, _version(told, language))
    ordered = tuple(sorted(versions, key=lambda one: one.language))
    revise(session, article, replace(content, translations=ordered), now=now)
    # As with a version that its source brings: other accounts may want it.
    article.auto_publish_checked_at, article.updated_at = None, now


def _version(told: SentArticle, language: str) -> Translation:
    return Translation(language, told.title, told.excerpt, "", told.url)


def _recreate(session: Session, told: SentArticle, language: str, now: datetime) -> str:
    content = Content(
        translations=(_version(told, language),),
        images=tuple(Image(url) for url in told.images),
    )
    # Nobody has looked yet whether it goes out by itself: other accounts may still want it.
    delivery = IncomingArticle(
        told.external_id, content, published_at=told.published_at, auto_publish=told.auto_publish
    )
    return create(session, told.source, delivery, now=now, article_id=told.id).id
