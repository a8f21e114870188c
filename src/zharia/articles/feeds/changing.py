"""A watched feed's settings change, it is polled sooner, or no longer watched."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from zharia.articles.errors import InvalidArticleError
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.subscriptions import validation_errors


class RuleChanges(TypedDict, total=False):
    """What of `FeedRules` is to be another; what is left out, or None, stays as it is."""

    language: str | None
    url_rule: str | None
    trust_declared_language: bool | None
    auto_publish: bool | None
    sponsored_names: tuple[str, ...] | None
    ai_names: tuple[str, ...] | None
    time_zone: str | None


class FeedChanges(RuleChanges, total=False):
    """What of a feed is to be another."""

    interval: timedelta | None
    enabled: bool | None


def change_feed(
    session: Session,
    feed_id: str,
    *,
    now: datetime,
    interval: timedelta | None = None,
    enabled: bool | None = None,
    **rules: Unpack[RuleChanges],
) -> Feed:
    """Change what is given; None leaves it as it is.

    New rules count from the next poll, which then comes at once and reads the whole feed. What
    came in under the old ones keeps its language, and gains the new one when the feed brings it
    again. Raises InvalidArticleError, and LookupError if there is no such feed.
    """
    feed = _locked_feed(session, feed_id)
    given = {name: value for name, value in rules.items() if value is not None}
    wanted = replace(feed.rules, **given)  # type: ignore[arg-type]  # they are `RuleChanges`'
    seconds = timedelta(seconds=feed.interval_seconds) if interval is None else interval
    if problems := validation_errors(wanted, seconds):
        raise InvalidArticleError(tuple(problems))
    if wanted != feed.rules:
        feed.rules = wanted
        _reset_poll(feed, now)
    if interval is not None:
        feed.interval_seconds = int(interval.total_seconds())
        feed.next_poll_at = min(feed.next_poll_at, now + interval)
    if enabled is not None and enabled != feed.enabled:
        feed.enabled = enabled
        feed.disabled_reason = ""
        feed.failures = 0
        _reset_poll(feed, now)
    session.flush()
    return feed


def remove_feed(session: Session, feed_id: str) -> Feed:
    """Watch it no longer; the articles that it brought stay. Answers what it was.

    Raises LookupError if there is no such feed.
    """
    feed = _locked_feed(session, feed_id)
    session.execute(delete(Feed).where(Feed.id == feed_id))
    session.expunge(feed)
    return feed


def poll_soon(session: Session, feed_id: str, *, now: datetime) -> bool:
    """Have a worker poll it within seconds. False if it is switched off or not watched."""
    due = update(Feed).where(Feed.id == feed_id, Feed.enabled).values(next_poll_at=now)
    return bool(session.execute(due.returning(Feed.id)).all())


def _locked_feed(session: Session, feed_id: str) -> Feed:
    feed = session.get(Feed, feed_id, populate_existing=True, with_for_update=True)
    if feed is None:
        raise LookupError(f"no feed {feed_id}")
    return feed


def _reset_poll(feed: Feed, now: datetime) -> None:
    """A poll under way, by what held until now, must neither count nor hide the next by a 304."""
    feed.etag = feed.last_modified = ""
    feed.page_size = None
    feed.leased_until = None
    feed.next_poll_at = now
