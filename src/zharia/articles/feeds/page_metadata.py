"""Page metadata: Open Graph images and links to feeds."""

import re
from collections.abc import Iterator
from dataclasses import replace

from zharia.articles.content import Image
from zharia.articles.feeds.encoding import decode
from zharia.articles.html_images import deduplicate_images
from zharia.articles.text import parse_html, to_text
from zharia.articles.urls import resolve

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_HEAD_ENDS = re.compile(rb"</head[\s>]|<body[\s>]", re.IGNORECASE)
_NAMES_IMAGE = re.compile(rb"[\"'](?:og|twitter):image", re.IGNORECASE)
#: comments, scripts and styles, also where they have not ended yet
_NO_MARKUP = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|template|noscript)\b.*?(?:</\1\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
#: bytes of a page without such metadata in its head
_ENOUGH_BYTES = 131_072
_PHOTO_NAMES = (
    *("og:image:secure_url", "og:image", "og:image:url"),
    *("twitter:image", "twitter:image:src"),
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


def has_complete_head(body: bytes) -> bool:
    """Whether the beginning of a page has all that `page_image` reads.

    Metadata stands in the head (HTML, 4.2.5). Where the head has none of it, some pages have it in
    the body, and so a little more is read of those.
    """
    # Most pieces bring no end of the head, and what looks like one may stand in a script.
    if not _HEAD_ENDS.search(body):
        return False
    named = _NAMES_IMAGE.search(body) is not None or len(body) >= _ENOUGH_BYTES
    return named and _HEAD_ENDS.search(_NO_MARKUP.sub(b"", body)) is not None


def page_image(body: bytes, content_type: str, url: str) -> Image | None:
    """The photo a page names for sharing: `og:image` (ogp.me), else `twitter:image`."""
    named = _META_CHARSET.search(body[:4096])
    if named and "charset" not in content_type.lower():
        content_type = f"{content_type}; charset={named[1].decode('ascii')}"
    page = parse_html(decode(body, content_type))
    said: dict[str, list[str]] = {}
    for node in page.css("meta[content]")[:1000]:
        name = (node.attributes.get("property") or node.attributes.get("name") or "").lower()
        said.setdefault(name, []).append(node.attributes.get("content") or "")
    alt = to_text(next(iter(said.get("og:image:alt", ())), ""), 1000)
    addresses = [address for name in _PHOTO_NAMES for address in said.get(name, ())[:100]]
    # Of several the first is the page's own choice; it may be named in several sizes.
    photos = deduplicate_images(Image(resolve(url, address)) for address in addresses)
    return replace(photos[0], alt=alt) if photos else None


def feed_links(page: str, url: str) -> Iterator[str]:
    """The feeds that a web page offers (`<link rel="alternate" type="application/rss+xml">`)."""
    document = parse_html(page[:200_000])
    base = document.css_first("base[href]")
    if base is not None:
        url = resolve(url, base.attributes.get("href") or "") or url
    for node in document.css("link[rel~=alternate][href]")[:20]:
        kind = (node.attributes.get("type") or "").lower()
        address = resolve(url, node.attributes.get("href") or "")
        if kind in _FEED_TYPES and address:
            yield address
