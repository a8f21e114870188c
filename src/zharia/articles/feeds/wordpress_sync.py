"""Synchronisation with a WordPress site: new, changed and deleted posts.

A failure of the site never takes anything back, and no transaction is open while it is asked.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from zharia.articles import queries
from zharia.articles.content import POST_ID_PREFIX, IncomingArticle, Note, RetractionReason
from zharia.articles.feeds import wordpress_routes as routes
from zharia.articles.feeds.conversion import item_keys
from zharia.articles.feeds.model import Feed
from zharia.articles.feeds.parsed import ParsedItem
from zharia.articles.feeds.wordpress_deletions import (
    ListedVersion,
    find_deleted,
    is_public,
)
from zharia.articles.feeds.wordpress_pages import ListRequest, PostList, read_posts
from zharia.articles.model import Article, ArticleKey, ArticleTranslation
from zharia.articles.questions import corrected_languages
from zharia.articles.retractions import retract, retracted_versions, retractions_of
from zharia.errors import ErrorCode
from zharia.fetch import Fetcher
from zharia.storage.database import Database

#: Which articles of a source to look for if its list shows them no longer, the most urgent first.
ArticlesToCheck: TypeAlias = Callable[[Session, str, datetime], Sequence[str]]

#: articles that are looked for in one poll
MAX_ARTICLES: Final = 100
#: a further page that fails makes so many polls fail, before what there is is taken
MAX_FAILED_POLLS: Final = 3

_MESSAGES: Final = {
    RetractionReason.PROTECTED: "Its site now shows it only for a password.",
    RetractionReason.UNPUBLISHED: "Its site no longer shows it to everybody: it is in the trash,"
    " private, a draft again or scheduled again.",
    RetractionReason.DELETED: "Its site has deleted it.",
}


def newest_articles(session: Session, source: str, _now: datetime) -> Sequence[str]:
    """The newest articles of a source, for a caller who knows of nothing more urgent."""
    found = select(Article.id).where(Article.source == source, Article.joined_into.is_(None))
    return session.scalars(found.order_by(Article.published_at.desc()).limit(MAX_ARTICLES)).all()


def read_new_posts(database: Database, fetcher: Fetcher, feed: Feed, now: datetime) -> PostList:
    """The site's new and changed posts. Raises FetchError and UnreadableFeedError."""

    def known(items: Sequence[ParsedItem]) -> Collection[int]:
        names = [item_keys(item) for item in items]
        with database.read() as session:
            held = queries.find_keys(session, feed.source, {name for own in names for name in own})
        return {place for place, own in enumerate(names) if any(name in held for name in own)}

    request = ListRequest(
        page_size=routes.MAX_PER_PAGE if feed.page_size is None else feed.page_size,
        seen_until=feed.changes_seen_until,
        not_before=feed.created_at - timedelta(days=1),
        read_further=feed.last_success_at is not None,
        fail_on_error=feed.failures < MAX_FAILED_POLLS,
    )
    return read_posts(fetcher, feed.url, request, known, now)


def drop_stale(
    database: Database, fetcher: Fetcher, feed: Feed, found: Sequence[IncomingArticle]
) -> tuple[list[IncomingArticle], list[Note]]:
    """Leave out retracted articles on a list that may come from a stale cache."""
    with database.read() as session:
        held = queries.find_keys(session, feed.source, {key for d in found for key in d.keys})
        retracted = retracted_versions(session, {key.article_id for key in held.values()})
        corrected = corrected_languages(session, {one for one, _ in retracted})
    if not retracted:
        return list(found), []
    kept: list[IncomingArticle] = []
    notes: list[Note] = []
    for delivery in found:
        articles = {held[key].article_id for key in delivery.keys if key in held}
        doubtful = {
            language
            for language in delivery.content.languages
            if any((one, corrected.get((one, language), language)) in retracted for one in articles)
        }
        numbers = [_post_number(key) for key in delivery.keys]
        unsure = [number for language, number in numbers if language in doubtful]
        if all(is_public(fetcher, feed.url, number) for number in unsure):
            kept.append(delivery)
        else:
            message = "The list shows it again, and the site itself does not yet."
            notes.append(Note(delivery.external_id, ErrorCode.FEED_STILL_MISSING, message))
    return kept, notes


def retract_missing(
    database: Database,
    fetcher: Fetcher,
    feed: Feed,
    posts: PostList,
    *,
    to_check: ArticlesToCheck,
    now: datetime,
) -> list[Note]:
    """Check posts that are no longer listed, and store the retractions of deleted ones."""
    with database.read() as session:
        candidates = _candidates(session, feed, to_check(session, feed.source, now)[:MAX_ARTICLES])
        known_since = _known_since(session, feed, posts)
    check = find_deleted(
        fetcher,
        feed.url,
        candidates,
        posts.post_ids,
        known_since=known_since,
        size=posts.page_size,
    )
    notes = list(check.notes)
    for version, reason in check.deleted:
        with database.write() as session:
            if _retract(session, feed, version, reason, now):
                message = _MESSAGES[reason]
                name = version.url or version.post_ids[0]
                notes.append(Note(name, str(reason), message, skipped=False))
    return notes


def _known_since(session: Session, feed: Feed, posts: PostList) -> datetime | None:
    listed = (*posts.feed.items, *posts.feed.withheld)
    held = queries.find_keys(
        session, feed.source, {name for one in listed for name in item_keys(one)}
    )
    return min((key.article.created_at for key in held.values()), default=None)


def _candidates(session: Session, feed: Feed, ids: Sequence[str]) -> list[ListedVersion]:
    """The versions of these articles that this feed's own site has brought, with their numbers.

    Sites of a network may share a source and a host, and each counts its posts by itself. So a
    version is this site's if the feed brought its article, or its page lies under the site.
    """
    numbers = _post_numbers(session, feed, ids)
    rows = session.execute(
        select(
            ArticleTranslation.article_id,
            ArticleTranslation.language,
            ArticleTranslation.url,
            Article.feed_id,
            Article.created_at,
        )
        .join(Article, Article.id == ArticleTranslation.article_id)
        .where(ArticleTranslation.article_id.in_({one for one, _ in numbers}))
    )
    site = routes.site_root(feed.url)
    found = {}
    for row in rows:
        key = row.article_id, row.language
        is_own = row.feed_id == feed.id and _is_only_feed(session, feed)
        if key in numbers and (is_own or row.url.startswith(site)):
            found[key] = ListedVersion(*key, numbers[key], row.url, row.created_at)
    for article_id in {one for one, _ in found}:
        for language in retractions_of(session, article_id):
            found.pop((article_id, language), None)
    return sorted(found.values(), key=lambda one: ids.index(one.article_id))


def _post_numbers(
    session: Session, feed: Feed, ids: Sequence[str]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """By article and language."""
    keys = session.execute(
        select(ArticleKey.article_id, ArticleKey.key).where(
            ArticleKey.source == feed.source,
            ArticleKey.article_id.in_(ids),
            ArticleKey.key.startswith(POST_ID_PREFIX),
        )
    )
    corrected = corrected_languages(session, ids)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in keys:
        said, number = _post_number(row.key)
        for language in (
            {said, corrected.get((row.article_id, said), said)} if number.isdigit() else ()
        ):
            version = row.article_id, language
            found[version] = (*found.get(version, ()), number)
    return found


def _post_number(key: str) -> tuple[str, str]:
    """Language and id of a key that is a post id; else two empty strings."""
    if not key.startswith(POST_ID_PREFIX):
        return "", ""
    language, _, number = key.removeprefix(POST_ID_PREFIX).partition(":")
    return language, number


def _is_only_feed(session: Session, feed: Feed) -> bool:
    """Whether no other feed brings articles of this source."""
    others = select(Feed.id).where(Feed.source == feed.source, Feed.id != feed.id).limit(1)
    return session.scalar(others) is None


def _retract(
    session: Session, feed: Feed, version: ListedVersion, reason: RetractionReason, now: datetime
) -> bool:
    article = queries.article(session, version.article_id)
    if article is None:
        return False
    queries.lock_source(session, article.source)
    languages = [version.language]
    return retract(session, article, languages, reason, now=now, feed_id=feed.id)
