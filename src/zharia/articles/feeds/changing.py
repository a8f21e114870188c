"""A watched feed's settings change, it is polled sooner, or no longer watched."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from zharia.articles.errors import InvalidArticleError
from zharia.articles.feeds.joining import FeedRules
from zharia.articles.feeds.subscriptions import problems_in
from zharia.articles.feeds.tables import Feed


def change_feed(
    session: Session,
    feed_id: str,
    *,
    now: datetime,
    language: str | None = None,
    url_rule: str | None = None,
    trust_declared_language: bool | None = None,
    auto_publish: bool | None = None,
    sponsored_names: tuple[str, ...] | None = None,
    ai_names: tuple[str, ...] | None = None,
    time_zone: str | None = None,
    interval: timedelta | None = None,
    enabled: bool | None = None,
) -> Feed:
    """Change what is given; None leaves it as it is.

    New rules count from the next poll, which then comes at once and reads the whole feed. What
    came in under the old ones keeps its language, and gains the new one when the feed brings it
    again. Raises InvalidArticleError, and LookupError if there is no such feed.
    """
    feed = _known(session, feed_id)
    rules = _rules(
        feed.rules,
        language=language,
        url_rule=url_rule,
        trust_declared_language=trust_declared_language,
        auto_publish=auto_publish,
        sponsored_names=sponsored_names,
        ai_names=ai_names,
        time_zone=time_zone,
    )
    seconds = timedelta(seconds=feed.interval_seconds) if interval is None else interval
    if problems := problems_in(rules, seconds):
        raise InvalidArticleError(tuple(problems))
    if rules != feed.rules:
        feed.rules = rules
        _read_anew(feed, now)
    if interval is not None:
        feed.interval_seconds = int(interval.total_seconds())
        feed.next_poll_at = min(feed.next_poll_at, now + interval)
    if enabled is not None and enabled != feed.enabled:
        feed.enabled = enabled
        feed.disabled_reason = ""
        feed.failures = 0
        _read_anew(feed, now)
    session.flush()
    return feed


def remove_feed(session: Session, feed_id: str) -> Feed:
    """Watch it no longer; the articles that it brought stay. Answers what it was.

    Raises LookupError if there is no such feed.
    """
    feed = _known(session, feed_id)
    session.execute(delete(Feed).where(Feed.id == feed_id))
    session.expunge(feed)
    return feed


def poll_soon(session: Session, feed_id: str, *, now: datetime) -> bool:
    """Have a worker poll it within seconds. False if it is switched off or not watched."""
    due = update(Feed).where(Feed.id == feed_id, Feed.enabled).values(next_poll_at=now)
    return bool(session.execute(due.returning(Feed.id)).all())


def _known(session: Session, feed_id: str) -> Feed:
    feed = session.get(Feed, feed_id, populate_existing=True, with_for_update=True)
    if feed is None:
        raise LookupError(f"no feed {feed_id}")
    return feed


def _rules(rules: FeedRules, **changes: str | bool | tuple[str, ...] | None) -> FeedRules:
    given = {name: value for name, value in changes.items() if value is not None}
    return replace(rules, **given)  # type: ignore[arg-type]  # names and types are `change_feed`'s


def _read_anew(feed: Feed, now: datetime) -> None:
    """A poll under way, by what held until now, must neither count nor hide the next by a 304."""
    feed.etag = feed.last_modified = ""
    feed.page_size = None
    feed.leased_until = None
    feed.next_poll_at = now
