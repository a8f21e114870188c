"""RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom (RFC 4287), read by feedparser.

feedparser gets text whose encoding is settled, without document type and without characters
that XML forbids. Nothing can then expand (no entity is ever defined), and most feeds that a
strict parser refuses become well-formed.
"""

import calendar
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import feedparser

from zharia.articles.content import MAX_CONTENT, MAX_EXCERPT, MAX_TITLE, Image
from zharia.articles.errors import UnreadableFeedError
from zharia.articles.feeds.dates import parse_date, plausible_date
from zharia.articles.feeds.parsed import FeedTerm, ParsedItem, split_terms
from zharia.articles.feeds.password_protection import protection
from zharia.articles.feeds.untrusted_json import as_list, as_mapping, as_text
from zharia.articles.feeds.xml_photos import attached_photos, mark_photos, wide_enough
from zharia.articles.feeds.xml_repair import repair_xml
from zharia.articles.html_images import deduplicate_images, images_in_html
from zharia.articles.languages import normalize
from zharia.articles.markup_limits import has_too_many_attributes
from zharia.articles.text import excerpt, first_sentences, one_line, to_line, to_text
from zharia.articles.urls import resolve
from zharia.errors import ErrorCode

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}\?>")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
# Yandex's elements for the whole story, and their likes at other portals. feedparser knows one as
# `fullitem`, whatever their name space.
_FULL_TEXT = re.compile(
    r"<(/?)(?:[\w.-]+:full-?text|full-text|turbo:content)(?:\s[^<>]*)?>", re.IGNORECASE
)
#: what a turbo page repeats above its story: its headline and a menu
_PAGE_HEADER = re.compile(r"<header\b[^>]*>.*?</header>", re.IGNORECASE | re.DOTALL)
_DOCTYPE_PIECE = re.compile(r"\"[^\"]*\"|'[^']*'|<!--|[\[\]>]")
#: XML makes spaces of line breaks in an attribute (XML 1.0, 3.3.3), and an address has neither
_ADDRESS = re.compile(r"""\b(?:url|href|src)\s*=\s*(?:"[^"<>]*"|'[^'<>]*')""", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\r\n]")
#: feedparser drops the outermost `div` of XHTML, and what it sets
_BASE_ON_DIV = re.compile(r"<(?:\w{1,20}:)?div\s[^<>]{0,400}?\bxml:base\s*=")

_ITEM_STARTS = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_ITEM_ENDS = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))\b", re.IGNORECASE)

# feedparser compares every category with all others of its item, and where a document is not
# well-formed its second parser is slow on tags that never close.
_MAX_TAGS = 200_000
_MAX_CATEGORIES = 10_000
_MAX_UNCLOSED = 2_000
#: declared in the whole document; those in force are copied at each element
_MAX_NAMESPACES = 10_000
#: a summary longer than this is the story itself
_SUMMARY = 700


def parse_xml(source: str, base: str) -> Any:
    """Parse a document by feedparser; `version` is empty if it is no feed.

    Raises UnreadableFeedError where the document would take minutes.
    """
    tags = source.count("<")
    categories = len(re.findall(r"<[^<>\s]{0,40}(?:category|keywords|tags|subject)\b", source))
    if (
        has_too_many_attributes(source)
        or source.count("xmlns") > _MAX_NAMESPACES
        or tags > _MAX_TAGS
        or categories > _MAX_CATEGORIES
        or tags - source.count(">") > _MAX_UNCLOSED
    ):
        raise UnreadableFeedError(
            ErrorCode.FEED_TOO_COMPLEX, "This feed has more elements than 500 articles can need."
        )
    legal = _REFERENCE.sub(_legal_reference, _ILLEGAL.sub(" ", _without_doctype(source)))
    legal = _ADDRESS.sub(lambda found: _BREAKS.sub("", found[0]), legal)
    plain = _FULL_TEXT.sub(r"<\1fullitem>", repair_xml(legal))
    plain = _BASE_ON_DIV.sub(r"<span/>\g<0>", mark_photos(plain))
    return feedparser.parse(
        io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + plain.encode()),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": base,
        },
        # Ours, over the whole text: see `text` and `html_images`.
        sanitize_html=False,
        resolve_relative_uris=False,
    )


@dataclass(frozen=True, slots=True)
class Truncation:
    """A document that ends before its end tag, as a transfer without a length may leave it."""

    #: its last item is not all there: an address that lost its end is another address
    within_item: bool


def find_truncation(source: str) -> Truncation | None:
    """Where a document breaks off; None if it is whole."""
    position = max((end.end() for end in _ITEM_ENDS.finditer(source)), default=0)
    rest = source[position:]
    root = _ROOT.search(source)
    if root is None or f"</{root[1]}".lower() in rest.lower():
        return None
    return Truncation(within_item=_ITEM_STARTS.search(rest) is not None)


def item_parsers(document: Any, base: str) -> Iterator[Callable[[], ParsedItem]]:
    """One function per item, so that a broken one fails alone."""
    feed_language = normalize(as_text(document.feed.get("language")))
    is_atom = document.version.startswith("atom")
    for entry in document.entries:
        yield partial(_item, entry, base, feed_language, is_atom=is_atom)


def _without_doctype(source: str) -> str:
    """The document without XML declaration and document type, internal subset and all."""
    declaration = _DECLARATION.match(source)
    position = declaration.end() if declaration else 0
    while True:
        rest = re.compile(r"\s*").match(source, position)
        position = rest.end() if rest else position
        if source.startswith("<!--", position):
            end = source.find("-->", position)
            end = len(source) if end < 0 else end + 3
        elif source.startswith("<?", position):
            end = source.find("?>", position)
            end = len(source) if end < 0 else end + 2
        elif source[position : position + 9].upper() == "<!DOCTYPE":
            end = _end_of_doctype(source, position)
        else:
            return source[position:]
        position = end


def _end_of_doctype(source: str, position: int) -> int:
    brackets = 0
    while piece := _DOCTYPE_PIECE.search(source, position):
        position = piece.end()
        if piece[0] == "<!--":
            position = source.find("-->", position)
            if position < 0:
                break
        elif piece[0] in "[]":
            brackets += 1 if piece[0] == "[" else -1
        elif piece[0] == ">" and brackets <= 0:
            return position
    return len(source)


def _legal_reference(reference: re.Match[str]) -> str:
    digits = reference[1] or reference[2]
    number = int(digits, 16 if reference[1] else 10) if len(digits) < 9 else -1
    if 0 <= number <= 0x10FFFF and not _ILLEGAL.match(chr(number)):
        return reference[0]
    return " "


def _item(entry: Mapping[str, Any], base: str, feed_language: str, *, is_atom: bool) -> ParsedItem:
    base, feed_url = _base(as_mapping(entry.get("title_detail")), base) or base, base
    language = _language(entry)
    alternates = list(_alternates(entry, base))
    # Atom says what its text is; what RSS means by it, RSS does not say (RFC 4287, 3.1.1).
    declared = is_atom and as_mapping(entry.get("title_detail")).get("type") != "text/plain"
    url = _page(entry, base, language)
    summary = as_text(entry.get("summary"))
    bodies = [as_text(as_mapping(body).get("value")) for body in as_list(entry.get("content"))[:20]]
    stories = (to_text(_PAGE_HEADER.sub(" ", body), MAX_CONTENT) for body in bodies)
    content = max(stories, key=len, default="") or excerpt(summary, MAX_CONTENT)
    short = excerpt(summary, MAX_EXCERPT)
    if not short or (len(short) > _SUMMARY and len(content) <= len(short) + 200):
        short = first_sentences(content, 400)
    title = (to_text if declared else to_line)(as_text(entry.get("title")), MAX_TITLE)
    return ParsedItem(
        guid=one_line(as_text(entry.get("id")), 2 * MAX_TITLE),
        url=url,
        title=title,
        withheld=protection(title, " ".join(bodies) or summary, content),
        excerpt=short,
        content=content,
        published_at=_published_at(entry),
        # xml:lang is inherited, so the feed's own language says nothing about this item.
        language="" if language == feed_language else language,
        terms=tuple(_terms(entry)),
        images=_photos(entry, base, url, feed_url),
        alternates=tuple((lang, page) for lang, page in alternates if page != url),
    )


def _photos(entry: Mapping[str, Any], base: str, url: str, feed_url: str) -> tuple[Image, ...]:
    """The photos beside the item's text, then those in it, each by its own `xml:base`."""
    bodies = [as_mapping(body) for body in as_list(entry.get("content"))[:20]]
    bodies.sort(key=lambda body: len(as_text(body.get("value"))), reverse=True)
    # Where there is no summary, feedparser takes the content for one, and not its base.
    summary = {**as_mapping(entry.get("summary_detail")), "value": entry.get("summary")}
    markups: dict[str, str] = {}
    for body in (*bodies, summary):
        markups.setdefault(as_text(body.get("value")), _base(body, feed_url) or url or base)
    shown = [image for markup, here in markups.items() for image in images_in_html(markup, here)]
    return deduplicate_images([*wide_enough(attached_photos(entry, base), alone=not shown), *shown])


def _base(body: Mapping[str, Any], feed_url: str) -> str:
    """What `xml:base` sets for an item's text; "" if nothing does."""
    declared = resolve("", as_text(body.get("base")))
    return "" if declared == resolve("", feed_url) else declared


def _language(entry: Mapping[str, Any]) -> str:
    details = [
        entry.get("title_detail"),
        *as_list(entry.get("content")),
        entry.get("summary_detail"),
    ]
    words = [entry.get("language"), *(as_mapping(detail).get("language") for detail in details)]
    return next((code for word in words if (code := normalize(word))), "")


def _links(entry: Mapping[str, Any], relation: str) -> Iterator[Mapping[str, Any]]:
    for link in as_list(entry.get("links"))[:100]:
        if as_mapping(link).get("rel") == relation:
            yield as_mapping(link)


def _page(entry: Mapping[str, Any], base: str, language: str) -> str:
    """The item's own page: a link in its language, else one in none, else any (RFC 4287, 4.2.7)."""
    links = [
        (as_text(link.get("hreflang")), resolve(base, as_text(link.get("href"))))
        for link in _links(entry, "alternate")
    ]
    own = [url for hreflang, url in links if hreflang and normalize(hreflang) == language]
    plain = [url for hreflang, url in links if not hreflang]
    others = [url for _, url in links]
    return next(filter(None, [*own, *plain, *others]), "") or resolve(
        base, as_text(entry.get("link"))
    )


def _alternates(entry: Mapping[str, Any], base: str) -> Iterator[tuple[str, str]]:
    for link in _links(entry, "alternate"):
        language = normalize(link.get("hreflang"))
        if language and (url := resolve(base, as_text(link.get("href")))):
            yield language, url


def _published_at(entry: Mapping[str, Any]) -> datetime | None:
    """When it appeared, else when it last changed."""
    # feedparser's own mapping takes another date for a missing one, and warns of it.
    said = dict(entry)
    for field in ("published", "created", "updated"):
        if found := parse_date(as_text(said.get(field))) or _from_feedparser(
            said.get(f"{field}_parsed")
        ):
            return found
    return None


def _from_feedparser(parts: Any) -> datetime | None:
    """A date that feedparser alone can parse, such as a Korean one; in UTC."""
    try:
        return (
            plausible_date(datetime.fromtimestamp(calendar.timegm(parts), UTC)) if parts else None
        )
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _terms(entry: Mapping[str, Any]) -> Iterator[FeedTerm]:
    """RSS has one kind of category; the first is the rubric, the others are its tags."""
    terms = (as_mapping(term) for term in as_list(entry.get("tags"))[:100])
    names = split_terms(as_text(t.get("label")) or as_text(t.get("term")) for t in terms)
    for position, name in enumerate(names):
        yield FeedTerm(name, is_category=position == 0)
