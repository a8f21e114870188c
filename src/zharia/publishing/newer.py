"""Whether an article says something else by now than the publications made from it."""

from collections.abc import Collection

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from zharia.articles.tables import Article, ArticleEdition, ArticleTranslation
from zharia.publishing.model import Publication


def newer_text(session: Session, publication: Publication) -> bool:
    """Whether the article's text or photos, in this language, are no longer those it was made from.

    An edit of another language alone does not count. See `actions.recompose`.
    """
    return publication.id in newer_texts(session, [publication])


def newer_texts(session: Session, publications: Collection[Publication]) -> frozenset[str]:
    """The ids of those whose article has changed since, in a few queries for all of them."""
    articles = sorted({one.article_id for one in publications})
    current = session.execute(select(Article.id, Article.edition).where(Article.id.in_(articles)))
    editions = {row.id: row.edition for row in current}
    behind = [one for one in publications if editions[one.article_id] != one.article_edition]
    if not behind:
        return frozenset()
    now_says = {
        (row.article_id, row.language): row.content_hash
        for row in session.execute(
            select(
                ArticleTranslation.article_id,
                ArticleTranslation.language,
                ArticleTranslation.content_hash,
            ).where(ArticleTranslation.article_id.in_({one.article_id for one in behind}))
        )
    }
    made_from = {
        (kept.article_id, kept.number): kept.content
        for kept in session.scalars(
            select(ArticleEdition).where(
                tuple_(ArticleEdition.article_id, ArticleEdition.number).in_(
                    sorted({(one.article_id, one.article_edition) for one in behind})
                )
            )
        )
    }
    return frozenset(
        one.id
        for one in behind
        if made_from[one.article_id, one.article_edition].hash_for(one.language)
        != now_says.get((one.article_id, one.language))
    )
