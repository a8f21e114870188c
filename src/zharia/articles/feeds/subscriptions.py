"""Feed subscriptions: added, found due, leased to one worker at a time."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from zharia.articles import disclosure_labels, field_texts
from zharia.articles.errors import InvalidArticleError
from zharia.articles.feeds.conversion import FeedRules, check_url_rule
from zharia.articles.feeds.dates import find_zone
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.parsed import FeedKind
from zharia.articles.languages import normalize
from zharia.articles.sources import RESERVED
from zharia.articles.urls import resolve
from zharia.errors.field_error import NO_LANGUAGE, FieldError

#: seconds between two polls: often enough for breaking news, rarely enough for a small server
DEFAULT_INTERVAL = timedelta(minutes=5)
SHORTEST_INTERVAL = timedelta(minutes=1)
LONGEST_INTERVAL = timedelta(days=7)
#: longer than the slowest poll; after a crash the feed rests that long
LEASE = timedelta(minutes=5)


def add_feed(
    session: Session,
    url: str,
    *,
    now: datetime,
    rules: FeedRules | None = None,
    kind: FeedKind | None = None,
    source: str = "",
    interval: timedelta = DEFAULT_INTERVAL,
) -> Feed:
    """Watch a feed from now on. `source` joins feeds of one newsroom; default is the host.

    Raises InvalidArticleError, which names the wrong fields.
    """
    rules = rules or FeedRules()
    address = resolve("", url)
    problems = validation_errors(rules, interval, url=url, source=source)
    if session.scalar(select(Feed.id).where(Feed.url == address)):
        problems.append(FieldError("url", field_texts.WATCHED_ALREADY))
    if problems:
        raise InvalidArticleError(tuple(problems))
    feed = Feed(
        url=address,
        source=source or (urlsplit(address).hostname or "").removeprefix("www."),
        kind=kind or "",
        interval_seconds=int(interval.total_seconds()),
        next_poll_at=now,
        created_at=now,
    )
    feed.rules = rules
    session.add(feed)
    session.flush()
    return feed


def validation_errors(
    rules: FeedRules, interval: timedelta, *, url: str | None = None, source: str = ""
) -> list[FieldError]:
    """What is wrong with a feed's settings. Pure."""
    problems: list[FieldError] = []
    if url is not None and not resolve("", url):
        problems.append(FieldError("url", field_texts.NO_ADDRESS))
    if source in RESERVED:
        problems.append(FieldError("source", field_texts.OUR_OWN_NAME))
    if not rules.language or normalize(rules.language) != rules.language:
        problems.append(FieldError("language", NO_LANGUAGE))
    for field, names in (("sponsoredNames", rules.sponsored_names), ("aiNames", rules.ai_names)):
        if len(names) > disclosure_labels.MAX_NAMES:
            problems.append(
                FieldError(field, field_texts.TOO_MANY.with_(most=disclosure_labels.MAX_NAMES))
            )
    if wrong_rule := check_url_rule(rules.url_rule):
        problems.append(FieldError("urlRule", wrong_rule))
    if rules.time_zone and find_zone(rules.time_zone) is None:
        problems.append(FieldError("timeZone", field_texts.NO_TIME_ZONE))
    if interval < SHORTEST_INTERVAL:
        problems.append(FieldError("interval", field_texts.TOO_OFTEN))
    if interval > LONGEST_INTERVAL:
        problems.append(FieldError("interval", field_texts.TOO_RARELY))
    return problems


def due_feeds(session: Session, now: datetime, *, limit: int = 100) -> list[str]:
    """The ids of feeds to poll now, longest overdue first. `poll` leases each for itself."""
    due = select(Feed.id).where(Feed.enabled, Feed.next_poll_at <= now, _free(now))
    return list(session.scalars(due.order_by(Feed.next_poll_at).limit(limit)))


def acquire_lease(
    session: Session, feed_id: str, now: datetime, *, early: bool = False
) -> Feed | None:
    """Take a feed for one poll, or None if it is not due, switched off or in other hands.

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
    """Is the lease still the one taken with this `feed`? Locks the row until the commit.

    False once it has run out and another worker has taken its own.
    """
    kept = update(Feed).where(Feed.id == feed.id, Feed.leased_until == feed.leased_until)
    return bool(
        session.execute(kept.values(leased_until=feed.leased_until).returning(Feed.id)).all()
    )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(Feed.leased_until.is_(None), Feed.leased_until <= now)
