"""Feed subscriptions: added, changed, removed, polled on request."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict, Unpack
from urllib.parse import urlsplit

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from zharia.articles import disclosure_labels, field_texts
from zharia.articles.errors import InvalidArticleError
from zharia.articles.feeds.dates import find_zone
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.parsed import FeedKind
from zharia.articles.feeds.rules import FeedRules, check_url_rule
from zharia.articles.languages import normalize
from zharia.articles.sources import RESERVED
from zharia.articles.urls import resolve
from zharia.errors.field_error import NO_LANGUAGE, FieldError

#: seconds between two polls: often enough for breaking news, rarely enough for a small server
DEFAULT_INTERVAL = timedelta(minutes=5)
SHORTEST_INTERVAL = timedelta(minutes=1)
LONGEST_INTERVAL = timedelta(days=7)


class RuleChanges(TypedDict, total=False):
    """New values of `FeedRules`; what is left out, or None, stays as it is."""

    language: str | None
    url_rule: str | None
    trust_declared_language: bool | None
    auto_publish: bool | None
    sponsored_names: tuple[str, ...] | None
    ai_names: tuple[str, ...] | None
    time_zone: str | None


class FeedChanges(RuleChanges, total=False):
    """New values of a feed's settings."""

    interval: timedelta | None
    enabled: bool | None


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
    """Add a feed. `source` joins feeds of one newsroom; default is the host.

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
    """Delete a feed; the articles that it brought stay. Returns what was deleted.

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


def validation_errors(
    rules: FeedRules, interval: timedelta, *, url: str | None = None, source: str = ""
) -> list[FieldError]:
    """The errors of a feed's settings. Pure."""
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


def _locked_feed(session: Session, feed_id: str) -> Feed:
    feed = session.get(Feed, feed_id, populate_existing=True, with_for_update=True)
    if feed is None:
        raise LookupError(f"no feed {feed_id}")
    return feed


def _reset_poll(feed: Feed, now: datetime) -> None:
    """Poll anew: one under way must neither count, nor hide the next by a 304."""
    feed.etag = feed.last_modified = ""
    feed.page_size = None
    feed.leased_until = None
    feed.next_poll_at = now
