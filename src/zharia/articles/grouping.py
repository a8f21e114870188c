"""Merging duplicates: two articles that turn out to be versions of one story become one.

The older one stays, with all that either said. Of the other stays a row that leads to it, by our
id and by the source's: links, and the ids that a CMS has kept, go on working. What was published
of either is moved by whoever knows of that, see `OnJoin`.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from zharia.articles import queries, questions
from zharia.articles.article_merge import ArticleVersions, merge_articles
from zharia.articles.content import Content
from zharia.articles.editing import add_edition, current_version, source_version
from zharia.articles.model import Article, ArticleKey
from zharia.articles.retractions import merge_retractions

log = logging.getLogger(__name__)

#: Called with the ids of the article that stays and of the one that goes, in the transaction
#: that joins them and before anything has moved: `edition_number_after_join` still answers.
OnJoin: TypeAlias = Callable[[Session, str, str, datetime], None]


def edition_number_after_join(kept: Article, number: int) -> int:
    """The number in the kept article of an edition of the one that is joined into it."""
    return kept.edition + number


def join(
    session: Session, kept: Article, gone: Article, *, now: datetime, on_join: OnJoin
) -> Article:
    """Merge two articles into one; returns the one that is kept, which is the older.

    The editions of the other follow its own, and what both say together is a last one: what was
    published from any of them can still be told. Corrections by an editor stand as before. It is
    dated by the earlier of the two, asks for posting if either did, and is looked at once more
    where one of them alone had not everything. The caller holds their sources.
    """
    kept, gone = sorted(
        queries.lock_articles(session, {kept.id, gone.id}).values(), key=lambda a: a.id
    )
    on_join(session, kept.id, gone.id, now)
    asked = questions.merge_questions(session, kept.id, gone.id)
    shown_again = merge_retractions(session, kept.id, gone.id)
    older, newer = sorted((kept, gone), key=lambda article: article.updated_at)
    said, shown = merge_articles(
        *(
            ArticleVersions(source_version(session, one), current_version(session, one))
            for one in (older, newer)
        )
    )
    auto_publish_checked_at = _checked_at(kept, gone, shown.content)
    for edition in queries.editions(session, gone.id):
        edition.article_id, edition.number = (
            kept.id,
            edition_number_after_join(kept, edition.number),
        )
    for key in session.scalars(select(ArticleKey).where(ArticleKey.article_id == gone.id)):
        key.article = kept
    session.flush()
    kept.edition = edition_number_after_join(kept, gone.edition) + 1
    add_edition(session, kept, shown.content, now)
    kept.delivered = None if said == shown else said.to_document()
    kept.published_at = shown.published_at
    kept.auto_publish = kept.auto_publish or gone.auto_publish
    kept.feed_id = kept.feed_id or gone.feed_id
    kept.auto_publish_checked_at = None if asked or shown_again else auto_publish_checked_at
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.updated_at = now
    _empty(session, gone, kept, now)
    session.flush()
    log.info(
        "articles %s (%s) and %s (%s) of %s are one story, joined as the former",
        kept.id,
        kept.external_id,
        gone.id,
        gone.external_id,
        kept.source,
    )
    return kept


def _checked_at(kept: Article, gone: Article, content: Content) -> datetime | None:
    """Checked for auto-publishing only if both were, and one of them with all languages."""
    if kept.auto_publish_checked_at is None or gone.auto_publish_checked_at is None:
        return None
    whole = len(content.languages)
    had_all = (
        one.auto_publish_checked_at for one in (kept, gone) if len(one.translations) == whole
    )
    return max(filter(None, had_all), default=None)


def _empty(session: Session, gone: Article, kept: Article, now: datetime) -> None:
    """Turn an article's row into a redirect to the other, and redirect what led to it."""
    session.execute(
        update(Article)
        .where(Article.joined_into == gone.id)
        .values(joined_into=kept.id)
        .execution_options(synchronize_session=False)
    )
    gone.joined_into = kept.id
    gone.translations, gone.tags, gone.images = [], [], []
    gone.category_slug, gone.category_names = "", {}
    gone.search_text = ""
    gone.delivered = None
    gone.auto_publish = gone.is_breaking = gone.ai_generated = gone.sponsored = False
    gone.feed_id = None
    gone.auto_publish_checked_at = gone.updated_at = now
