"""Status of an article on its accounts: the latest publication, and whether that is outdated.

An article may have another text by now than the publications that were made from it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import Session, aliased

from zharia.articles.model import Article, ArticleEdition, ArticleTranslation
from zharia.publishing.model import Publication
from zharia.publishing.states import State


def latest_publications(
    session: Session, article_ids: Collection[str]
) -> Mapping[str, Sequence[Publication]]:
    """Article id → its latest publication on each account that has one."""
    found = session.scalars(
        select(Publication)
        .where(Publication.article_id.in_(article_ids), is_latest())
        .order_by(Publication.account_id)
    )
    latest: dict[str, list[Publication]] = defaultdict(list)
    for one in found:
        latest[one.article_id].append(one)
    return latest


def latest_is_in(states: Collection[State]) -> ColumnElement[bool]:
    """Of articles: on some account the latest publication is in one of these states."""
    # Not correlated: databases would then scan all failed ones for each article.
    made = select(Publication.article_id).where(Publication.state.in_(states), is_latest())
    return Article.id.in_(made)


def has_no_publication() -> ColumnElement[bool]:
    """Of articles: there is no publication of it."""
    return ~exists().where(Publication.article_id == Article.id)


def is_latest() -> ColumnElement[bool]:
    """Of publications: there is no later one."""
    return ~exists().where(
        _LATER.article_id == Publication.article_id,
        _LATER.account_id == Publication.account_id,
        _LATER.number > Publication.number,
    )


# Made once: the columns of a new one take as long as ten statements.
_LATER: Final = aliased(Publication)


def is_outdated(session: Session, publication: Publication) -> bool:
    """Whether the article's text or photos, in this language, are no longer those it was made from.

    An edit of another language alone does not count. See `actions.recompose`.
    """
    return publication.id in outdated_ids(session, [publication])


def outdated_ids(session: Session, publications: Collection[Publication]) -> frozenset[str]:
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
