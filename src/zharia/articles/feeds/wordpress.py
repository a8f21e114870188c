"""WordPress's REST list of posts, `/wp-json/wp/v2/posts?_embed`, as a feed.

Polylang adds `lang` and `translations` (language → post number), WPML's REST plugin
`wpml_current_locale` and `wpml_translations` (a list of `{locale, id, href}`).
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import unquote

from zharia.articles.content import (
    MAX_CONTENT,
    MAX_EXCERPT,
    MAX_NAME,
    MAX_TITLE,
    Image,
    RetractionReason,
)
from zharia.articles.feeds.dates import parse_date, to_utc
from zharia.articles.feeds.parsed import FeedTerm, ParsedItem
from zharia.articles.feeds.untrusted_json import as_list, as_mapping, as_text
from zharia.articles.html_images import deduplicate_images, images_in_html, photo_credit
from zharia.articles.languages import normalize
from zharia.articles.markup import decode_references
from zharia.articles.text import excerpt, first_sentences, one_line, to_line, to_text
from zharia.articles.urls import resolve

_TAXONOMIES = {"category": True, "post_tag": False}


def is_post_list(document: object) -> bool:
    """Is this a list of posts? An empty list is one too: a site without news."""
    posts = as_list(document)
    return isinstance(document, list) and all(
        "rendered" in as_mapping(as_mapping(post).get("title")) for post in posts[:5]
    )


def item_parsers(posts: list[Any], base: str) -> Iterator[Callable[[], ParsedItem]]:
    """One function per post, so that a broken one fails alone."""
    for post in posts:
        yield partial(_item, as_mapping(post), base)


def _item(post: Mapping[str, Any], base: str) -> ParsedItem:
    url = resolve(base, as_text(post.get("link")))
    markup = _rendered(post, "content")
    content = to_text(markup, MAX_CONTENT)
    return ParsedItem(
        guid=one_line(decode_references(_rendered(post, "guid")), 2 * MAX_TITLE),
        url=url,
        title=to_line(_rendered(post, "title"), MAX_TITLE),
        excerpt=excerpt(_rendered(post, "excerpt"), MAX_EXCERPT) or first_sentences(content, 400),
        content=content,
        published_at=_gmt(post, "date_gmt") or parse_date(as_text(post.get("date"))),
        modified_at=_gmt(post, "modified_gmt") or _gmt(post, "modified"),
        withheld=withheld(post),
        language=normalize(post.get("lang")) or normalize(post.get("wpml_current_locale")),
        terms=tuple(_terms(post)),
        images=deduplicate_images(
            [*_featured(post, url or base), *images_in_html(markup, url or base)]
        ),
        own_id=as_text(post.get("id")),
        sibling_ids=tuple(_siblings(post)),
        alternates=tuple(_alternates(post, base)),
    )


def withheld(post: Mapping[str, Any]) -> RetractionReason | None:
    """Why a post is not public: it has a password, or its status is not `publish`.

    Without its password, a post's `content.rendered` is empty and `content.protected` true; its
    page may still name a photo for sharing (REST API handbook, `reference/posts`).
    """
    if any(
        as_mapping(post.get(field)).get("protected") is True for field in ("content", "excerpt")
    ):
        return RetractionReason.PROTECTED
    public = as_text(post.get("status")) in {"", "publish"}
    return None if public else RetractionReason.UNPUBLISHED


def _gmt(post: Mapping[str, Any], field: str) -> datetime | None:
    """A moment that WordPress tells in UTC, without saying so."""
    return to_utc(parse_date(as_text(post.get(field))), UTC)


def _rendered(post: Mapping[str, Any], field: str) -> str:
    return as_text(as_mapping(post.get(field)).get("rendered"))


def _terms(post: Mapping[str, Any]) -> Iterator[FeedTerm]:
    for group in as_list(as_mapping(post.get("_embedded")).get("wp:term"))[:20]:
        for term in map(as_mapping, as_list(group)[:100]):
            taxonomy = as_text(term.get("taxonomy"))
            name = to_line(as_text(term.get("name")), MAX_NAME)
            slug = one_line(unquote(as_text(term.get("slug"))), MAX_NAME)
            # WordPress files a post without category under this one.
            if taxonomy in _TAXONOMIES and name and slug != "uncategorized":
                yield FeedTerm(name, slug, is_category=_TAXONOMIES[taxonomy])


def _featured(post: Mapping[str, Any], base: str) -> Iterator[Image]:
    photo = as_mapping(
        next(iter(as_list(as_mapping(post.get("_embedded")).get("wp:featuredmedia"))), {})
    )
    caption = to_text(_rendered(photo, "caption"), MAX_TITLE)
    sizes = as_mapping(as_mapping(photo.get("media_details")).get("sizes")).values()
    found = (as_mapping(size).get("source_url") for size in sizes)
    # A post whose media are not embedded may still name one.
    named = (photo.get("source_url"), *found, post.get("jetpack_featured_media_url"))
    for image in deduplicate_images(Image(resolve(base, as_text(address))) for address in named)[
        :1
    ]:
        alt = to_line(as_text(photo.get("alt_text")), MAX_TITLE) or caption
        yield Image(image.url, alt, photo_credit(caption))


def _siblings(post: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    own = as_text(post.get("id"))
    wpml = [
        (as_mapping(version).get("locale"), as_mapping(version).get("id"))
        for version in as_list(post.get("wpml_translations"))
    ]
    for code, number in [*as_mapping(post.get("translations")).items(), *wpml][:20]:
        language, sibling = normalize(code), as_text(number)
        if language and sibling and sibling != own:
            yield language, sibling


def _alternates(post: Mapping[str, Any], base: str) -> Iterator[tuple[str, str]]:
    for version in map(as_mapping, as_list(post.get("wpml_translations"))[:20]):
        language = normalize(version.get("locale"))
        if language and (url := resolve(base, as_text(version.get("href")))):
            yield language, url
