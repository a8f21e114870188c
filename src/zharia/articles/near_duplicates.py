"""Near-duplicate detection: which stored article a new one may be one story with.

`duplicate_scoring` says what speaks for it; here the candidates are found.
"""

from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from zharia.articles import duplicate_scoring
from zharia.articles.duplicate_scoring import Fingerprint
from zharia.articles.model import Article, ArticleTranslation
from zharia.articles.sources import RESERVED
from zharia.articles.urls import url_variants

#: articles under one headline that are compared, the newest
_MAX_CANDIDATES: Final = 50


def can_share_stories(article: Article, other: Article) -> bool:
    """Whether one story may come as these two: from one source, or from a newsroom that also has a
    feed, writes here, or has moved to another site.
    """
    ours = {article.source, other.source} & RESERVED
    return article.source == other.source or bool(ours) or article.feed_id is not None


def find_candidates(session: Session, article: Article) -> list[str]:
    """The ids of articles with a headline or a page of this one, the newest first."""
    version = ArticleTranslation
    titled = [
        and_(version.title_key == one.title_key, version.language == one.language)
        for one in article.translations
        if one.title_key
    ]
    pages = [
        spelling
        for one in article.translations
        if duplicate_scoring.comparable_pages([one.url])
        for spelling in url_variants(one.url)
    ]
    either = [*titled, *([version.url.in_(pages)] if pages else [])]
    if not either:
        return []
    found = select(version.article_id).where(or_(*either), version.article_id != article.id)
    return list(
        session.scalars(found.distinct().order_by(version.article_id.desc()).limit(_MAX_CANDIDATES))
    )


def fingerprint(article: Article) -> Fingerprint:
    """What of an article `duplicate_scoring` compares."""
    return Fingerprint(
        published_at=article.published_at,
        titles={one.language: one.title_key for one in article.translations},
        pages=duplicate_scoring.comparable_pages([one.url for one in article.translations]),
        photos=duplicate_scoring.comparable_photos([one.url for one in article.images]),
    )
