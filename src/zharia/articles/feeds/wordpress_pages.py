"""Pagination of a WordPress site's new and changed posts.

A site lists its posts by date, ten at a time unless it is asked for more. What is older than the
list may have been corrected: a second list, by the date of change, tells. A site, or a cache
before it, may refuse or ignore any parameter; then there is what it gives.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from zharia.articles.content import Note
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds import wordpress_routes as routes
from zharia.articles.feeds.parsed import MAX_ITEMS, FeedKind, ParsedFeed, ParsedItem
from zharia.articles.feeds.sandbox import parse
from zharia.articles.feeds.size_limit import MAX_BYTES
from zharia.errors import ErrorCode
from zharia.fetch import BadStatusError, Fetched, Fetcher, FetchError, TooLargeError, TooSlowError

#: seconds for one page, and for all of them: a poll must end before its lease does
SECONDS: Final = 30.0
SECONDS_FOR_ALL: Final = 100.0
ACCEPT: Final = "application/json, */*;q=0.5"
#: posts at once where a server cannot list a hundred
REDUCED_PAGE_SIZE: Final = 20
#: requests for further pages of one list: ten posts each make 500
MAX_PAGES: Final = 50
#: a change may be written down a little after the moment that it bears
OVERLAP: Final = timedelta(minutes=2)

#: Which of these items are stored already, by their place.
FindKnown = Callable[[Sequence[ParsedItem]], Collection[int]]


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Where the last poll of a site ended, and how far to read."""

    #: posts at once that its server can list; 0: it takes no number
    page_size: int = routes.MAX_PER_PAGE
    #: until when, by its own clock, its changes were seen; None: never asked
    seen_until: datetime | None = None
    #: posts before this moment are none that we missed
    not_before: datetime | None = None
    #: a first look takes one page: the rest is the site's archive
    read_further: bool = False
    #: whether a further page that fails makes the whole look fail, to be repeated
    fail_on_error: bool = True


@dataclass(frozen=True, slots=True)
class PostList:
    """The posts that a site lists now, and the state for the next poll."""

    #: the first page's
    response: Fetched
    feed: ParsedFeed
    page_size: int
    seen_until: datetime | None
    #: the numbers of all posts that it lists
    post_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Site:
    fetcher: Fetcher
    url: str
    #: posts at once
    size: int
    request: ListRequest
    known: FindKnown
    #: of `time.monotonic`
    deadline: float

    def get(self, url: str) -> tuple[Fetched, ParsedFeed]:
        """One page, in what is left of the time. Raises FetchError and UnreadableFeedError."""
        left = self.deadline - time.monotonic()
        return _get(self.fetcher, url, max(min(SECONDS, left), 0.001))


def first_page(fetcher: Fetcher, url: str, size: int = routes.MAX_PER_PAGE) -> PostList:
    """The newest posts, up to a hundred. Raises FetchError and UnreadableFeedError."""
    try:
        response, feed = _get(fetcher, routes.page(url, 1, size))
    except FetchError as error:
        smaller = _reduced_size(error, size)
        if routes.page_size(url) is not None or smaller == size:
            raise
        size = smaller
        response, feed = _get(fetcher, routes.page(url, 1, size))
    return PostList(response, feed, size, None)


def read_posts(
    fetcher: Fetcher, url: str, request: ListRequest, known: FindKnown, now: datetime
) -> PostList:
    """All posts that are new since the last poll, and the known ones that changed.

    Raises FetchError and UnreadableFeedError, also where it has not all and may get it later.
    """
    deadline = time.monotonic() + SECONDS_FOR_ALL
    first = first_page(fetcher, url, request.page_size)
    pages = [first.feed]
    if first.feed.kind is not FeedKind.WORDPRESS:
        return first
    site = _Site(fetcher, url, first.page_size, request, known, deadline)
    notes: list[Note] = []
    if request.read_further and not routes.chooses_order(url):
        notes += _read_further_pages(site, first.response, pages)
    changed, complete = _read_changes(site)
    seen_until = request.seen_until
    if complete:
        seen_until = _last_change([*pages, *changed], seen_until, now)
    feed = _merge_pages([*pages, *changed], notes)
    return replace(
        first,
        feed=feed,
        seen_until=seen_until,
        post_ids=tuple(i.own_id for i in (*feed.items, *feed.withheld) if i.own_id),
    )


def _get(fetcher: Fetcher, url: str, seconds: float = SECONDS) -> tuple[Fetched, ParsedFeed]:
    response = fetcher.fetch(url, max_bytes=MAX_BYTES, seconds=seconds, accept=ACCEPT)
    return response, parse(response.body, response.headers.get("content-type", ""), response.url)


def _reduced_size(error: FetchError, size: int) -> int:
    """The page size to try after an error; 0: the site's default."""
    if isinstance(error, (TooLargeError, TooSlowError)):
        return min(size, REDUCED_PAGE_SIZE)
    if not isinstance(error, BadStatusError):
        return size
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # PHP may run out of memory, or a proxy out of patience.
        return min(size, REDUCED_PAGE_SIZE)
    unheard = {HTTPStatus.GONE, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT}
    return size if error.status in unheard else 0


def _read_further_pages(site: _Site, response: Fetched, pages: list[ParsedFeed]) -> list[Note]:
    """Read further pages up to a stored post; what is missed becomes a note."""
    url = site.url
    size = routes.page_size(url) or site.size
    seen = _item_ids(pages[0])
    while not _ends_with_known(pages[-1], site.known):
        number = len(pages) + 1
        if not _has_more(response, number, pages[-1], size):
            return []
        if len(seen) >= MAX_ITEMS or number > MAX_PAGES:
            message = f"There are more than {len(seen)} new posts; older ones were not read."
            return [Note(url, ErrorCode.FEED_TOO_MANY_NEW, message, skipped=False)]
        try:
            response, page = site.get(routes.page(url, number, site.size))
        except (FetchError, UnreadableFeedError) as error:
            if isinstance(error, BadStatusError) and error.status == HTTPStatus.BAD_REQUEST:
                # `rest_post_invalid_page_number`: there is no such page.
                return []
            if site.request.fail_on_error and getattr(error, "retry_can_help", True):
                raise
            return [_missed_note(url, f"Page {number} could not be read: {error}")]
        new = _item_ids(page) - seen
        if not new:
            # A cache that knows one page only.
            return [_missed_note(url, f"Page {number} holds the same as those before.")]
        seen |= new
        pages.append(page)
    return []


def _missed_note(url: str, message: str) -> Note:
    return Note(url, ErrorCode.FEED_PAGES_MISSED, message, skipped=False)


def _ends_with_known(page: ParsedFeed, known: FindKnown) -> bool:
    """Whether a page ends with a stored post: older ones were read before."""
    return len(page.items) - 1 in known(page.items)


def _has_more(response: Fetched, number: int, page: ParsedFeed, size: int) -> bool:
    """Whether the list has a page of this number, by the headers of the last response."""
    total = response.headers.get("x-wp-totalpages", "").strip()
    if total.isascii() and total.isdigit():
        return number <= int(total[:9])
    if link := response.headers.get("link", ""):
        return 'rel="next"' in link or "rel=next" in link
    # Some proxies strip both.
    return len(page.items) + len(page.withheld) + len(page.notes) >= min(
        size or routes.DEFAULT_PER_PAGE, routes.DEFAULT_PER_PAGE
    )


def _item_ids(page: ParsedFeed) -> set[str]:
    return {item.own_id or item.guid for item in (*page.items, *page.withheld)}


def _read_changes(site: _Site) -> tuple[list[ParsedFeed], bool]:
    """Pages of posts changed since the last poll, and whether that is complete."""
    since = site.request.seen_until
    if since is None or routes.chooses_order(site.url):
        return [], True
    try:
        return list(_changed_pages(site, since)), True
    except FetchError as error:
        # An old WordPress, which knows no such order, refuses for good.
        return [], not error.retry_can_help
    except UnreadableFeedError:
        return [], False


def _changed_pages(site: _Site, since: datetime) -> Iterator[ParsedFeed]:
    seen: set[str] = set()
    for number in range(1, MAX_PAGES + 1):
        try:
            response, page = site.get(
                routes.changed_posts(site.url, since - OVERLAP, number, site.size)
            )
        except BadStatusError as error:
            if error.status == HTTPStatus.BAD_REQUEST and number > 1:
                return
            raise
        new = _item_ids(page) - seen
        seen |= new
        stored = site.known(page.items)
        items = [
            item
            for place, item in enumerate(page.items)
            # Of an archive that is tidied up, what never came in stays out.
            if _changed_since(item, since) and (place in stored or _is_new(item, site.request))
        ]
        withheld = [item for item in page.withheld if _changed_since(item, since)]
        yield replace(page, items=tuple(items), withheld=tuple(withheld), notes=())
        oldest = min((i.modified_at for i in page.items if i.modified_at), default=None)
        if not new or len(seen) >= MAX_ITEMS or oldest is None or oldest <= since - OVERLAP:
            return
        if not _has_more(response, number + 1, page, site.size):
            return


def _changed_since(item: ParsedItem, since: datetime) -> bool:
    return item.modified_at is None or item.modified_at > since - OVERLAP


def _is_new(item: ParsedItem, request: ListRequest) -> bool:
    return bool(
        request.not_before and item.published_at and item.published_at >= request.not_before
    )


def _last_change(
    pages: Sequence[ParsedFeed], before: datetime | None, now: datetime
) -> datetime | None:
    """The last change of all, by the site's clock; a clock that is ahead counts as ours."""
    items = (item for page in pages for item in (*page.items, *page.withheld))
    dates = [item.modified_at for item in items if item.modified_at is not None]
    last = max([*dates, *([before] if before else [])], default=None)
    return None if last is None else min(last, now)


def _merge_pages(pages: Sequence[ParsedFeed], notes: Sequence[Note]) -> ParsedFeed:
    """Merge pages into one document; of a post that is on two, the later version."""
    found: dict[str, ParsedItem] = {}
    for page in pages:
        for item in (*page.items, *page.withheld):
            name = item.own_id or item.guid or item.url
            if name not in found or _is_later(item, found[name]):
                found[name] = item
    said = dict.fromkeys((*(note for page in pages for note in page.notes), *notes))
    return replace(
        pages[0],
        items=tuple(item for item in found.values() if not item.withheld),
        withheld=tuple(item for item in found.values() if item.withheld),
        notes=tuple(said),
    )


def _is_later(one: ParsedItem, other: ParsedItem) -> bool:
    return bool(one.modified_at and other.modified_at and one.modified_at > other.modified_at)
