"""Retry queue of pages that gave no photo, for as long as another look may help.

A row is kept for each such article, so that neither a restart nor a feed that says "not modified"
forgets it. It ends with a photo, with an answer that will not change, or after a day.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import Note
from zharia.articles.editing import current_content
from zharia.articles.feeds.model import Feed, PhotoRetry
from zharia.articles.feeds.page_photos import PhotoFinder, PhotoSearch, page_to_search
from zharia.articles.feeds.schedule import RETRY_PERIOD, next_retry, parse_retry_after
from zharia.articles.model import Article, ArticleImage
from zharia.articles.retractions import retractions_of
from zharia.articles.storing import StoreResult, add_photo
from zharia.errors import ErrorCode
from zharia.fetch import Fetcher
from zharia.storage.database import Database

#: an article that goes out by itself waits so long for its photo, and urgent news so long
PHOTO_WAIT: Final = timedelta(minutes=30)
BREAKING_PHOTO_WAIT: Final = timedelta(minutes=5)
#: longer than the slowest look; after a crash the page rests that long
_LEASE: Final = timedelta(minutes=1)
#: an editor is told of what is missing for so long
_NOTE_LIFETIME: Final = 2 * RETRY_PERIOD
_MAX_NOTES: Final = 100
_BATCH: Final = 200
_CODES: Final = frozenset(
    {ErrorCode.FEED_PHOTO_LATER, ErrorCode.FEED_PAGE_UNREAD, ErrorCode.FEED_PAGE_NO_PHOTO}
)


def awaits_photo(now: datetime) -> ColumnElement[bool]:
    """SQL condition: an `Article` without a photo whose page will be searched again soon."""
    waiting = exists().where(
        PhotoRetry.article_id == Article.id,
        PhotoRetry.look_at.is_not(None),
        PhotoRetry.awaited_until > now,
    )
    return waiting & ~exists().where(ArticleImage.article_id == Article.id)


def schedule_retries(
    session: Session,
    stored: Mapping[str, StoreResult],
    without_photo: Mapping[str, PhotoSearch],
    now: datetime,
) -> None:
    """Schedule a retry for the new articles without a photo. Both by external id."""
    for external_id in stored.keys() & without_photo.keys():
        article = queries.article(session, stored[external_id].article_id)
        if article is None or article.images:
            continue
        if session.get(PhotoRetry, article.id) is not None:
            continue
        language, url = page_to_search(current_content(session, article))
        search = without_photo[external_id]
        patience = BREAKING_PHOTO_WAIT if article.is_breaking else PHOTO_WAIT
        if url:
            row = PhotoRetry(
                article_id=article.id,
                language=language,
                began_at=now,
                tries=0,
                awaited_until=now + patience,
            )
            _update_row(row, search, now)
            session.add(row)


def retry_photos(
    database: Database,
    fetcher: Fetcher,
    now: datetime,
    *,
    most: int,
    feed_id: str | None = None,
    early: bool = False,
) -> int:
    """Search the pages that are due, of all feeds or of one; returns their number.

    `early` looks before their time, at an editor's request.
    """
    finder, searched = PhotoFinder(fetcher), 0
    for article_id in _due(database, now, feed_id=feed_id, early=early):
        claim = _claim(database, article_id, now, early=early)
        # A page that is left alone stays claimed, and so is due again in a minute.
        if claim is not None and not finder.is_failing(claim.url):
            _record_result(database, claim, finder.find(claim.url), now)
            _refresh_notes(database, article_id)
            searched += 1
        if searched == most:
            break
    return searched


def delete_expired_retries(session: Session, now: datetime) -> None:
    """Delete retries, and so their notes, two days after they began."""
    session.execute(delete(PhotoRetry).where(PhotoRetry.began_at < now - _NOTE_LIFETIME))


def set_notes(session: Session, feed: Feed, notes: list[Note]) -> None:
    """Set the feed's notes, with one on each of its articles without a photo."""
    feed.last_notes = [asdict(note) for note in (*notes, *_notes(session, feed.id))]


def _notes(session: Session, feed_id: str) -> list[Note]:
    rows = session.execute(
        select(Article.external_id, PhotoRetry)
        .join(Article, Article.id == PhotoRetry.article_id)
        .where(Article.feed_id == feed_id)
        .order_by(PhotoRetry.article_id.desc())
        .limit(_MAX_NOTES)
    )
    return [Note(item, row.code, _note_text(row), skipped=False) for item, row in rows]


def _note_text(row: PhotoRetry) -> str:
    if row.look_at is None:
        return row.message
    return f"{row.message} It is looked at again at {row.look_at:%Y-%m-%d %H:%M} UTC."


@dataclass(frozen=True, slots=True)
class _Claim:
    article_id: str
    language: str
    url: str
    #: ours until then
    until: datetime


def _due(database: Database, now: datetime, *, feed_id: str | None, early: bool) -> list[str]:
    due = PhotoRetry.look_at <= now
    if early:
        # Not what was looked at in this very poll.
        due = or_(due, PhotoRetry.look_at.is_not(None) & (PhotoRetry.began_at < now))
    wanted = select(PhotoRetry.article_id).where(due).order_by(PhotoRetry.look_at).limit(_BATCH)
    if feed_id is not None:
        wanted = wanted.join(Article, Article.id == PhotoRetry.article_id)
        wanted = wanted.where(Article.feed_id == feed_id)
    with database.read() as session:
        return list(session.scalars(wanted))


def _claim(database: Database, article_id: str, now: datetime, *, early: bool) -> _Claim | None:
    """Lease a page for one search, or None if it is leased already or needs none any more."""
    with database.write() as session:
        row = session.get(PhotoRetry, article_id, with_for_update=True)
        if row is None or row.look_at is None or not (early or row.look_at <= now):
            return None
        article = queries.article(session, article_id)
        language, url = ("", "")
        if article is not None and not article.images:
            language, url = page_to_search(current_content(session, article))
        if not url:
            session.delete(row)
            return None
        row.look_at = now + _LEASE
        if language in retractions_of(session, row.article_id):
            # Its page may show to nobody, or name a photo that is for a few.
            return None
        return _Claim(article_id, language, url, row.look_at)


def _record_result(database: Database, claim: _Claim, search: PhotoSearch, now: datetime) -> None:
    with database.write() as session:
        row = session.get(PhotoRetry, claim.article_id, with_for_update=True)
        if row is None or row.look_at != claim.until:
            return
        article = queries.article(session, claim.article_id)
        if article is None:
            return
        queries.lock_source(session, article.source)
        article = queries.lock_articles(session, {article.id})[article.id]
        if article.images:
            session.delete(row)
        elif claim.language in retractions_of(session, article.id):
            return
        elif search.image is not None:
            add_photo(session, article, replace(search.image, language=claim.language), now=now)
            session.delete(row)
        else:
            _update_row(row, search, now)


def _refresh_notes(database: Database, article_id: str) -> None:
    """A transaction of its own: removing a feed locks the feed first, then its articles."""
    with database.write() as session:
        of = select(Article.feed_id).where(Article.id == article_id)
        feed = session.scalar(select(Feed).where(Feed.id.in_(of)).with_for_update())
        if feed is not None:
            set_notes(session, feed, [note for note in feed.notes if note.code not in _CODES])


def _update_row(row: PhotoRetry, search: PhotoSearch, now: datetime) -> None:
    row.tries += 1
    row.code, row.message = search.code, search.message
    wanted = parse_retry_after(search.retry_after, now)
    row.look_at = (
        next_retry(row.tries, row.began_at, now, wanted) if search.retry_can_help else None
    )
    if row.look_at is None and search.retry_can_help:
        row.code = ErrorCode.FEED_PAGE_UNREAD
