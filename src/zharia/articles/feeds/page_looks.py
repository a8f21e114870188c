"""Retry queue of pages that gave no photo, for as long as another look may help.

A row is kept for each such article, so that neither a restart nor a feed that says "not modified"
forgets it. It ends with a photo, with an answer that will not change, or after a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import Note
from zharia.articles.editing import current_content
from zharia.articles.feeds.looking import Looked, Looks, page_of
from zharia.articles.feeds.model import Feed, PageLook
from zharia.articles.feeds.schedule import LOOKS, next_look, retry_after
from zharia.articles.model import Article, ArticleImage
from zharia.articles.retracting import retractions_of
from zharia.articles.storing import Stored, add_photo
from zharia.errors import ErrorCode
from zharia.fetch import Fetcher
from zharia.storage.database import Database

#: an article that goes out by itself waits so long for its photo, and urgent news so long
PATIENCE: Final = timedelta(minutes=30)
PATIENCE_WHEN_BREAKING: Final = timedelta(minutes=5)
#: longer than the slowest look; after a crash the page rests that long
_LEASE: Final = timedelta(minutes=1)
#: an editor is told of what is missing for so long
_TOLD: Final = 2 * LOOKS
_MOST_NOTES: Final = 100
_AT_ONCE: Final = 200
_CODES: Final = frozenset(
    {ErrorCode.FEED_PHOTO_LATER, ErrorCode.FEED_PAGE_UNREAD, ErrorCode.FEED_PAGE_NO_PHOTO}
)


def awaits_photo(now: datetime) -> ColumnElement[bool]:
    """The condition on `Article` that it has no photo, and may get one from its page any minute."""
    waiting = exists().where(
        PageLook.article_id == Article.id,
        PageLook.look_at.is_not(None),
        PageLook.awaited_until > now,
    )
    return waiting & ~exists().where(ArticleImage.article_id == Article.id)


def remember(
    session: Session,
    stored: Mapping[str, Stored],
    without: Mapping[str, Looked],
    now: datetime,
) -> None:
    """Keep in mind which of these new articles still lack a photo. Both by external id."""
    for external_id in stored.keys() & without.keys():
        article = queries.article(session, stored[external_id].article_id)
        if article is None or article.images:
            continue
        if session.get(PageLook, article.id) is not None:
            continue
        language, url = page_of(current_content(session, article))
        looked = without[external_id]
        patience = PATIENCE_WHEN_BREAKING if article.is_breaking else PATIENCE
        if url:
            row = PageLook(
                article_id=article.id,
                language=language,
                began_at=now,
                tries=0,
                awaited_until=now + patience,
            )
            _write_down(row, looked, now)
            session.add(row)


def look_again(
    database: Database,
    fetcher: Fetcher,
    now: datetime,
    *,
    most: int,
    feed_id: str | None = None,
    early: bool = False,
) -> int:
    """Look at the pages that are due, of all feeds or of one; answers at how many.

    `early` looks before their time, at an editor's request.
    """
    looks, looked = Looks(fetcher), 0
    for article_id in _due(database, now, feed_id=feed_id, early=early):
        claim = _claim(database, article_id, now, early=early)
        # A page that is left alone stays claimed, and so is due again in a minute.
        if claim is not None and not looks.in_trouble(claim.url):
            _settle(database, claim, looks.at(claim.url), now)
            _tell_anew(database, article_id)
            looked += 1
        if looked == most:
            break
    return looked


def forget_old_looks(session: Session, now: datetime) -> None:
    """Tell no more of what an editor had two days to see."""
    session.execute(delete(PageLook).where(PageLook.began_at < now - _TOLD))


def tell(session: Session, feed: Feed, notes: list[Note]) -> None:
    """Make these the feed's notes, with one on each of its articles that lacks a photo."""
    feed.last_notes = [note.as_document() for note in (*notes, *_notes(session, feed.id))]


def _notes(session: Session, feed_id: str) -> list[Note]:
    rows = session.execute(
        select(Article.external_id, PageLook)
        .join(Article, Article.id == PageLook.article_id)
        .where(Article.feed_id == feed_id)
        .order_by(PageLook.article_id.desc())
        .limit(_MOST_NOTES)
    )
    return [Note(item, row.code, _told(row), skipped=False) for item, row in rows]


def _told(row: PageLook) -> str:
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
    due = PageLook.look_at <= now
    if early:
        # Not what was looked at in this very poll.
        due = or_(due, PageLook.look_at.is_not(None) & (PageLook.began_at < now))
    wanted = select(PageLook.article_id).where(due).order_by(PageLook.look_at).limit(_AT_ONCE)
    if feed_id is not None:
        wanted = wanted.join(Article, Article.id == PageLook.article_id)
        wanted = wanted.where(Article.feed_id == feed_id)
    with database.read() as session:
        return list(session.scalars(wanted))


def _claim(database: Database, article_id: str, now: datetime, *, early: bool) -> _Claim | None:
    """Take a page for one look, or None if it is in other hands or needs no look any more."""
    with database.write() as session:
        row = session.get(PageLook, article_id, with_for_update=True)
        if row is None or row.look_at is None or not (early or row.look_at <= now):
            return None
        article = queries.article(session, article_id)
        language, url = ("", "")
        if article is not None and not article.images:
            language, url = page_of(current_content(session, article))
        if not url:
            session.delete(row)
            return None
        row.look_at = now + _LEASE
        if language in retractions_of(session, row.article_id):
            # Its page may show to nobody, or name a photo that is for a few.
            return None
        return _Claim(article_id, language, url, row.look_at)


def _settle(database: Database, claim: _Claim, looked: Looked, now: datetime) -> None:
    with database.write() as session:
        row = session.get(PageLook, claim.article_id, with_for_update=True)
        if row is None or row.look_at != claim.until:
            return
        article = queries.article(session, claim.article_id)
        if article is None:
            return
        queries.hold_source(session, article.source)
        article = queries.hold(session, {article.id})[article.id]
        if article.images:
            session.delete(row)
        elif claim.language in retractions_of(session, article.id):
            return
        elif looked.image is not None:
            add_photo(session, article, replace(looked.image, language=claim.language), now=now)
            session.delete(row)
        else:
            _write_down(row, looked, now)


def _tell_anew(database: Database, article_id: str) -> None:
    """By itself: whoever removes a feed takes the feed first, and its articles then."""
    with database.write() as session:
        of = select(Article.feed_id).where(Article.id == article_id)
        feed = session.scalar(select(Feed).where(Feed.id.in_(of)).with_for_update())
        if feed is not None:
            tell(session, feed, [note for note in feed.notes if note.code not in _CODES])


def _write_down(row: PageLook, looked: Looked, now: datetime) -> None:
    row.tries += 1
    row.code, row.message = looked.code, looked.message
    wanted = retry_after(looked.retry_after, now)
    row.look_at = next_look(row.tries, row.began_at, now, wanted) if looked.may_pass else None
    if row.look_at is None and looked.may_pass:
        row.code = ErrorCode.FEED_PAGE_UNREAD
