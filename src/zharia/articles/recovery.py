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


def restore_article(session: Session, sent: SentArticle, language: str, now: datetime) -> str:
    """Find or recreate a journaled article, with all its keys; returns its id.

    One that came in again meanwhile has another id than in the journal. It has the version of
    which the journal tells, so that a delivery of that alone is known by its address.
    """
    queries.lock_source(session, sent.source)
    article_id = _find_article(session, sent)
    if article_id is None:
        article_id = _recreate(session, sent, language, now)
    else:
        _add_version(session, article_id, sent, language, now)
    for source, key in sent.keys:
        if session.get(ArticleKey, (source, key)) is None:
            session.add(ArticleKey(source=source, key=key, article_id=article_id, delivery_hash=""))
    session.flush()
    return article_id


def _find_article(session: Session, sent: SentArticle) -> str | None:
    """The id of the stored article, also if it was joined into another; None if it is gone."""
    kept_id = select(func.coalesce(Article.joined_into, Article.id))
    article_id = session.scalar(kept_id.where(Article.id == sent.id))
    for source, key in sent.keys:
        held = session.get(ArticleKey, (source, key)) if article_id is None else None
        if held is not None:
            article_id = session.scalar(kept_id.where(Article.id == held.article_id))
    named = (Article.source == sent.source, Article.external_id == sent.external_id)
    return article_id or session.scalar(kept_id.where(*named))


def _add_version(
    session: Session, article_id: str, sent: SentArticle, language: str, now: datetime
) -> None:
    article = queries.article(session, article_id)
    assert article is not None  # noqa: S101 - just found
    content = current_content(session, article)
    if content.translation(language) is not None:
        return
    versions = (*content.translations, _version(sent, language))
    ordered = tuple(sorted(versions, key=lambda one: one.language))
    revise(session, article, replace(content, translations=ordered), now=now)
    # As with a version that its source brings: other accounts may want it.
    article.auto_publish_checked_at, article.updated_at = None, now


def _version(sent: SentArticle, language: str) -> Translation:
    return Translation(language, sent.title, sent.excerpt, "", sent.url)


def _recreate(session: Session, sent: SentArticle, language: str, now: datetime) -> str:
    content = Content(
        translations=(_version(sent, language),),
        images=tuple(Image(url) for url in sent.images),
    )
    # Nobody has looked yet whether it goes out by itself: other accounts may still want it.
    delivery = IncomingArticle(
        sent.external_id, content, published_at=sent.published_at, auto_publish=sent.auto_publish
    )
    return create(session, sent.source, delivery, now=now, article_id=sent.id).id
