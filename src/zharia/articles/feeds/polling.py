"""Polling of one watched feed: lease, conditional GET, parse, store, schedule.

No transaction is open during the fetch, and none holds more than a few articles, so that a slow
site or a large feed keeps nobody waiting. A poll that is cut off at any point is repeated.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from http import HTTPStatus

from sqlalchemy.exc import SQLAlchemyError

from zharia.articles.content import Note
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds import leases
from zharia.articles.feeds.ingestion import ingest
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.page_photos import MAX_PAGES
from zharia.articles.feeds.parsed import FeedKind, ParsedFeed
from zharia.articles.feeds.photo_retries import retry_photos, set_notes
from zharia.articles.feeds.sandbox import parse
from zharia.articles.feeds.schedule import parse_retry_after, poll_delay
from zharia.articles.feeds.size_limit import MAX_BYTES
from zharia.articles.feeds.wordpress_pages import PostList
from zharia.articles.feeds.wordpress_routes import is_post_list
from zharia.articles.feeds.wordpress_sync import (
    ArticlesToCheck,
    newest_articles,
    read_new_posts,
    retract_missing,
)
from zharia.articles.grouping import OnJoin
from zharia.articles.storing import Outcome, StoreResult
from zharia.errors import ErrorCode
from zharia.fetch import BadStatusError, Fetched, Fetcher, FetchError
from zharia.storage.database import Database

log = logging.getLogger(__name__)

#: seconds for the whole feed
FEED_SECONDS = 30.0
#: notes on what a later poll of the same document has to bring
_INCOMPLETE = frozenset(
    {ErrorCode.FEED_PAGE_LATER, ErrorCode.FEED_NOT_STORED, ErrorCode.FEED_CUT_OFF}
)

#: what a feed may be, for a server that has several
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/json,"
    " application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


class PollOutcome(StrEnum):
    #: the document was read and its articles stored
    STORED = "stored"
    #: the server says that nothing has changed (304)
    NOT_MODIFIED = "not-modified"
    #: tried again later, see the message
    FAILED = "failed"
    #: the server says that the feed is gone for good (410); switched off
    GONE = ErrorCode.FEED_GONE
    #: not due, switched off, or another worker has it
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class PollResult:
    """Stored as the feed's last result, and shown to whoever asked for the poll."""

    outcome: PollOutcome
    #: HTTP; None if no answer came or what came was no feed
    status: int | None = None
    #: what went wrong: stable, and for a person
    code: str = ""
    message: str = ""
    stored: tuple[StoreResult, ...] = ()
    notes: tuple[Note, ...] = ()
    next_poll_at: datetime | None = None

    def count(self, outcome: Outcome) -> int:
        return sum(stored.outcome is outcome for stored in self.stored)


def poll(
    database: Database,
    fetcher: Fetcher,
    feed_id: str,
    now: datetime,
    *,
    on_join: OnJoin,
    early: bool = False,
    to_check: ArticlesToCheck = newest_articles,
    default_zone: tzinfo = UTC,
) -> PollResult:
    """Poll a feed if it is due (or `early`) and not leased. Its failure is a result, no exception.

    `to_check` are the articles that are looked for at a WordPress site that lists them no longer.
    `default_zone` is the installation's time zone.
    """
    with database.write() as session:
        feed = leases.acquire_lease(session, feed_id, now, early=early)
    if feed is None:
        return PollResult(PollOutcome.BUSY)
    try:
        fetched = _fetch_and_store(
            database,
            fetcher,
            feed,
            now,
            on_join=on_join,
            to_check=to_check,
            default_zone=default_zone,
        )
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.exception("polling %s broke off", feed.url)
        fetched = _FetchResult(
            PollResult(PollOutcome.FAILED, code=ErrorCode.UNEXPECTED, message=f"{error!r:.500}")
        )
    result = _record_poll(database, feed, fetched, now)
    if result.outcome in {PollOutcome.STORED, PollOutcome.NOT_MODIFIED}:
        retry_photos(database, fetcher, now, most=MAX_PAGES, feed_id=feed.id, early=early)
    return result


@dataclass(frozen=True, slots=True)
class _FetchResult:
    result: PollResult
    #: the pause that the server asks for
    retry_after: timedelta | None = None
    response: Fetched | None = None
    parsed: ParsedFeed | None = None
    #: where it is the list of a WordPress site
    posts: PostList | None = None


def _fetch_and_store(
    database: Database,
    fetcher: Fetcher,
    feed: Feed,
    now: datetime,
    *,
    on_join: OnJoin,
    to_check: ArticlesToCheck,
    default_zone: tzinfo,
) -> _FetchResult:
    posts = None
    try:
        if is_post_list(feed.url):
            posts = read_new_posts(database, fetcher, feed, now)
            response, parsed = posts.response, posts.feed
        else:
            response = fetcher.fetch(
                feed.url,
                max_bytes=MAX_BYTES,
                seconds=FEED_SECONDS,
                accept=ACCEPT,
                etag=feed.etag,
                last_modified=feed.last_modified,
            )
            if response.not_modified:
                return _FetchResult(PollResult(PollOutcome.NOT_MODIFIED, response.status))
            parsed = parse(response.body, response.headers.get("content-type", ""), response.url)
    except BadStatusError as error:
        outcome = PollOutcome.GONE if error.status == HTTPStatus.GONE else PollOutcome.FAILED
        pause_wanted = parse_retry_after(error.headers.get("retry-after", ""), now)
        return _FetchResult(PollResult(outcome, error.status, error.code, str(error)), pause_wanted)
    except (FetchError, UnreadableFeedError) as error:
        return _FetchResult(PollResult(PollOutcome.FAILED, code=error.code, message=str(error)))
    if feed.kind and parsed.kind != feed.kind:
        message = f"This is {parsed.kind}, but the feed is set to {feed.kind}. Correct the setting."
        return _FetchResult(
            PollResult(PollOutcome.FAILED, response.status, ErrorCode.FEED_WRONG_KIND, message)
        )
    stored, notes = ingest(
        database, fetcher, feed, parsed, now, on_join=on_join, default_zone=default_zone
    )
    if posts is not None and parsed.kind is FeedKind.WORDPRESS:
        notes += retract_missing(database, fetcher, feed, posts, to_check=to_check, now=now)
    result = PollResult(PollOutcome.STORED, 200, stored=tuple(stored), notes=tuple(notes))
    return _FetchResult(result, response=response, parsed=parsed, posts=posts)


def _record_poll(
    database: Database, feed: Feed, fetched: _FetchResult, now: datetime
) -> PollResult:
    """Store the result and release the lease, unless another worker has taken it over."""
    response, parsed = fetched.response, fetched.parsed
    failed = fetched.result.outcome is PollOutcome.FAILED
    failures = feed.failures + 1 if failed else 0
    wait = poll_delay(
        timedelta(seconds=feed.interval_seconds),
        failures,
        seed=f"{feed.id}:{feed.polls}",
        retry_after=fetched.retry_after,
    )
    result = replace(fetched.result, next_poll_at=now + wait)
    with database.write() as session:
        if not leases.holds_lease(session, feed):
            return result
        row = session.get_one(Feed, feed.id)
        row.leased_until = None
        row.next_poll_at = now + wait
        row.last_polled_at = now
        row.last_result = result.outcome
        row.last_status = result.status
        row.last_code = result.code
        row.last_error = result.message
        row.last_created = result.count(Outcome.CREATED)
        row.last_updated = result.count(Outcome.UPDATED)
        row.last_unchanged = result.count(Outcome.UNCHANGED)
        row.failures = failures
        row.polls += 1
        row.articles_created += row.last_created
        row.articles_updated += row.last_updated
        if result.outcome is PollOutcome.GONE:
            row.enabled = False
            row.disabled_reason = result.message
        elif not failed:
            row.last_success_at = now
        if fetched.posts is not None:
            row.page_size = fetched.posts.page_size
            row.changes_seen_until = fetched.posts.seen_until
        if parsed is not None:
            row.detected_kind = parsed.kind
            row.title = parsed.title
            set_notes(session, row, list(result.notes))
        if response is not None and parsed is not None:
            # What waits for another poll must not be hidden by a 304.
            whole = not any(n.code in _INCOMPLETE for n in result.notes)
            row.etag = response.headers.get("etag", "")[:1000] if whole else ""
            row.last_modified = response.headers.get("last-modified", "")[:100] if whole else ""
    return result
