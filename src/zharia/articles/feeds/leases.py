"""Leases of feeds: found due, and taken by one worker at a time for a poll."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from zharia.articles.feeds.model import Feed

#: longer than the slowest poll; after a crash the feed rests that long
LEASE = timedelta(minutes=5)


def due_feeds(session: Session, now: datetime, *, limit: int = 100) -> list[str]:
    """The ids of feeds to poll now, longest overdue first. `poll` leases each for itself."""
    due = select(Feed.id).where(Feed.enabled, Feed.next_poll_at <= now, _free(now))
    return list(session.scalars(due.order_by(Feed.next_poll_at).limit(limit)))


def acquire_lease(
    session: Session, feed_id: str, now: datetime, *, early: bool = False
) -> Feed | None:
    """Lease a feed for one poll, or None if it is not due, disabled or leased to another worker.

    `early` polls before its time, at an editor's request.
    """
    taken = update(Feed).where(Feed.id == feed_id, Feed.enabled, _free(now))
    if not early:
        taken = taken.where(Feed.next_poll_at <= now)
    claimed = session.execute(taken.values(leased_until=now + LEASE).returning(Feed.id)).scalar()
    return session.get(Feed, claimed, populate_existing=True) if claimed else None


def release_feed_leases(session: Session) -> None:
    """End every lease: for the only worker of a database, before it begins."""
    session.execute(update(Feed).where(Feed.leased_until.is_not(None)).values(leased_until=None))


def holds_lease(session: Session, feed: Feed) -> bool:
    """Whether the lease is still the one taken with this `feed`. Locks the row until the commit.

    False once it has run out and another worker has taken its own.
    """
    kept = update(Feed).where(Feed.id == feed.id, Feed.leased_until == feed.leased_until)
    return bool(
        session.execute(kept.values(leased_until=feed.leased_until).returning(Feed.id)).all()
    )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Feed.leased_until.is_(None), Feed.leased_until <= now)
