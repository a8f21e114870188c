"""Feeds: adding, changing, pausing, polling now, removing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Unpack

from sqlalchemy.orm import Session

from zharia.articles import Feed, FeedKind, FeedRules, add_feed, change_feed, poll_soon, remove_feed
from zharia.articles.feeds import queries
from zharia.articles.feeds.subscriptions import DEFAULT_INTERVAL, FeedChanges
from zharia.errors import ErrorCode
from zharia.newsroom.errors import NotFound
from zharia.users import AuditAction, Principal, record

#: what `change` may change, as the audit log names it
_CHANGEABLE: Final = (
    "language",
    "url_rule",
    "trust_declared_language",
    "auto_publish",
    "sponsored_names",
    "ai_names",
    "time_zone",
    "interval_seconds",
    "enabled",
)


def require_feed(session: Session, feed_id: str) -> Feed:
    """The feed, watched or paused. Raises `NotFound`."""
    feed = queries.feed(session, feed_id)
    if feed is None:
        raise _unknown()
    return feed


def add(
    session: Session,
    who: Principal | str,
    url: str,
    *,
    now: datetime,
    rules: FeedRules,
    kind: FeedKind | None = None,
    source: str = "",
    interval: timedelta = DEFAULT_INTERVAL,
) -> Feed:
    """Watch a feed from now on. Raises `InvalidArticleError`, which names the wrong fields."""
    added = add_feed(
        session,
        url.strip(),
        now=now,
        rules=rules,
        kind=kind,
        source=source.strip(),
        interval=interval,
    )
    record(session, who, AuditAction.FEED_ADDED, added.id, added.url)
    return added


def change(
    session: Session,
    who: Principal,
    feed_id: str,
    *,
    now: datetime,
    **changes: Unpack[FeedChanges],
) -> Feed:
    """Change a feed's settings, or pause it and watch it again.

    Raises `NotFound`, and `InvalidArticleError`, which names the wrong fields.
    """
    before = _settings(require_feed(session, feed_id))
    try:
        changed = change_feed(session, feed_id, now=now, **changes)
    except LookupError:
        raise _unknown() from None
    fields = [name for name, value in _settings(changed).items() if before[name] != value]
    if fields:
        record(session, who, AuditAction.FEED_CHANGED, feed_id, changed.url, fields=fields)
    return changed


def poll_now(session: Session, feed_id: str, *, now: datetime) -> None:
    """Have a worker look at it within seconds. It leaves no line: it happens by itself anyway.

    Raises `NotFound`, also for one that is paused.
    """
    if not poll_soon(session, feed_id, now=now):
        raise _unknown()


def remove(session: Session, who: Principal, feed_id: str) -> None:
    """Watch a feed no longer; its articles stay. Raises `NotFound`."""
    try:
        removed = remove_feed(session, feed_id)
    except LookupError:
        raise _unknown() from None
    record(session, who, AuditAction.FEED_REMOVED, removed.id, removed.url)


def _settings(feed: Feed) -> Mapping[str, Any]:
    return {name: getattr(feed, name) for name in _CHANGEABLE}


def _unknown() -> NotFound:
    return NotFound(ErrorCode.FEED_UNKNOWN, "There is no such feed, or it is paused.")
