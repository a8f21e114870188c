"""Preview of a feed: what it would bring, before it is watched. Nothing is stored."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from zharia.articles.content import Content, IncomingArticle, Note
from zharia.articles.errors import InvalidArticleError, UnreadableFeedError
from zharia.articles.feeds.conversion import to_articles
from zharia.articles.feeds.page_photos import PAGE_SECONDS, find_photo, page_to_search, with_photo
from zharia.articles.feeds.parsed import FeedKind, ParsedFeed
from zharia.articles.feeds.polling import ACCEPT, FEED_SECONDS
from zharia.articles.feeds.rules import FeedRules
from zharia.articles.feeds.sandbox import parse
from zharia.articles.feeds.size_limit import MAX_BYTES
from zharia.articles.feeds.subscriptions import DEFAULT_INTERVAL, validation_errors
from zharia.articles.feeds.wordpress_pages import first_page
from zharia.articles.feeds.wordpress_routes import is_post_list
from zharia.articles.languages import detect_language
from zharia.articles.urls import resolve
from zharia.fetch import Fetcher, FetchError

#: articles that are shown
MAX_ARTICLES = 5


@dataclass(frozen=True, slots=True)
class PreviewedArticle:
    #: language → title
    titles: Mapping[str, str]
    url: str
    published_at: datetime | None
    #: how many photos the feed names for it, or 1 where only its page names one
    photos: int


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """The content of a feed now, or why it cannot be read."""

    #: as it would be watched
    url: str
    #: None if it cannot be had
    kind: FeedKind | None = None
    #: how the feed calls itself
    title: str = ""
    #: what the feed says; "" if it says nothing
    declared_language: str = ""
    #: what its texts look like, the most frequent first; Kazakh and Russian are told apart
    languages: tuple[str, ...] = ()
    #: how many articles would come in
    count: int = 0
    #: the first of them, in the feed's order
    articles: tuple[PreviewedArticle, ...] = ()
    #: what would be left out and why, and warnings
    notes: tuple[Note, ...] = ()
    #: stable, "" if all is well: of a FetchError or an UnreadableFeedError
    code: str = ""
    #: what went wrong, for a person
    message: str = ""
    #: the feeds that a web page offers instead of being one
    offers: tuple[str, ...] = ()

    @property
    def misdeclared(self) -> bool:
        """Whether the detected languages contradict the declared one."""
        return bool(self.languages) and self.declared_language not in {"", *self.languages}


def preview_feed(
    fetcher: Fetcher, url: str, rules: FeedRules | None = None, default_zone: tzinfo = UTC
) -> FeedPreview:
    """Fetch and parse a feed under these rules. Its failure is a result, no exception.

    `default_zone` is the installation's time zone.

    Raises InvalidArticleError for wrong fields, as `add_feed` does.
    """
    rules = rules or FeedRules()
    if problems := validation_errors(rules, DEFAULT_INTERVAL, url=url):
        raise InvalidArticleError(tuple(problems))
    address = resolve("", url)
    try:
        feed = _fetch(fetcher, address)
    except FetchError as error:
        return FeedPreview(address, code=error.code, message=str(error))
    except UnreadableFeedError as error:
        return FeedPreview(address, code=error.code, message=str(error), offers=error.offers)
    found, notes = to_articles(feed, rules, default_zone)
    shown = _with_photos(fetcher, found[:MAX_ARTICLES])
    return FeedPreview(
        address,
        kind=feed.kind,
        title=feed.title,
        declared_language=feed.language,
        languages=_languages(one.content for one in found),
        count=len(found),
        articles=tuple(map(_preview_article, shown)),
        notes=tuple(notes),
    )


def _fetch(fetcher: Fetcher, address: str) -> ParsedFeed:
    if is_post_list(address):
        return first_page(fetcher, address).feed
    response = fetcher.fetch(address, max_bytes=MAX_BYTES, seconds=FEED_SECONDS, accept=ACCEPT)
    return parse(response.body, response.headers.get("content-type", ""), response.url)


def _with_photos(fetcher: Fetcher, found: Sequence[IncomingArticle]) -> Iterator[IncomingArticle]:
    """With the photos of their pages, for as long as a person waits."""
    until = time.monotonic() + PAGE_SECONDS
    for delivery in found:
        language, url = page_to_search(delivery.content)
        seconds = until - time.monotonic()
        if delivery.content.images or not url or seconds <= 0:
            yield delivery
        else:
            image = find_photo(fetcher, url, seconds=seconds).image
            yield with_photo(delivery, image, language)


def _languages(contents: Iterable[Content]) -> tuple[str, ...]:
    texts = (text for content in contents for text in content.translations)
    guesses = Counter(
        detect_language(f"{text.title} {text.excerpt or text.content[:2000]}") for text in texts
    )
    return tuple(language for language, _ in guesses.most_common() if language)


def _preview_article(delivery: IncomingArticle) -> PreviewedArticle:
    content = delivery.content
    return PreviewedArticle(
        titles={text.language: text.title for text in content.translations},
        url=next((text.url for text in content.translations if text.url), ""),
        published_at=delivery.published_at,
        photos=len(content.images),
    )
