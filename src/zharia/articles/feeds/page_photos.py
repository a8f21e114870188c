"""Page scraping: an article's page is searched for the photo that its feed does not name."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from zharia.articles.content import Content, Image, IncomingArticle, Note
from zharia.articles.feeds.page_metadata import has_complete_head
from zharia.articles.feeds.sandbox import PageUnreadable, page_image
from zharia.errors import ErrorCode
from zharia.fetch import BadStatusError, Fetcher, FetchError

#: seconds for one article's page
PAGE_SECONDS: Final = 10.0
#: bytes of a page that are read at most; its head is mostly within the first tenth of it
MAX_PAGE_BYTES: Final = 2_000_000
#: pages looked into at a time
MAX_PAGES: Final = 10

#: pages of a site that could not be read, after which its others are left alone for a while
_MAX_FAILURES: Final = 3

_ACCEPT: Final = "text/html, application/xhtml+xml, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class PhotoSearch:
    """The result of searching a page: a photo, or why there is none."""

    image: Image | None = None
    #: stable, and for a person
    code: str = ""
    message: str = ""
    #: it may be otherwise later
    retry_can_help: bool = False
    #: of the answer, as it came
    retry_after: str = ""


@dataclass(frozen=True, slots=True)
class SearchedArticles:
    """Articles of a document after their pages were searched."""

    articles: list[IncomingArticle]
    #: those whose page gave no photo, by external id
    without_photo: dict[str, PhotoSearch] = field(default_factory=dict)
    #: those left for another time
    postponed: list[Note] = field(default_factory=list)


def page_to_search(content: Content) -> tuple[str, str]:
    """The language and the address of the page to search; "" where none has an address."""
    return next(((t.language, t.url) for t in content.translations if t.url), ("", ""))


def find_photo(fetcher: Fetcher, url: str, *, seconds: float = PAGE_SECONDS) -> PhotoSearch:
    """Search a page for its photo; only its head is read."""
    try:
        page = fetcher.fetch_beginning(
            url, has_complete_head, max_bytes=MAX_PAGE_BYTES, seconds=seconds, accept=_ACCEPT
        )
    except FetchError as error:
        return _failed(error)
    try:
        image = page_image(page.body, page.headers.get("content-type", ""), page.url)
    except PageUnreadable:
        message = "It has no photo, and its page could not be read to its end here."
        return PhotoSearch(code=ErrorCode.FEED_PHOTO_LATER, message=message, retry_can_help=True)
    if image is not None:
        return PhotoSearch(image)
    if page.read_error is not None:
        return _failed(page.read_error)
    if not page.body.strip():
        message = "It has no photo, and its page is empty."
        return PhotoSearch(code=ErrorCode.FEED_PHOTO_LATER, message=message, retry_can_help=True)
    return PhotoSearch(
        code=ErrorCode.FEED_PAGE_NO_PHOTO, message="Neither the feed nor its page names a photo."
    )


def _failed(error: FetchError) -> PhotoSearch:
    return PhotoSearch(
        code=ErrorCode.FEED_PHOTO_LATER if error.retry_can_help else ErrorCode.FEED_PAGE_UNREAD,
        message=f"It has no photo, and its page could not be read: {error}",
        retry_can_help=error.retry_can_help,
        retry_after=error.headers.get("retry-after", "")
        if isinstance(error, BadStatusError)
        else "",
    )


class PhotoFinder:
    """Circuit breaker: searches pages, and skips further ones of a site that keeps failing.

    A site that hangs would else hold up everybody for the seconds of each of its pages.
    """

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._failed: Counter[str] = Counter()

    def is_failing(self, url: str) -> bool:
        """Whether several pages of its site have failed."""
        return self._failed[urlsplit(url).netloc] >= _MAX_FAILURES

    def find(self, url: str) -> PhotoSearch:
        """Search a page, or postpone it if its site is failing."""
        if self.is_failing(url):
            return PhotoSearch(
                code=ErrorCode.FEED_PHOTO_LATER,
                message="It has no photo, and its page was not looked at, since others of its site"
                " could not be read just now.",
                retry_can_help=True,
            )
        search = find_photo(self._fetcher, url)
        if search.retry_can_help:
            self._failed[urlsplit(url).netloc] += 1
        return search


def find_missing_photos(
    fetcher: Fetcher, found: Sequence[IncomingArticle], known: Collection[str]
) -> SearchedArticles:
    """Search the pages of new articles without a photo; what exceeds `MAX_PAGES` is postponed.

    `known` are the keys of articles whose pages were searched when they were new.
    """
    result = SearchedArticles([])
    finder, searched = PhotoFinder(fetcher), 0
    for delivery in found:
        language, url = page_to_search(delivery.content)
        if delivery.content.images or not url or any(key in known for key in delivery.keys):
            result.articles.append(delivery)
        elif searched == MAX_PAGES:
            message = "It has no photo; its page is looked at in one of the next polls."
            result.postponed.append(Note(delivery.external_id, ErrorCode.FEED_PAGE_LATER, message))
        else:
            searched += 1
            search = finder.find(url)
            result.articles.append(with_photo(delivery, search.image, language))
            if search.image is None:
                result.without_photo[delivery.external_id] = search
    return result


def with_photo(delivery: IncomingArticle, image: Image | None, language: str) -> IncomingArticle:
    """The article with the photo that the page of one language shows."""
    if image is None:
        return delivery
    images = (replace(image, language=language),)
    return replace(delivery, content=replace(delivery.content, images=images))
