"""How articles stand on the accounts: of each account the newest edition counts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from zharia.articles.tables import Article
from zharia.publishing.model import Publication
from zharia.publishing.states import State


def newest_of(
    session: Session, article_ids: Collection[str]
) -> Mapping[str, Sequence[Publication]]:
    """Article id → its newest publication on each account that it was made for."""
    found = session.scalars(
        select(Publication)
        .where(Publication.article_id.in_(article_ids), _newest())
        .order_by(Publication.account_id)
    )
    newest: dict[str, list[Publication]] = defaultdict(list)
    for one in found:
        newest[one.article_id].append(one)
    return newest


def stands(states: Collection[State]) -> ColumnElement[bool]:
    """Of articles: on some account the newest publication is in one of these states."""
    # Not asked for each article anew: databases then look through all failed ones each time.
    made = select(Publication.article_id).where(Publication.state.in_(states), _newest())
    return Article.id.in_(made)


def never_made() -> ColumnElement[bool]:
    """Of articles: nothing was ever made of it for any account."""
    return ~exists().where(Publication.article_id == Article.id)


def _newest() -> ColumnElement[bool]:
    """No later edition has taken its place."""
    later = aliased(Publication)
    return ~exists().where(
        later.article_id == Publication.article_id,
        later.account_id == Publication.account_id,
        later.edition > Publication.edition,
    )
