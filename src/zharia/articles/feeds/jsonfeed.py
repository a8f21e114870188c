"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from zharia.articles.content import MAX_CONTENT, MAX_EXCERPT, MAX_TITLE, Image
from zharia.articles.feeds.dates import parse_date
from zharia.articles.feeds.parsed import FeedTerm, ParsedItem, split_terms
from zharia.articles.feeds.password_protection import protection
from zharia.articles.feeds.untrusted_json import as_list, as_mapping, as_text
from zharia.articles.html_images import deduplicate_images, images_in_html
from zharia.articles.languages import normalize
from zharia.articles.photo_types import is_photo_type
from zharia.articles.text import excerpt, first_sentences, one_line, to_line, to_text
from zharia.articles.urls import resolve


def is_json_feed(document: object) -> bool:
    fields = as_mapping(document)
    return "jsonfeed.org/version/" in as_text(fields.get("version")) and "items" in fields


def item_parsers(document: Mapping[str, Any], base: str) -> Iterator[Callable[[], ParsedItem]]:
    """One function per item, so that a broken one fails alone."""
    for item in as_list(document["items"]):
        yield partial(_item, as_mapping(item), base)


def _item(item: Mapping[str, Any], base: str) -> ParsedItem:
    url = resolve(base, as_text(item.get("url")))
    markup = as_text(item.get("content_html"))
    content = to_text(markup, MAX_CONTENT) or one_line(
        as_text(item.get("content_text")), MAX_CONTENT
    )
    summary = excerpt(as_text(item.get("summary")), MAX_EXCERPT)
    title = to_line(as_text(item.get("title")), MAX_TITLE)
    return ParsedItem(
        guid=one_line(as_text(item.get("id")), 2 * MAX_TITLE),
        url=url or resolve(base, as_text(item.get("external_url"))),
        title=title,
        withheld=protection(title, markup, content or summary),
        excerpt=summary or first_sentences(content, 400),
        content=content,
        published_at=parse_date(as_text(item.get("date_published"))),
        language=normalize(item.get("language")),
        terms=tuple(map(FeedTerm, split_terms(_tags(item)))),
        images=deduplicate_images(
            [*_lead_images(item, url or base), *images_in_html(markup, url or base)]
        ),
    )


def _tags(item: Mapping[str, Any]) -> list[str]:
    """A list, by the specification; some write one text."""
    tags = item.get("tags")
    return [as_text(tag) for tag in as_list(tags)[:100]] or [as_text(tags)]


def _lead_images(item: Mapping[str, Any], base: str) -> Iterator[Image]:
    attachments = [as_mapping(a) for a in as_list(item.get("attachments"))[:100]]
    photos = [
        a.get("url")
        for a in attachments
        if is_photo_type(as_text(a.get("mime_type")), as_text(a.get("url")))
    ]
    for address in (item.get("image"), *photos, item.get("banner_image")):
        yield Image(resolve(base, as_text(address)))
