"""How articles stand on the accounts: the newest publication, and whether its text is outdated.

Of each account the newest publication counts. An article may say something else by now than the
publications that were made from it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import Session, aliased

from zharia.articles.model import Article, ArticleEdition, ArticleTranslation
from zharia.publishing.model import Publication
from zharia.publishing.states import State


def newest_of(
    session: Session, article_ids: Collection[str]
) -> Mapping[str, Sequence[Publication]]:
    """Article id → its newest publication on each account that it was made for."""
    found = session.scalars(
        select(Publication)
        .where(Publication.article_id.in_(article_ids), is_newest())
        .order_by(Publication.account_id)
    )
    newest: dict[str, list[Publication]] = defaultdict(list)
    for one in found:
        newest[one.article_id].append(one)
    return newest


def stands(states: Collection[State]) -> ColumnElement[bool]:
    """Of articles: on some account the newest publication is in one of these states."""
    # Not asked for each article anew: databases then look through all failed ones each time.
    made = select(Publication.article_id).where(Publication.state.in_(states), is_newest())
    return Article.id.in_(made)


def never_made() -> ColumnElement[bool]:
    """Of articles: nothing was ever made of it for any account."""
    return ~exists().where(Publication.article_id == Article.id)


def is_newest() -> ColumnElement[bool]:
    """Of publications: no later one has taken its place."""
    later = aliased(Publication)
    return ~exists().where(
        later.article_id == Publication.article_id,
        later.account_id == Publication.account_id,
        later.number > Publication.number,
    )


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
