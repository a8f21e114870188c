"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from zharia.articles.content import MAX_CONTENT, MAX_EXCERPT, MAX_TITLE, Image
from zharia.articles.feeds.jsonvalues import mapping, sequence, text
from zharia.articles.feeds.moments import moment
from zharia.articles.feeds.parsed import FeedTerm, ParsedItem, listed_names
from zharia.articles.feeds.passwords import protected
from zharia.articles.html_images import distinct, pictures
from zharia.articles.languages import normalize
from zharia.articles.phototypes import is_photo_type
from zharia.articles.text import excerpt, one_line, opening, to_line, to_text
from zharia.articles.urls import resolve


def is_json_feed(document: object) -> bool:
    fields = mapping(document)
    return "jsonfeed.org/version/" in text(fields.get("version")) and "items" in fields


def readers(document: Mapping[str, Any], base: str) -> Iterator[Callable[[], ParsedItem]]:
    """One function per item, so that a broken one fails alone."""
    for item in sequence(document["items"]):
        yield partial(_item, mapping(item), base)


def _item(item: Mapping[str, Any], base: str) -> ParsedItem:
    url = resolve(base, text(item.get("url")))
    markup = text(item.get("content_html"))
    content = to_text(markup, MAX_CONTENT) or one_line(text(item.get("content_text")), MAX_CONTENT)
    summary = excerpt(text(item.get("summary")), MAX_EXCERPT)
    title = to_line(text(item.get("title")), MAX_TITLE)
    return ParsedItem(
        guid=one_line(text(item.get("id")), 2 * MAX_TITLE),
        url=url or resolve(base, text(item.get("external_url"))),
        title=title,
        withheld=protected(title, markup, content or summary),
        excerpt=summary or opening(content, 400),
        content=content,
        published_at=moment(text(item.get("date_published"))),
        language=normalize(item.get("language")),
        terms=tuple(map(FeedTerm, listed_names(_tags(item)))),
        images=distinct([*_lead_images(item, url or base), *pictures(markup, url or base)]),
    )


def _tags(item: Mapping[str, Any]) -> list[str]:
    """A list, by the specification; some write one text."""
    tags = item.get("tags")
    return [text(tag) for tag in sequence(tags)[:100]] or [text(tags)]


def _lead_images(item: Mapping[str, Any], base: str) -> Iterator[Image]:
    attachments = [mapping(a) for a in sequence(item.get("attachments"))[:100]]
    photos = [
        a.get("url")
        for a in attachments
        if is_photo_type(text(a.get("mime_type")), text(a.get("url")))
    ]
    for address in (item.get("image"), *photos, item.get("banner_image")):
        yield Image(resolve(base, text(address)))
