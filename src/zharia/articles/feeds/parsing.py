"""Feed parsing: bytes become items. Pure, and safe with any bytes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from zharia.articles.content import Note, RetractionReason
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds import jsonfeed, wordpress, xml_feed
from zharia.articles.feeds.encoding import decode
from zharia.articles.feeds.page_metadata import feed_links
from zharia.articles.feeds.parsed import MAX_ITEMS, FeedKind, ParsedFeed, ParsedItem
from zharia.articles.feeds.size_limit import MAX_BYTES, too_large
from zharia.articles.feeds.tombstones import tombstones
from zharia.articles.feeds.untrusted_json import as_mapping, as_text, parse_json
from zharia.articles.languages import normalize
from zharia.articles.text import to_line
from zharia.articles.urls import resolve
from zharia.errors import ErrorCode

# Each comment ends at its first end: otherwise a row of them can be divided in 2^n ways.
_WEB_PAGE = re.compile(
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+(?:<!doctype\s+html|<html)\b", re.IGNORECASE | re.DOTALL
)

_WITHHELD_MESSAGES: Final[Mapping[RetractionReason, str]] = {
    RetractionReason.PROTECTED: "Its site shows it only for a password: it was left out.",
    RetractionReason.UNPUBLISHED: "Its site does not show it to everybody: it was left out.",
    RetractionReason.DELETED: "Its site has deleted it: it was left out.",
}


def parse(body: bytes, content_type: str = "", url: str = "") -> ParsedFeed:
    """Read a feed of any kind. `url` is where it came from, for relative addresses.

    Raises UnreadableFeedError if no item can be had; an item that is broken alone becomes a note.
    """
    if len(body) > MAX_BYTES:
        raise too_large()
    source = decode(body, content_type)
    start = source.lstrip()[:1]
    if not start:
        raise UnreadableFeedError(ErrorCode.FEED_EMPTY, "The feed is empty.")
    if start in "{[":
        return _parse_json(source, url)
    return _parse_xml(source, url)


def _parse_json(source: str, url: str) -> ParsedFeed:
    document = parse_json(source)
    if wordpress.is_post_list(document):
        site = ParsedFeed(FeedKind.WORDPRESS, title="", home=resolve(url, "/"), language="")
        return _with_items(site, wordpress.item_parsers(document, url))
    if jsonfeed.is_json_feed(document):
        fields = as_mapping(document)
        feed = ParsedFeed(
            FeedKind.JSON_FEED,
            title=to_line(as_text(fields.get("title")), 200),
            home=resolve(url, as_text(fields.get("home_page_url"))),
            language=normalize(fields.get("language")),
        )
        return _with_items(feed, jsonfeed.item_parsers(fields, url))
    raise UnreadableFeedError(
        ErrorCode.FEED_NOT_A_FEED, "This JSON is neither a JSON Feed nor WordPress's list of posts."
    )


def _parse_xml(source: str, url: str) -> ParsedFeed:
    if _WEB_PAGE.match(source[:5000]):
        offers = tuple(dict.fromkeys(feed_links(source, url)))
        hint = f" It offers: {', '.join(offers)}." if offers else ""
        raise UnreadableFeedError(
            ErrorCode.FEED_WEB_PAGE, f"This is a web page and no feed.{hint}", offers
        )
    document = _try(lambda: xml_feed.parse_xml(source, url))
    if isinstance(document, Exception):
        raise UnreadableFeedError(
            ErrorCode.FEED_NOT_A_FEED, "The feed is damaged beyond reading."
        ) from document
    if not document.version and not document.entries:
        raise UnreadableFeedError(
            ErrorCode.FEED_NOT_A_FEED, "This is neither RSS, Atom, JSON Feed nor WordPress."
        )
    parsers = list(xml_feed.item_parsers(document, url))
    truncation = xml_feed.find_truncation(source)
    notes: tuple[Note, ...] = ()
    if truncation is not None:
        parsers = parsers[: len(parsers) - truncation.within_item]
        name = f"#{len(parsers) + 1}"
        message = "The feed breaks off here: what follows is taken in once it comes whole."
        notes = (Note(name, ErrorCode.FEED_CUT_OFF, message, skipped=truncation.within_item),)
    feed = ParsedFeed(
        FeedKind.ATOM if document.version.startswith("atom") else FeedKind.RSS,
        title=to_line(as_text(document.feed.get("title")), 200),
        home=resolve(url, as_text(document.feed.get("link"))),
        language=normalize(as_text(document.feed.get("language"))),
        notes=notes,
        withheld=tombstones(source),
    )
    return _with_items(feed, parsers)


def _with_items(feed: ParsedFeed, parsers: Iterable[Callable[[], ParsedItem]]) -> ParsedFeed:
    items: list[ParsedItem] = []
    notes: list[Note] = []
    withheld: list[ParsedItem] = []
    for number, parse_item in enumerate(parsers, start=1):
        if number > MAX_ITEMS:
            message = f"Only the first {MAX_ITEMS} items are read."
            notes.append(Note(f"#{number}", ErrorCode.FEED_TOO_MANY, message))
            break
        item = _try(parse_item)
        if isinstance(item, Exception):
            notes.append(
                Note(f"#{number}", ErrorCode.FEED_BROKEN, f"The item cannot be read: {item!r:.200}")
            )
        elif not (item.title or item.withheld):
            notes.append(
                Note(item.name or f"#{number}", ErrorCode.FEED_NO_TITLE, "The item has no title.")
            )
        elif not (item.guid or item.url):
            notes.append(
                Note(item.name, ErrorCode.FEED_NO_ID, "The item has neither an id nor an address.")
            )
        elif item.withheld:
            withheld.append(item)
            notes.append(Note(item.name, str(item.withheld), _WITHHELD_MESSAGES[item.withheld]))
        else:
            items.append(item)
    return replace(
        feed,
        items=tuple(items),
        notes=(*notes, *feed.notes),
        withheld=(*withheld, *feed.withheld),
    )


def _try(read: Callable[[], Any]) -> Any:
    """What `read` returns, or the exception that it raised; UnreadableFeedError is passed on."""
    try:
        return read()
    except UnreadableFeedError:
        raise
    except Exception as error:  # noqa: BLE001 - foreign code on foreign bytes: anything can come
        return error
