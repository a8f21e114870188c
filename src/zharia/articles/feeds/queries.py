"""Queries of watched feeds: by id, all of them, whether anything comes in."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from zharia.articles.feeds.model import Feed
from zharia.articles.model import Article


def feed(session: Session, feed_id: str) -> Feed | None:
    """A watched feed by its id; None if there is none, or no more."""
    return session.get(Feed, feed_id)


def watched_feeds(session: Session) -> Sequence[Feed]:
    """Every watched feed, by address; each row knows how its last poll went."""
    return session.scalars(select(Feed).order_by(Feed.url)).all()


def has_source(session: Session) -> bool:
    """Whether a feed is watched, or an article has come in by any other way."""
    return bool(session.scalar(select(exists(select(Feed.id)) | exists(select(Article.id)))))
