"""Ingestion of a parsed feed: its items become rows, in batches; one bad item stops no other."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from zharia.articles import queries
from zharia.articles.content import IncomingArticle, Note
from zharia.articles.feeds.conversion import to_articles, to_retractions
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.page_photos import PhotoSearch, SearchedArticles, find_missing_photos
from zharia.articles.feeds.parsed import FeedKind, ParsedFeed
from zharia.articles.feeds.photo_retries import schedule_retries
from zharia.articles.feeds.wordpress_sync import drop_stale
from zharia.articles.grouping import OnJoin
from zharia.articles.retractions import store_retractions
from zharia.articles.storing import StoreResult, store
from zharia.background.outages import outage_of
from zharia.errors import ErrorCode
from zharia.fetch import Fetcher
from zharia.storage.database import Database

#: articles in one transaction: in the first, and at most
_FIRST_BATCH: Final = 10
_MAX_BATCH: Final = 100
#: what one should take: those that need a closer look take ten times as long as others
_BATCH_SECONDS: Final = 0.08


def ingest(
    database: Database,
    fetcher: Fetcher,
    feed: Feed,
    parsed: ParsedFeed,
    now: datetime,
    *,
    on_join: OnJoin,
    default_zone: tzinfo,
) -> tuple[list[StoreResult], list[Note]]:
    """Store the articles and retractions of a feed, in several short transactions."""
    articles, notes = to_articles(parsed, feed.rules, default_zone)
    articles = [replace(d, auto_publish=_may_auto_publish(d, feed, now)) for d in articles]
    stale_notes: list[Note] = []
    if parsed.kind is FeedKind.WORDPRESS:
        # The oldest first: should this be cut off, what is stored leads back to what is not.
        articles.reverse()
        articles, stale_notes = drop_stale(database, fetcher, feed, articles)
    searched = find_missing_photos(fetcher, articles, _known_keys(database, feed, articles))
    stored, failed_notes = store_in_batches(database, feed, searched, now, on_join)
    _store_retractions(database, feed, parsed, articles, now)
    return stored, [*notes, *stale_notes, *searched.postponed, *failed_notes]


def _store_retractions(
    database: Database,
    feed: Feed,
    parsed: ParsedFeed,
    articles: Sequence[IncomingArticle],
    now: datetime,
) -> None:
    """Store the retractions of a document, except of articles that it also delivers."""
    if not parsed.withheld:
        return
    delivered = {key for delivery in articles for key in delivery.keys}
    retractions = [
        one
        for one in to_retractions(parsed, feed.rules)
        if not delivered.intersection(one.article.keys)
    ]
    with database.write() as session:
        store_retractions(
            session, feed.source, retractions, now=now, feed_id=feed.id, delivered=articles
        )


def _may_auto_publish(delivery: IncomingArticle, feed: Feed, now: datetime) -> bool:
    """Articles from before the feed was added are not published by themselves."""
    first = feed.last_success_at is None
    # A feed tells the second, never its fraction.
    began = feed.created_at.replace(microsecond=0)
    return feed.auto_publish and not first and (delivery.published_at or now) >= began


def _known_keys(
    database: Database, feed: Feed, articles: Sequence[IncomingArticle]
) -> frozenset[str]:
    """The keys of those articles without a photo that came in before."""
    keys = {key for d in articles if not d.content.images for key in d.keys}
    with database.read() as session:
        return frozenset(queries.find_keys(session, feed.source, keys)) if keys else frozenset()


def store_in_batches(
    database: Database, feed: Feed, searched: SearchedArticles, now: datetime, on_join: OnJoin
) -> tuple[list[StoreResult], list[Note]]:
    """Store articles in short transactions: SQLite has one writer, and others wait."""
    articles = searched.articles
    stored: list[StoreResult] = []
    notes: list[Note] = []
    size = _FIRST_BATCH
    while len(stored) + len(notes) < len(articles):
        start = len(stored) + len(notes)
        chunk = articles[start : start + size]
        began = time.monotonic()
        try:
            stored += _store_batch(
                database, feed, chunk, searched.without_photo, now, on_join=on_join
            )
        except Exception as error:
            if outage_of(error):
                raise
            # One of them is at fault: each alone, so that the others get in.
            for delivery in chunk:
                try:
                    stored += _store_batch(
                        database, feed, [delivery], searched.without_photo, now, on_join=on_join
                    )
                except Exception as error:
                    if outage_of(error):
                        raise
                    reason = f"It cannot be stored: {str(error)[:200]}"
                    notes.append(Note(delivery.external_id, ErrorCode.FEED_NOT_STORED, reason))
        size = _next_size(len(chunk), time.monotonic() - began)
    return stored, notes


def _next_size(size: int, seconds: float) -> int:
    """How many articles to store at once after so many took so long."""
    return max(1, min(_MAX_BATCH, round(size * _BATCH_SECONDS / max(seconds, 0.001))))


def _store_batch(
    database: Database,
    feed: Feed,
    articles: Sequence[IncomingArticle],
    without_photo: Mapping[str, PhotoSearch],
    now: datetime,
    *,
    on_join: OnJoin,
) -> list[StoreResult]:
    with database.write() as session:
        stored = store(session, feed.source, articles, now=now, on_join=on_join, feed_id=feed.id)
        by_id = {one.external_id: what for one, what in zip(articles, stored, strict=True)}
        schedule_retries(session, by_id, without_photo, now)
        return stored
